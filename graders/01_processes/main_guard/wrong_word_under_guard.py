"""The word is drawn under the guard, and stamp() takes it as a global variable.

misconception: the global variables of the main process are those of its workers
fails: test_work
"""

import multiprocessing
import secrets
import sys


def stamp(weight: int) -> int:
    price = 4 + 3 * weight
    print(f"{weight} kg: {price} {word_of_the_day}")
    return price


if __name__ == "__main__":
    method, *words = sys.argv[1:] or ["fork"]
    weights = [int(word) for word in words or ["20", "3", "7"]]
    word_of_the_day = secrets.token_hex(4)
    print(f"open: {word_of_the_day}")
    with multiprocessing.get_context(method).Pool(2) as pool:
        prices = pool.map(stamp, weights, chunksize=1)
    print(f"total: {sum(prices)}")
