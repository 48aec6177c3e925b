# Ends, but for what it does when it ends.
# outcome: timeout
import atexit
import time

atexit.register(time.sleep, 20)
