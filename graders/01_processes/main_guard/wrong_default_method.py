"""The executor is not told the start method.

misconception: the arguments of a program set its start method
fails: test_method
"""

import concurrent.futures
import secrets
import sys
from itertools import repeat


def stamp(weight, word):
    price = 4 + 3 * weight
    print(f"{weight} kg: {price} {word}")
    return price


def main():
    method, *words = sys.argv[1:] or ["fork"]
    weights = [int(word) for word in words or ["20", "3", "7"]]
    word = secrets.token_hex(4)
    print(f"open: {word}")
    with concurrent.futures.ProcessPoolExecutor(max_workers=2) as executor:
        total = sum(executor.map(stamp, weights, repeat(word)))
    print(f"total: {total}")


if __name__ == "__main__":
    main()
