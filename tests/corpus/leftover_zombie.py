# A child has ended, and nobody asks how.
# outcome: leftover_process
import os

ready, done = os.pipe()
if os.fork() == 0:
    os._exit(0)
os.close(done)
os.read(ready, 1)
