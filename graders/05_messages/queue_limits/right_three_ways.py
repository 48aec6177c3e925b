"""A call of its own for each kind of patience, in one function that both use."""

import multiprocessing
import queue
import time
from collections.abc import Callable


class Hatch:
    """One side of a hatch: how to go without waiting, for ever, and for a while."""

    def __init__(self, now: Callable, wait: Callable, error: type[Exception]) -> None:
        self.now, self.wait, self.error = now, wait, error

    def attempt(self, patience: float | None, *arguments: object) -> tuple[bool, object]:
        try:
            if patience is None:
                return True, self.wait(*arguments)
            if patience == 0:
                return True, self.now(*arguments)
            return True, self.wait(*arguments, timeout=patience)
        except self.error:
            return False, None


def offer(hatch, dish: object, patience: float | None) -> bool:
    return Hatch(hatch.put_nowait, hatch.put, queue.Full).attempt(patience, dish)[0]


def fetch(hatch, patience: float | None, nothing: object) -> object:
    came, dish = Hatch(hatch.get_nowait, hatch.get, queue.Empty).attempt(patience)
    return dish if came else nothing


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
