# A worker ends by itself; the executor says so.
# outcome: finished
# says: BrokenProcessPool
import os
from concurrent.futures import ProcessPoolExecutor

if __name__ == "__main__":
    with ProcessPoolExecutor(2) as executor:
        executor.submit(os._exit, 1).result()
