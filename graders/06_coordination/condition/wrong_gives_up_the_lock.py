"""misconception: A lock is free within five seconds.
fails: test_none_lost
"""

import multiprocessing
import sys
import time
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Condition


def fetch(condition: Condition, shelf: "Synchronized[int]") -> None:
    with condition:
        while shelf.value == 0:
            condition.wait()
        shelf.value -= 1


def bring(condition: Condition, shelf: "Synchronized[int]", loaves: int) -> None:
    if condition.acquire(timeout=5):
        try:
            shelf.value += loaves
            condition.notify_all()
        finally:
            condition.release()


def customer(number: int, condition: Condition, shelf: "Synchronized[int]") -> None:
    fetch(condition, shelf)
    print(f"customer {number}: has a loaf")


def main(count: int = 3, when: str = "first") -> None:
    condition = multiprocessing.Condition()
    shelf = multiprocessing.Value("i", 0)
    baker = multiprocessing.Process(target=bring, args=(condition, shelf, count))
    customers = [
        multiprocessing.Process(target=customer, args=(number, condition, shelf)) for number in range(1, count + 1)
    ]
    if when == "first":
        baker.start()
        baker.join()
    for process in customers:
        process.start()
    if when == "late":
        time.sleep(0.5)
        baker.start()
    for process in (baker, *customers):
        process.join()
    print(f"main: loaves left on the shelf: {shelf.value}")


if __name__ == "__main__":
    main(*[int(word) if word.isdecimal() else word for word in sys.argv[1:]])
