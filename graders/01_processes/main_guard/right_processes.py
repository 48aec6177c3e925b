"""Two Processes instead of a pool, half of the parcels each; the prices come by a queue."""

import multiprocessing
import secrets
import sys


def clerk(word: str, weights: list[int], prices) -> None:
    for weight in weights:
        price = 4 + 3 * weight
        print(f"{weight} kg: {price} {word}")
        prices.put(price)


def open_office(method: str, weights: list[int]) -> None:
    word = secrets.token_hex(4)
    print(f"open: {word}")
    context = multiprocessing.get_context(method)
    prices = context.Queue()
    clerks = [context.Process(target=clerk, args=(word, weights[place::2], prices)) for place in range(2)]
    for process in clerks:
        process.start()
    total = sum(prices.get() for _ in weights)
    for process in clerks:
        process.join()
    print(f"total: {total}")


if __name__ == "__main__":
    arguments = sys.argv[1:] or ["fork"]
    open_office(arguments[0], [int(word) for word in arguments[1:] or ["20", "3", "7"]])
