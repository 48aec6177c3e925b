"""Reads the arguments at the top of the file.

misconception: who imports a file has the arguments of that file
fails: test_import
"""

import multiprocessing
import secrets
import sys
from functools import partial

method, *words = sys.argv[1:] or ["fork"]
weights = [int(word) for word in words or ["20", "3", "7"]]


def stamp(word_of_the_day: str, weight: int) -> int:
    price = 4 + 3 * weight
    print(f"{weight} kg: {price} {word_of_the_day}")
    return price


def main() -> None:
    word_of_the_day = secrets.token_hex(4)
    print(f"open: {word_of_the_day}")
    pool = multiprocessing.get_context(method).Pool(2)
    prices = pool.map(partial(stamp, word_of_the_day), weights, chunksize=1)
    pool.close()
    pool.join()
    print(f"total: {sum(prices)}")


if __name__ == "__main__":
    main()
