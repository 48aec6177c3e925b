"""put() wakes all when the ramp was empty, and take() when it has become empty.

misconception: there is room when the ramp is empty
fails: test_many
ends: deadlock
"""

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
    with ramp.condition:
        while ramp.count.value == len(ramp.places):
            ramp.condition.wait()
        was_empty = ramp.count.value == 0
        ramp.places[(ramp.first.value + ramp.count.value) % len(ramp.places)] = parcel
        ramp.count.value += 1
        if was_empty:
            ramp.condition.notify_all()


def take(ramp: Ramp) -> int:
    with ramp.condition:
        while ramp.count.value == 0:
            ramp.condition.wait()
        parcel = ramp.places[ramp.first.value]
        ramp.first.value = (ramp.first.value + 1) % len(ramp.places)
        ramp.count.value -= 1
        if ramp.count.value == 0:
            ramp.condition.notify_all()
    return parcel


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
