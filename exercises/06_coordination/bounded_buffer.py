"""A ramp between packers and drivers.

Packers put parcels on a ramp, and drivers take them off at its other end. Today nobody waits. A
packer who finds all places taken puts a parcel on top of another one, which is lost. A driver
who finds nothing takes what is not there.

    python bounded_buffer.py        two packers, two drivers, two places
    python bounded_buffer.py 1      the same with one place

Contract
- Any number of processes call put(ramp, parcel) and take(ramp) with one ramp, at any time. A
  ramp is as Ramp says, has at least one place, and may have parcels on it from the start.
- ramp.count.value is how many parcels are on it. The one that has been there longest lies in
  ramp.places[ramp.first.value], the next one in the place after it, and so on; after the last
  place comes place 0. What lies in the free places means nothing. So it is whenever nobody is
  within put() or take().
- put() puts a parcel, a number from 1 to 1,000,000, behind all others, and then returns. While
  all places are taken, it waits.
- take() takes off the parcel that has been there longest, and returns it. While there is none,
  it waits.
- No parcel is lost, and none is taken twice. No put() goes on waiting while there is a free
  place, and no take() while there is a parcel.
- A notification promises nothing. Others may notify the condition at any time; nobody else
  waits at it.
- No call raises an error. All this under fork, spawn and forkserver.

Change put() and take() only. Try it:   python bounded_buffer.py
Grade it:                               pytest bounded_buffer.py
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
    ramp.places[(ramp.first.value + ramp.count.value) % len(ramp.places)] = parcel
    ramp.count.value += 1


def take(ramp: Ramp) -> int:
    parcel = ramp.places[ramp.first.value]
    ramp.first.value = (ramp.first.value + 1) % len(ramp.places)
    ramp.count.value -= 1
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
