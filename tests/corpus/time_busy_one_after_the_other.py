# Each child computes a little, and none is alive for long.
# outcome: cpu_limit
# limits: seconds=15 cpu_seconds=2
import os
import time

end = time.monotonic() + 18
while time.monotonic() < end:
    if os.fork() == 0:
        until = time.process_time() + 0.1
        while time.process_time() < until:
            pass
        os._exit(0)
    os.wait()
