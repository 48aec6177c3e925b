"""misconception: whoever naps twice as long each time waits as well as others
fails: test_seconds
"""

import multiprocessing
import queue
import time


def offer(hatch, dish, patience):
    deadline = time.monotonic() + (float("inf") if patience is None else patience)
    nap = 0.01
    while True:
        try:
            hatch.put_nowait(dish)
        except queue.Full:
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            time.sleep(min(nap, left))
            nap = min(2 * nap, 5)
        else:
            return True


def fetch(hatch, patience, nothing):
    deadline = time.monotonic() + (float("inf") if patience is None else patience)
    nap = 0.01
    while True:
        try:
            return hatch.get_nowait()
        except queue.Empty:
            left = deadline - time.monotonic()
            if left <= 0:
                return nothing
            time.sleep(min(nap, left))
            nap = min(2 * nap, 5)


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
