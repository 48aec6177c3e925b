"""fork is what works, so fork it is.

misconception: which start method a program uses is nobody else's concern
fails: test_method
"""

import multiprocessing
import secrets
import sys

word_of_the_day = secrets.token_hex(4)


def stamp(weight: int) -> int:
    price = 4 + 3 * weight
    print(f"{weight} kg: {price} {word_of_the_day}")
    return price


if __name__ == "__main__":
    method, *words = sys.argv[1:] or ["fork"]
    weights = [int(word) for word in words or ["20", "3", "7"]]
    print(f"open: {word_of_the_day}")
    with multiprocessing.get_context("fork").Pool(2) as pool:
        prices = pool.map(stamp, weights, chunksize=1)
    print(f"total: {sum(prices)}")
