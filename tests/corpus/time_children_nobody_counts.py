# Where SIGCHLD is ignored, the system tells nobody what a child has used: getrusage(2).
# outcome: cpu_limit
# limits: seconds=20 cpu_seconds=3
import os
import signal
import time

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
end = time.monotonic() + 25
while time.monotonic() < end:
    for _ in range(2):
        if os.fork() == 0:
            while time.process_time() < 0.3:
                pass
            os._exit(0)
    try:
        os.wait()  # until all have ended: there is nobody to wait for then
    except ChildProcessError:
        pass
