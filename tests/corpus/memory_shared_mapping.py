# An anonymous mapping that is shared belongs to nobody in particular.
# outcome: memory_limit
import mmap
import time

shared = mmap.mmap(-1, 400 << 20)
for place in range(0, len(shared), 4096):
    shared[place] = 1
time.sleep(10)
