# Sleeps far beyond its time.
# outcome: timeout
import time

time.sleep(20)
