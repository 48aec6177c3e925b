"""misconception: a lock of the module is one for all processes, however they are started
fails: test_several
under: spawn, forkserver
ends: deadlock
"""

import multiprocessing
import queue
import time

turn = multiprocessing.Lock()


def offer(hatch, dish: object, patience: float | None) -> bool:
    end = None if patience is None else time.monotonic() + patience
    while True:
        with turn:
            if not hatch.full():
                hatch.put(dish)
                return True
        if end is not None and time.monotonic() >= end:
            return False
        time.sleep(0.01)


def fetch(hatch, patience: float | None, nothing: object) -> object:
    try:
        return hatch.get(timeout=patience)
    except queue.Empty:
        return nothing


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
