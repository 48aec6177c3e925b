"""The line that the error names, without the one above it.

misconception: freeze_support() is what makes a program fit for spawn
fails: test_work
ends: output_limit
"""

import multiprocessing
import secrets
import sys

multiprocessing.freeze_support()

method, *words = sys.argv[1:] or ["fork"]
weights = [int(word) for word in words or ["20", "3", "7"]]
word_of_the_day = secrets.token_hex(4)


def stamp(weight: int) -> int:
    price = 4 + 3 * weight
    print(f"{weight} kg: {price} {word_of_the_day}")
    return price


print(f"open: {word_of_the_day}")
with multiprocessing.get_context(method).Pool(2) as pool:
    prices = pool.map(stamp, weights, chunksize=1)
print(f"total: {sum(prices)}")
