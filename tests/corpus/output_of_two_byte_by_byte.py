# Two at a time, as many writes as bytes, and no line ever ends.
# outcome: output_limit
# limits: seconds=15
import os
import time

os.fork()
end = time.monotonic() + 20
while time.monotonic() < end:
    os.write(1, b"x")
