# The same with a thread.
# outcome: timeout
import threading
import time

threading.Thread(target=time.sleep, args=(20,)).start()
