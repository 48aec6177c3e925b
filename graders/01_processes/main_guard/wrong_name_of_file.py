"""The guard asks for a name that no file has.

misconception: __name__ is "main" in the main program
fails: test_work
"""

import functools
import multiprocessing
import secrets
import sys


def stamp(word_of_the_day: str, weight: int) -> int:
    price = 4 + 3 * weight
    print(f"{weight} kg: {price} {word_of_the_day}")
    return price


if __name__ == "main":
    method, *words = sys.argv[1:] or ["fork"]
    weights = [int(word) for word in words or ["20", "3", "7"]]
    word_of_the_day = secrets.token_hex(4)
    print(f"open: {word_of_the_day}")
    with multiprocessing.get_context(method).Pool(2) as pool:
        prices = pool.map(functools.partial(stamp, word_of_the_day), weights, chunksize=1)
    print(f"total: {sum(prices)}")
