# Starts processes that end at once, and waits for none.
# outcome: process_limit
import os
import time

for _ in range(200):
    if os.fork() == 0:
        os._exit(0)
time.sleep(10)
