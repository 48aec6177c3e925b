"""Bread for everyone who waits.

A baker puts loaves on a shelf, and each customer takes one home. A customer who finds the
shelf empty waits, and the baker wakes those who wait. Today the customers come to a full
shelf, and wait in front of it for ever (Ctrl-C stops it).

    python condition.py           three loaves are brought, then three customers come
    python condition.py 5         the same with five
    python condition.py 3 late    the customers come first, and the baker half a second later

Contract
- shelf.value is the number of loaves on the shelf. Any number of processes call fetch()
  and bring() with one condition and one shelf, at any time and in any order.
- fetch() takes one loaf and then returns. While there is none, it waits. It never takes a
  loaf that is not there, and never returns without one.
- bring() adds that many loaves to the shelf, at least one, and returns. It waits for no
  customer. No loaf is lost, and none is taken twice.
- Nobody goes on waiting while there is a loaf to take.
- A notification promises nothing. Others may notify the condition at any time, with nothing
  new on the shelf; nobody else waits at it.
- No call raises an error. All this under fork, spawn and forkserver.

Change fetch() and bring() only. Try it:   python condition.py
Grade it:                                  pytest condition.py
"""

import multiprocessing
import sys
import time
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Condition


def fetch(condition: Condition, shelf: "Synchronized[int]") -> None:
    with condition:
        condition.wait()
        shelf.value -= 1


def bring(condition: Condition, shelf: "Synchronized[int]", loaves: int) -> None:
    shelf.value += loaves
    with condition:
        condition.notify()


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
