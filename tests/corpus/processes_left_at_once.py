# Ends before anybody has looked how many there are; under root too few to be refused by the kernel.
# outcome: process_limit
import os
import time

for _ in range(60):
    if os.fork() == 0:
        time.sleep(10)
        os._exit(0)
os._exit(0)
