# A line for every byte.
# outcome: output_limit
# limits: seconds=15 output_kb=1024
import os
import time

end = time.monotonic() + 20
while time.monotonic() < end:
    os.write(1, b"\n" * 4096)
