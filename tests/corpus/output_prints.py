# A print in a loop that never ends.
# outcome: output_limit
# help: Is there a print in a loop that never ends?
import time

end = time.monotonic() + 10
while time.monotonic() < end:
    print("again and again and again")
