"""No main(), and the word reaches each worker once, by the pool's initializer."""

import multiprocessing
import secrets
import sys


def remember(word: str) -> None:
    global word_of_the_day
    word_of_the_day = word


def stamp(weight: int) -> int:
    price = 4 + 3 * weight
    print(f"{weight} kg: {price} {word_of_the_day}")
    return price


if __name__ == "__main__":
    method, *words = sys.argv[1:] or ["fork"]
    multiprocessing.set_start_method(method)
    word_of_the_day = secrets.token_hex(4)
    print(f"open: {word_of_the_day}")
    pool = multiprocessing.Pool(2, initializer=remember, initargs=(word_of_the_day,))
    promises = [pool.apply_async(stamp, (int(word),)) for word in words or ["20", "3", "7"]]
    pool.close()
    pool.join()
    print("total:", sum(promise.get() for promise in promises))
