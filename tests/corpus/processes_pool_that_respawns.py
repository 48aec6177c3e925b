# The initializer fails in each worker, and the Pool starts another one, for ever.
# outcome: process_limit
# limits: seconds=20 processes=8 output_kb=4096
# help: A Pool starts a new worker for each that ends
import multiprocessing


def prepare():
    raise ValueError("no such table")


if __name__ == "__main__":
    with multiprocessing.Pool(4, initializer=prepare) as pool:
        pool.map_async(abs, [1]).get(20)
