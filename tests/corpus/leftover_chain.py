# Each forks the next and ends, so that whoever is killed is gone already.
# outcome: leftover_process
import os
import signal
import time

end = time.monotonic() + 15
signal.signal(signal.SIGTERM, signal.SIG_IGN)
while time.monotonic() < end:
    if os.fork():
        os._exit(0)
