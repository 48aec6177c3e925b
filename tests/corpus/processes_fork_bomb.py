# Everybody forks.
# outcome: process_limit
import os
import time

end = time.monotonic() + 10
while time.monotonic() < end:
    try:
        os.fork()
    except OSError:
        time.sleep(0.1)
os._exit(0)
