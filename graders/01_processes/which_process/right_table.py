"""A table of two factors for each start method: so many times n, and so many more."""

import functools
import multiprocessing
import os
import sys

notes: list[int] = []
page = os.open(__file__, os.O_RDONLY)  # each read goes on where the one before it has ended


TABLE = {
    "notes, child": {"fork": (1, 1), "spawn": (0, 1), "forkserver": (0, 1)},
    "notes, main": {"fork": (1, 0), "spawn": (1, 0), "forkserver": (1, 0)},
    "cached, child": {"fork": (1, 1), "spawn": (0, 1), "forkserver": (0, 1)},
    "handed over, child": {"fork": (1, 1), "spawn": (1, 1), "forkserver": (1, 1)},
    "handed over, main": {"fork": (1, 0), "spawn": (1, 0), "forkserver": (1, 0)},
    "page, main": {"fork": (3, 0), "spawn": (1, 0), "forkserver": (1, 0)},
    "city, child": {"fork": (1, 0), "spawn": (1, 0), "forkserver": (0, 0)},
}


def predict(method: str, n: int) -> dict[str, int]:
    return {question: times * n + more for question, row in TABLE.items() for times, more in [row[method]]}


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
