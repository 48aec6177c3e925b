# What a fork shares is copied where it is written.
# outcome: memory_limit
import os
import time

held = bytearray(b"x") * (80 << 20)
for _ in range(4):
    if os.fork() == 0:
        for place in range(0, len(held), 4096):
            held[place] = 1
        time.sleep(10)
        os._exit(0)
for _ in range(4):
    os.wait()
