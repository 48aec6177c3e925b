# Its server is never shut down.
# outcome: leftover_process
import multiprocessing
import os

if __name__ == "__main__":
    manager = multiprocessing.Manager()
    print(manager.list([1]))
    os._exit(0)
