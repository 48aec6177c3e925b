"""misconception: a patience may be rounded up
fails: test_seconds
"""

import math
import multiprocessing
import queue
import time


def offer(hatch, dish: object, patience: float | None) -> bool:
    try:
        hatch.put(dish, timeout=patience)
    except queue.Full:
        return False
    return True


def fetch(hatch, patience: float | None, nothing: object) -> object:
    seconds = None if patience is None else math.ceil(patience)
    try:
        return hatch.get(timeout=seconds)
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
