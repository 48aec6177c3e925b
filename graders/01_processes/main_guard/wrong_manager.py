"""A manager keeps the word.

misconception: a manager is no process
fails: test_work
"""

import multiprocessing
import secrets
import sys


def stamp(weight, shared):
    price = 4 + 3 * weight
    print(f"{weight} kg: {price} {shared['word']}")
    return price


def main():
    method, *words = sys.argv[1:] or ["fork"]
    weights = [int(word) for word in words or ["20", "3", "7"]]
    context = multiprocessing.get_context(method)
    with context.Manager() as manager:
        shared = manager.dict(word=secrets.token_hex(4))
        print(f"open: {shared['word']}")
        with context.Pool(2) as pool:
            prices = pool.starmap(stamp, [(weight, shared) for weight in weights])
    print(f"total: {sum(prices)}")


if __name__ == "__main__":
    main()
