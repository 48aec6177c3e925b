# The same, and each in a session of its own, with no descriptor left.
# outcome: leftover_process
import os
import time

end = time.monotonic() + 15
while time.monotonic() < end:
    if os.fork():
        os._exit(0)
    os.setsid()
    os.closerange(0, 1024)
