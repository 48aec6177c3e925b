# One loop that never gets anywhere.
# outcome: timeout
import time

end = time.monotonic() + 20
while time.monotonic() < end:
    pass
