"""The pool is made at the top, where every function can reach it.

misconception: to make a pool is a definition, and only the calls of its methods are work
fails: test_work
ends: output_limit
"""

import functools
import multiprocessing
import secrets
import sys

method, *words = sys.argv[1:] or ["fork"]
weights = [int(word) for word in words or ["20", "3", "7"]]


def stamp(word_of_the_day: str, weight: int) -> int:
    price = 4 + 3 * weight
    print(f"{weight} kg: {price} {word_of_the_day}")
    return price


pool = multiprocessing.get_context(method).Pool(2)

if __name__ == "__main__":
    word_of_the_day = secrets.token_hex(4)
    print(f"open: {word_of_the_day}")
    prices = pool.map(functools.partial(stamp, word_of_the_day), weights, chunksize=1)
    pool.close()
    pool.join()
    print(f"total: {sum(prices)}")
