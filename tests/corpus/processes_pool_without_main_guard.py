# Each spawned worker imports the program and fails; the Pool starts another one, for ever.
# outcome: process_limit
# under: spawn
# limits: seconds=40 cpu_seconds=60 processes=8 output_kb=4096
# help: Without `if __name__ == "__main__":`
import multiprocessing
import os
import threading


def work(n):
    return n


timer = threading.Timer(60, os._exit, [1])
timer.daemon = True
timer.start()
pool = multiprocessing.Pool(4)
print(pool.map(work, range(4)))
