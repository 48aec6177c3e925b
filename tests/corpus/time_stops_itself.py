# Stands still, and leaves a child to wake it in the end.
# outcome: timeout
import os
import signal
import time

me = os.getpid()
if os.fork() == 0:
    time.sleep(20)
    os.kill(me, signal.SIGCONT)
    os._exit(0)
os.kill(me, signal.SIGSTOP)
os.wait()
