"""Two clerks with half of the parcels each, and a join that waits for a minute at most.

misconception: a timeout that is long enough for everything is no timeout
fails: test_whoever_is_faster
"""

import multiprocessing
import secrets
import sys


def stamp(weights, word):
    for weight in weights:
        print(f"{weight} kg: {4 + 3 * weight} {word}")


def main():
    method, *words = sys.argv[1:] or ["fork"]
    weights = [int(word) for word in words or ["20", "3", "7"]]
    word = secrets.token_hex(4)
    print(f"open: {word}")
    context = multiprocessing.get_context(method)
    clerks = [context.Process(target=stamp, args=(weights[start::2], word)) for start in range(2)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join(timeout=60)
    print(f"total: {sum(4 + 3 * weight for weight in weights)}")


if __name__ == "__main__":
    main()
