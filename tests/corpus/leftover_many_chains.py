# Several at a time.
# outcome: leftover_process
import os
import time

end = time.monotonic() + 15
for _ in range(3):
    os.fork()
while time.monotonic() < end:
    if os.fork():
        os._exit(0)
