# Most of the signals for programs' own use have no name in Python.
# outcome: signaled
import os

os.kill(os.getpid(), 40)
