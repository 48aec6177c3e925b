# Calls itself what a helper of multiprocessing is called.
# outcome: leftover_process
import os
import time

if os.fork() == 0:
    with open("/proc/self/comm", "w") as name:
        name.write("resource_tracker")
    time.sleep(15)
    os._exit(0)
