# As many writes as bytes.
# outcome: output_limit
# limits: seconds=15 output_kb=64
import os
import time

end = time.monotonic() + 10
while time.monotonic() < end:
    os.write(1, b"x")
