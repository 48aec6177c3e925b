# Deleted, and open.
# outcome: file_limit
import os
import time

held = []
for number in range(40):
    held.append(open("part", "wb"))
    held[-1].write(b"x" * (4 << 20))
    os.unlink("part")
time.sleep(10)
