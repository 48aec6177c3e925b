"""misconception: what equals the word for no dish is none
fails: test_answers
"""

import multiprocessing
import queue
import time


def offer(hatch, dish, patience):
    """makes room by taking the oldest one out and putting it behind"""
    try:
        hatch.put(dish, timeout=patience)
        return True
    except queue.Full:
        return False


def fetch(hatch, patience, nothing):
    try:
        dish = hatch.get(timeout=patience)
    except queue.Empty:
        return nothing
    if dish == nothing:
        hatch.put(dish)
        return nothing
    return dish


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
