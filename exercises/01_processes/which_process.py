"""Which process has what.

experiment() below starts two children, one after the other, and says what the second one
has, and what the main process has when both have ended. predict() is to say it beforehand.
Today it says n each time.

    python which_process.py fork 3         the predictions, beside what comes of it
    python which_process.py spawn 3

Contract
- predict(method, n) returns a dict of seven numbers, with the keys that experiment() has.
- They are the ones that experiment(method, n) comes to in a program that has just been
  started; for fork, spawn and forkserver, and each n from 2 to 50.
- predict() works them out, as often as it is asked, and starts no process for it.

Change predict() only. Try it:   python which_process.py fork 3
Grade it:                        pytest which_process.py
"""

import functools
import multiprocessing
import os
import sys

notes: list[int] = []
page = os.open(__file__, os.O_RDONLY)  # each read goes on where the one before it has ended


def predict(method: str, n: int) -> dict[str, int]:
    return {
        "notes, child": n,  # how many there are
        "notes, main": n,
        "cached, child": n,  # how many results of square() are kept
        "handed over, child": n,  # how many numbers there are
        "handed over, main": n,
        "page, main": n,  # how many bytes have been read
        "city, child": n,  # the number in the environment, or 0
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
