# As many writes as bytes.
# outcome: output_limit
import os
import time

end = time.monotonic() + 10
while time.monotonic() < end:
    os.write(1, b"x")
