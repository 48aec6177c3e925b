"""misconception: a patience is a whole number of naps
fails: test_seconds
"""

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
    naps = 0
    while True:
        try:
            return hatch.get_nowait()
        except queue.Empty:
            if patience is not None and naps >= int(patience * 100):
                return nothing
        time.sleep(0.01)
        naps += 1


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
