# A thread for everything.
# outcome: process_limit
import threading
import time

for _ in range(500):
    threading.Thread(target=time.sleep, args=(10,), daemon=True).start()
time.sleep(10)
