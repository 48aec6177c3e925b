# The same, and does not care.
# outcome: open_files_limit
import time

held = []
try:
    while len(held) < 3000:
        held.append(open("/dev/null"))
except OSError:
    time.sleep(10)
