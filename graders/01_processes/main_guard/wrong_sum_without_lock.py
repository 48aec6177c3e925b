"""Both workers add to one shared number.

misconception: += on a Value of multiprocessing holds its lock
fails: test_whoever_is_faster
"""

import multiprocessing
import secrets
import sys


def clerk(parcels, word, total):
    for weight in parcels:
        price = 4 + 3 * weight
        print(f"{weight} kg: {price} {word}")
        total.value += price


def main():
    method, *words = sys.argv[1:] or ["fork"]
    weights = [int(word) for word in words or ["20", "3", "7"]]
    word = secrets.token_hex(4)
    print(f"open: {word}")
    context = multiprocessing.get_context(method)
    total = context.Value("i", 0)
    clerks = [context.Process(target=clerk, args=(weights[i::2], word, total)) for i in range(2)]
    for c in clerks:
        c.start()
    for c in clerks:
        c.join()
    print(f"total: {total.value}")


if __name__ == "__main__":
    main()
