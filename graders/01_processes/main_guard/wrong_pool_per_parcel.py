"""Each parcel gets a pool.

misconception: a pool is for one call
fails: test_work
"""

import multiprocessing
import secrets
import sys


def stamp(word_of_the_day: str, weight: int) -> int:
    price = 4 + 3 * weight
    print(f"{weight} kg: {price} {word_of_the_day}")
    return price


def main(method: str = "fork", *words: str) -> None:
    word_of_the_day = secrets.token_hex(4)
    print(f"open: {word_of_the_day}")
    total = 0
    for word in words or ["20", "3", "7"]:
        with multiprocessing.get_context(method).Pool(2) as pool:
            total += pool.apply(stamp, (word_of_the_day, int(word)))
    print(f"total: {total}")


if __name__ == "__main__":
    main(*sys.argv[1:])
