"""acquire() and release() by hand, and a function of its own for the wait; whoever leaves wakes all."""

import multiprocessing
import sys
import time
from dataclasses import dataclass
from multiprocessing.sharedctypes import Synchronized, SynchronizedArray
from multiprocessing.synchronize import Condition


@dataclass
class Ramp:
    condition: Condition
    places: "SynchronizedArray[int]"
    first: "Synchronized[int]"
    count: "Synchronized[int]"


def put(ramp: Ramp, parcel: int) -> None:
    ramp.condition.acquire()
    try:
        wait_while_it_has(ramp, len(ramp.places))
        at = ramp.first.value + ramp.count.value
        if at >= len(ramp.places):
            at -= len(ramp.places)
        ramp.places[at] = parcel
        ramp.count.value += 1
    finally:
        ramp.condition.notify_all()
        ramp.condition.release()


def take(ramp: Ramp) -> int:
    ramp.condition.acquire()
    try:
        wait_while_it_has(ramp, 0)
        at = ramp.first.value
        ramp.first.value, ramp.count.value = (at + 1) % len(ramp.places), ramp.count.value - 1
        return ramp.places[at]
    finally:
        ramp.condition.notify_all()
        ramp.condition.release()


def wait_while_it_has(ramp: Ramp, count: int) -> None:
    while ramp.count.value == count:
        ramp.condition.wait()


def pack(ramp: Ramp, parcels: list[int]) -> None:
    for parcel in parcels:
        time.sleep(0.1)
        put(ramp, parcel)
        print(f"parcel {parcel}: on the ramp")


def drive(ramp: Ramp, parcels: int) -> None:
    for _ in range(parcels):
        parcel = take(ramp)
        print(f"parcel {parcel}: in the van")
        time.sleep(0.3)


def main(places: int = 2) -> None:
    ramp = Ramp(
        multiprocessing.Condition(),
        multiprocessing.Array("i", places),
        multiprocessing.Value("i", 0),
        multiprocessing.Value("i", 0),
    )
    people = [
        multiprocessing.Process(target=pack, args=(ramp, [11, 12, 13])),
        multiprocessing.Process(target=pack, args=(ramp, [21, 22, 23])),
        multiprocessing.Process(target=drive, args=(ramp, 3)),
        multiprocessing.Process(target=drive, args=(ramp, 3)),
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()
    print(f"parcels left on the ramp: {ramp.count.value}")


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
