"""Each parcel gets a process.

misconception: one process does one thing
fails: test_work
"""

import multiprocessing
import secrets
import sys


def stamp(weight, word, queue):
    price = 4 + 3 * weight
    print(f"{weight} kg: {price} {word}")
    queue.put(price)


def main():
    method, *words = sys.argv[1:] or ["fork"]
    weights = [int(word) for word in words or ["20", "3", "7"]]
    context = multiprocessing.get_context(method)
    word = secrets.token_hex(4)
    print(f"open: {word}")
    queue = context.SimpleQueue()
    clerks = [context.Process(target=stamp, args=(weight, word, queue)) for weight in weights]
    for clerk in clerks:
        clerk.start()
    total = sum(queue.get() for _ in clerks)
    for clerk in clerks:
        clerk.join()
    print(f"total: {total}")


if __name__ == "__main__":
    main()
