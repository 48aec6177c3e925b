"""The steps of the experiment, with copies in the place of processes."""

import functools
import multiprocessing
import os
import sys

notes: list[int] = []
page = os.open(__file__, os.O_RDONLY)  # each read goes on where the one before it has ended


def predict(method: str, n: int) -> dict[str, int]:
    main_notes, main_cache, main_list = list(range(n)), set(range(n)), list(range(n))
    main_page = [n]
    server_city, main_city, child_city = None, 0, 0
    child_notes, child_cache, child_list = [], set(), []
    for _ in range(2):
        child_notes = list(main_notes) if method == "fork" else []
        child_cache = set(main_cache) if method == "fork" else set()
        child_list = list(main_list)
        child_page = main_page if method == "fork" else [0]
        if server_city is None:
            server_city = main_city
        child_city = server_city if method == "forkserver" else main_city
        child_notes.append(n)
        child_cache.add(n)
        child_list.append(n)
        child_page[0] += n
        main_city = n
    return {
        "notes, child": len(child_notes),
        "notes, main": len(main_notes),
        "cached, child": len(child_cache),
        "handed over, child": len(child_list),
        "handed over, main": len(main_list),
        "page, main": main_page[0],
        "city, child": child_city,
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
