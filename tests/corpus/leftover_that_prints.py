# Writes on when the program has ended.
# outcome: leftover_process
import os
import time

if os.fork() == 0:
    end = time.monotonic() + 15
    while time.monotonic() < end:
        print("still here", flush=True)
        time.sleep(0.001)
    os._exit(0)
