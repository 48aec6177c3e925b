"""Keeps each answer, and returns the same dict when it is asked again.

misconception: a cache gives each who asks a result of their own
fails: test_memory, test_handed_over, test_open_file, test_environment
"""

import functools
import multiprocessing
import os
import sys

notes: list[int] = []
page = os.open(__file__, os.O_RDONLY)  # each read goes on where the one before it has ended


@functools.cache
def predict(method: str, n: int) -> dict[str, int]:
    copied = method == "fork"
    return {
        "notes, child": n + 1 if copied else 1,  # how many there are
        "notes, main": n,
        "cached, child": n + 1 if copied else 1,  # how many results of square() are kept
        "handed over, child": n + 1,  # how many numbers there are
        "handed over, main": n,
        "page, main": 3 * n if copied else n,  # how many bytes have been read
        "city, child": 0 if method == "forkserver" else n,  # the number in the environment, or 0
    }


@functools.cache
def square(number: int) -> int:
    return number * number


def work(handed_over, n, answers) -> None:
    notes.append(n)
    handed_over.append(n)
    square(n)
    os.read(page, n)
    answers.put(
        {
            "notes, child": len(notes),
            "cached, child": square.cache_info().currsize,
            "handed over, child": len(handed_over),
            "city, child": int(os.environ.get("CITY", "0")),
        }
    )


def experiment(method: str, n: int) -> dict[str, int]:
    os.environ.pop("CITY", None)
    context = multiprocessing.get_context(method)
    answers = context.SimpleQueue()
    handed_over = list(range(n))
    for number in range(n):
        notes.append(number)
        square(number)
    os.read(page, n)
    found = {}
    for _ in range(2):
        child = context.Process(target=work, args=(handed_over, n, answers))
        child.start()
        child.join()
        found = answers.get()
        os.environ["CITY"] = str(n)
    found["notes, main"] = len(notes)
    found["handed over, main"] = len(handed_over)
    found["page, main"] = os.lseek(page, 0, os.SEEK_CUR)
    return found


def main(method: str = "fork", n: str = "3") -> None:
    predicted, found = predict(method, int(n)), experiment(method, int(n))
    for question in predicted:
        print(f"{question:20} predicted {predicted[question]:3}, found {found[question]:3}")


if __name__ == "__main__":
    main(*sys.argv[1:])
