"""Kills its parent, which is the process that watches it."""

import os
import signal

os.kill(os.getppid(), signal.SIGKILL)
