"""A clerk says which parcel it has, works the price out, and then says that.

misconception: what two prints of one worker write stands together
fails: test_whoever_is_faster
"""

import functools
import multiprocessing
import secrets
import sys


def stamp(word_of_the_day: str, weight: int) -> int:
    print(f"{weight} kg: ", end="", flush=True)
    price = 4 + 3 * weight
    print(f"{price} {word_of_the_day}", flush=True)
    return price


def main(method: str = "fork", *words: str) -> None:
    weights = [int(word) for word in words or ["20", "3", "7"]]
    word_of_the_day = secrets.token_hex(4)
    print(f"open: {word_of_the_day}")
    with multiprocessing.get_context(method).Pool(2) as pool:
        prices = pool.map(functools.partial(stamp, word_of_the_day), weights, chunksize=1)
    print(f"total: {sum(prices)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
