"""A clerk hands the price in before it stamps the parcel, and gets a moment for the last one.

misconception: a moment after all the prices are there all the parcels are stamped
fails: test_whoever_is_faster
"""

import multiprocessing
import secrets
import sys
import time


def stamp(weights: list[int], word: str, prices) -> None:
    for weight in weights:
        price = 4 + 3 * weight
        prices.put(price)
        print(f"{weight} kg: {price} {word}")


def main() -> None:
    method, *words = sys.argv[1:] or ["fork"]
    weights = [int(word) for word in words or ["20", "3", "7"]]
    word_of_the_day = secrets.token_hex(4)
    print(f"open: {word_of_the_day}")
    context = multiprocessing.get_context(method)
    prices = context.Queue()
    clerk = context.Process(target=stamp, args=(weights, word_of_the_day, prices))
    clerk.start()
    total = sum(prices.get() for _ in weights)
    time.sleep(0.3)
    print(f"total: {total}")
    clerk.join()


if __name__ == "__main__":
    main()
