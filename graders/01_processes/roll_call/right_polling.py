"""A Process subclass; asks every 50 ms who is alive, and never joins."""

import functools
import multiprocessing
import multiprocessing.synchronize
import time
from collections.abc import Callable

Worker = tuple[str, Callable[[], None]]


class Hand(multiprocessing.Process):
    def __init__(self, name: str, work: Callable[[], None]) -> None:
        super().__init__(name=name)
        self.work = work

    def run(self) -> None:
        self.work()


def roll_call(crew: list[Worker], patience: float, let_go: Callable[[], None]) -> list[tuple[str, int, bool]]:
    hands = [Hand(name, work) for name, work in crew]
    for hand in hands:
        hand.start()
    begin = time.time()
    while time.time() < begin + patience and any(hand.is_alive() for hand in hands):
        time.sleep(0.05)
    report = [(hand.name, hand.pid or 0, hand.is_alive()) for hand in hands]
    let_go()
    while any(hand.is_alive() for hand in hands):
        time.sleep(0.05)
    return report


def load(crates: int) -> None:
    time.sleep(crates / 10)


def keep_watch(whistle: multiprocessing.synchronize.Event) -> None:
    whistle.wait()


def main() -> None:
    whistle = multiprocessing.Event()
    watch = functools.partial(keep_watch, whistle)
    crew = [
        ("dora", watch),
        ("anna", functools.partial(load, 2)),
        ("ben", functools.partial(load, 15)),
        ("carl", watch),
    ]
    for name, pid, late in roll_call(crew, 1, whistle.set):
        print(f"{name} ({pid}): {'late' if late else 'back in time'}")


if __name__ == "__main__":
    main()
