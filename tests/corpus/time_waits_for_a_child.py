# The end of the program waits for a process that has nothing to do.
# outcome: timeout
import multiprocessing
import time

if __name__ == "__main__":
    multiprocessing.Process(target=time.sleep, args=(20,)).start()
