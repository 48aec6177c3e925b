"""Ends the process that runs it with exit code 0 and without a word."""

import os

os._exit(0)
