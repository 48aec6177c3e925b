"""Everything is under the guard, stamp() too.

misconception: a worker gets the function itself, so it may be defined anywhere
fails: test_work
ends: timeout
"""

import functools
import multiprocessing
import secrets
import sys

if __name__ == "__main__":
    method, *words = sys.argv[1:] or ["fork"]
    weights = [int(word) for word in words or ["20", "3", "7"]]
    word_of_the_day = secrets.token_hex(4)

    def stamp(word_of_the_day: str, weight: int) -> int:
        price = 4 + 3 * weight
        print(f"{weight} kg: {price} {word_of_the_day}")
        return price

    print(f"open: {word_of_the_day}")
    with multiprocessing.get_context(method).Pool(2) as pool:
        prices = pool.map(functools.partial(stamp, word_of_the_day), weights, chunksize=1)
    print(f"total: {sum(prices)}")
