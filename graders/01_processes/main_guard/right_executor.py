"""An executor, whose processes are started as they are needed; each task carries the word."""

import concurrent.futures
import itertools
import multiprocessing
import secrets
import sys


def stamp(word_of_the_day: str, weight: int) -> int:
    price = 4 + 3 * weight
    print(f"{weight} kg: {price} {word_of_the_day}")
    return price


def main() -> None:
    method, *words = sys.argv[1:] or ["fork"]
    weights = [int(word) for word in words or ["20", "3", "7"]]
    word_of_the_day = secrets.token_hex(4)
    print(f"open: {word_of_the_day}")
    context = multiprocessing.get_context(method)
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as executor:
        prices = list(executor.map(stamp, itertools.repeat(word_of_the_day), weights))
    print(f"total: {sum(prices)}")


if __name__ == "__main__":
    main()
