# Files without a name, in memory.
# outcome: memory_limit
import os
import time

held = []
for number in range(80):
    held.append(os.memfd_create("x"))
    os.write(held[-1], b"x" * (4 << 20))
time.sleep(10)
