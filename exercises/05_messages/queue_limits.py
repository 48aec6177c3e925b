"""How long to wait at the hatch.

A cook puts dishes into a hatch, and a waiter takes them out. The hatch has room for a few
dishes. When it is full, the cook is to wait for a while before he gives up, and the waiter
when it is empty. Today they only have a look, and go: most dishes are eaten in the kitchen.

Contract
- hatch is a multiprocessing.Queue that was made with room for so many dishes. A dish is
  anything that pickles, None too.
- offer(hatch, dish, patience) puts the dish into the hatch and returns True. If the hatch is
  full, it waits for room. If no room came before its patience was at an end, it returns False,
  and the dish is not in the hatch then and never will be.
- fetch(hatch, patience, nothing) takes the next dish out of the hatch and returns it. If there
  is none, it waits for one. If none came before its patience was at an end, it returns nothing
  (whatever value was passed for that), and has taken no dish.
- patience is a number of seconds, and 0 means: do not wait. Or it is None: wait for as long as
  it takes.
- Neither gives up earlier. And both return at most half a second after there was room, or a
  dish, or the patience was at an end (as far as the system lets them go on). A loop that asks
  again and again sleeps in between, for a hundredth of a second say.
- Several processes may call both on one hatch. Each dish comes out once, as it was put in. The
  dishes of one process come out in the order in which it put them in.
- All this under fork, spawn and forkserver. Nothing raises an exception or is left behind.

Change offer() and fetch(), and add functions of your own. Try it:   python queue_limits.py
Grade it:                                                            pytest queue_limits.py
"""

import multiprocessing
import time


def offer(hatch, dish: object, patience: float | None) -> bool:
    if hatch.full():
        return False
    hatch.put(dish)
    return True


def fetch(hatch, patience: float | None, nothing: object) -> object:
    if hatch.empty():
        return nothing
    return hatch.get()


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
