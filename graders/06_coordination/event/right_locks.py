"""Two locks, each released by the process that did not acquire it; the painter's is taken before he is there."""

import multiprocessing
import sys
import time
from collections.abc import Iterator
from multiprocessing.synchronize import Lock


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


def turns(mine: Lock, other: Lock, bowls: int) -> Iterator[int]:
    for turn in range(2 * bowls):
        mine.acquire()
        yield turn // 2 + 1
        other.release()


def potter(bowls: int, mine: Lock, other: Lock) -> None:
    thrown = 0
    for number in turns(mine, other, bowls):
        do(f"potter: bowl {number} {'fired' if thrown == number else 'thrown'}")
        thrown = number


def painter(bowls: int, mine: Lock, other: Lock) -> None:
    painted = 0
    for number in turns(mine, other, bowls):
        do(f"painter: bowl {number} {'packed' if painted == number else 'painted'}")
        painted = number


def main(bowls: int = 3) -> None:
    open_one, shut_one = multiprocessing.Lock(), multiprocessing.Lock()
    shut_one.acquire()
    first = multiprocessing.Process(target=potter, args=(bowls, open_one, shut_one))
    second = multiprocessing.Process(target=painter, args=(bowls, shut_one, open_one))
    second.start()
    first.start()
    second.join()
    first.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
