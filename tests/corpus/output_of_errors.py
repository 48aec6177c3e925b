# The same on stderr.
# outcome: output_limit
import sys
import time

end = time.monotonic() + 10
while time.monotonic() < end:
    print("again and again and again", file=sys.stderr)
