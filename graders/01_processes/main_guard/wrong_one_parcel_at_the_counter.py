"""One parcel alone is stamped by the main process.

misconception: a promise about workers holds where there is work for them to share
fails: test_work
"""

import functools
import multiprocessing
import secrets
import sys


def stamp(word_of_the_day: str, weight: int) -> int:
    price = 4 + 3 * weight
    print(f"{weight} kg: {price} {word_of_the_day}", flush=True)
    return price


def main(method: str = "fork", *words: str) -> None:
    weights = [int(word) for word in words or ["20", "3", "7"]]
    word_of_the_day = secrets.token_hex(4)
    print(f"open: {word_of_the_day}")
    if len(weights) == 1:
        prices = [stamp(word_of_the_day, weights[0])]
    else:
        with multiprocessing.get_context(method).Pool(2) as pool:
            prices = pool.map(functools.partial(stamp, word_of_the_day), weights, chunksize=1)
    print(f"total: {sum(prices)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
