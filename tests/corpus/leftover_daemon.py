# A daemon in the sense of Unix: forked twice, in a session of its own.
# outcome: leftover_process
import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork():
        os._exit(0)
    time.sleep(15)
    os._exit(0)
os.wait()
