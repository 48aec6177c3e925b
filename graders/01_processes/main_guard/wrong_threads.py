"""A pool of threads has no trouble with the file.

misconception: the workers of multiprocessing.pool.ThreadPool are processes too
fails: test_work
"""

import multiprocessing.pool
import secrets
import sys

method, *words = sys.argv[1:] or ["fork"]
weights = [int(word) for word in words or ["20", "3", "7"]]
word_of_the_day = secrets.token_hex(4)


def stamp(weight: int) -> int:
    price = 4 + 3 * weight
    print(f"{weight} kg: {price} {word_of_the_day}")
    return price


if __name__ == "__main__":
    print(f"open: {word_of_the_day}")
    with multiprocessing.pool.ThreadPool(2) as pool:
        prices = pool.map(stamp, weights, chunksize=1)
    print(f"total: {sum(prices)}")
