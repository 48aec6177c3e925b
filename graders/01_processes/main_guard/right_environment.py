"""One worker, which finds the word in the environment; each worker draws a word at the top and forgets it."""

import multiprocessing
import os
import secrets
import sys

word_of_the_day = os.environ.setdefault("WORD_OF_THE_DAY", secrets.token_hex(4))


def stamp(weight: int) -> int:
    price = 4 + 3 * weight
    print(f"{weight} kg: {price} {os.environ['WORD_OF_THE_DAY']}")
    return price


if __name__ == "__main__":
    method, *words = sys.argv[1:] or ["fork"]
    print(f"open: {word_of_the_day}")
    with multiprocessing.get_context(method).Pool(1) as pool:
        print("total:", sum(pool.imap_unordered(stamp, map(int, words or ["20", "3", "7"]))))
