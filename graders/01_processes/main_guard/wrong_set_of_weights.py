"""Takes a set of the weights.

misconception: what is equal is the same thing
fails: test_work
"""

import multiprocessing
import secrets
import sys
from functools import partial


def stamp(word_of_the_day: str, weight: int) -> int:
    price = 4 + 3 * weight
    print(f"{weight} kg: {price} {word_of_the_day}")
    return price


def main() -> None:
    method, *words = sys.argv[1:] or ["fork"]
    weights = list({int(word) for word in words or ["20", "3", "7"]})
    word_of_the_day = secrets.token_hex(4)
    print(f"open: {word_of_the_day}")
    pool = multiprocessing.get_context(method).Pool(2)
    prices = pool.map(partial(stamp, word_of_the_day), weights, chunksize=1)
    pool.close()
    pool.join()
    print(f"total: {sum(prices)}")


if __name__ == "__main__":
    main()
