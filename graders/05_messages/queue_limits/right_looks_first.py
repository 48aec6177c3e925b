"""Looks first, to save an exception; the look alone decides nothing."""

import multiprocessing
import queue
import time


def offer(hatch, dish: object, patience: float | None) -> bool:
    waited = 0.0
    while hatch.full() and (patience is None or waited < patience):
        time.sleep(0.1)
        waited += 0.1
    try:
        hatch.put(dish, timeout=None if patience is None else max(0.0, patience - waited))
    except queue.Full:
        return False
    return True


def fetch(hatch, patience: float | None, nothing: object) -> object:
    waited = 0.0
    while hatch.empty() and (patience is None or waited < patience):
        time.sleep(0.1)
        waited += 0.1
    try:
        return hatch.get(timeout=None if patience is None else max(0.0, patience - waited))
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
