"""The same word for everybody, by being the same every day.

misconception: what differs between the processes of a run is cured by a constant
fails: test_work
"""

import multiprocessing
import sys

word_of_the_day = "postage"


def stamp(weight: int) -> int:
    price = 4 + 3 * weight
    print(f"{weight} kg: {price} {word_of_the_day}")
    return price


if __name__ == "__main__":
    method, *words = sys.argv[1:] or ["fork"]
    weights = [int(word) for word in words or ["20", "3", "7"]]
    print(f"open: {word_of_the_day}")
    with multiprocessing.get_context(method).Pool(2) as pool:
        prices = pool.map(stamp, weights, chunksize=1)
    print(f"total: {sum(prices)}")
