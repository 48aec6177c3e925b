"""Why it works: fetch() looks at the shelf, begins to wait, and takes its loaf under the one
lock of the condition, and bring() changes the shelf under the same lock. So no loaf can come
between the look and the wait, and none can go between the look and the taking. wait() gives
the lock up while it sleeps, and has it again when it returns. By then the loaf it was woken
for may be gone, or there never was one. So it is the shelf that is asked, each time anew,
and never the notification. bring() wakes all, because it can't know who will be first.

Another way: condition.wait_for(lambda: shelf.value > 0) is the same loop, and
condition.notify(loaves) wakes as many customers as can be served.
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
    with condition:
        shelf.value += loaves
        condition.notify_all()


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
