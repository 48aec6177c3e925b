# Stops whatever it may stop, so that nobody is there to end it.
# outcome: leftover_process
# needs: a user of its own
import os
import signal
import time

if os.fork() == 0:
    os.setsid()
    end = time.monotonic() + 15
    while time.monotonic() < end:
        for pid in range(os.getpid() + 1, os.getpid() + 8):
            try:
                os.kill(pid, signal.SIGSTOP)
            except OSError:
                pass
    os._exit(0)
