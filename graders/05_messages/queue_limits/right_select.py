"""Sleeps between its tries by select(), which waits for nothing but the time."""

import functools
import multiprocessing
import queue
import select
import time


def again(attempt, error, patience):
    """(True, what attempt() returned), or (False, None) when the patience was at an end."""
    begin = time.monotonic_ns()
    while True:
        late = patience is not None and time.monotonic_ns() - begin >= patience * 1_000_000_000
        try:
            return True, attempt()
        except error:
            if late:
                return False, None
            select.select([], [], [], 0.01)


def offer(hatch, dish, patience):
    return again(functools.partial(hatch.put, dish, False), queue.Full, patience)[0]


def fetch(hatch, patience, nothing):
    found, dish = again(functools.partial(hatch.get, block=False), queue.Empty, patience)
    return dish if found else nothing


def cook(hatch) -> None:
    for number in range(1, 7):
        dish = f"dish {number}"
        if offer(hatch, dish, 2):
            print(f"cook: {dish} is in the hatch")
        else:
            print(f"cook: eats {dish}")


def wait_at_tables(hatch) -> None:
    while True:
        dish = fetch(hatch, 1, "no dish")
        print(f"waiter: {dish}")
        if dish == "no dish":
            break
        time.sleep(0.3)


def main() -> None:
    hatch = multiprocessing.Queue(2)
    staff = [multiprocessing.Process(target=target, args=(hatch,)) for target in (wait_at_tables, cook)]
    for person in staff:
        person.start()
    for person in staff:
        person.join()


if __name__ == "__main__":
    main()
