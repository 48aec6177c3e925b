"""Why it works: a child that is spawned, or comes from a fork server, gets no copy of the
main process's memory. It imports the program's file and finds stamp() there. In the child
the file's __name__ is not "__main__", so all that stands under the `if` is done by the main
process alone: it opens the office and makes the pool, once. The word is drawn there too, so
a worker does not have it; it travels with each parcel.

The `with` of a pool ends its workers as soon as it is left. So each line is flushed: behind a
pipe it would wait in the worker's buffer, and be lost with the worker.

Another way: Pool(2, initializer=..., initargs=(word,)) hands the word to each worker once,
and the initializer keeps it in a global variable of the worker.
"""

import functools
import multiprocessing
import secrets
import sys


def stamp(word_of_the_day: str, weight: int) -> int:
    price = 4 + 3 * weight
    print(f"{weight} kg: {price} {word_of_the_day}", flush=True)
    return price


def main(method: str = "fork", *words: str) -> None:
    weights = [int(word) for word in words or ["20", "3", "7"]]
    word_of_the_day = secrets.token_hex(4)
    print(f"open: {word_of_the_day}")
    with multiprocessing.get_context(method).Pool(2) as pool:
        prices = pool.map(functools.partial(stamp, word_of_the_day), weights, chunksize=1)
    print(f"total: {sum(prices)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
