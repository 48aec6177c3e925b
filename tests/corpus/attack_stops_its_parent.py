# Refused.
# outcome: finished
# needs: a user of its own
import os
import signal

os.kill(os.getppid(), signal.SIGSTOP)
