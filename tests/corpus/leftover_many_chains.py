# Several at a time; how many live at once is luck.
# outcome: leftover_process
# limits: processes=200
import os
import time

end = time.monotonic() + 15
for _ in range(3):
    os.fork()
while time.monotonic() < end:
    if os.fork():
        os._exit(0)
