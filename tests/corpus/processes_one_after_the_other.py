# Never more than one, and no end of them.
# outcome: process_limit
# limits: seconds=15 cpu_seconds=15
import os

for _ in range(20_000):
    if os.fork() == 0:
        os._exit(0)
    os.wait()
