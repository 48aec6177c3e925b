"""A barrier between the two halves of a bowl, and none between the steps of a half.

misconception: one meeting is enough for both directions
fails: test_one_bowl
"""

import multiprocessing
import sys
import time
from multiprocessing.synchronize import Barrier


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


def potter(bowls: int, meeting: Barrier) -> None:
    for number in range(1, bowls + 1):
        do(f"potter: bowl {number} thrown")
        meeting.wait()
        do(f"potter: bowl {number} fired")
        meeting.wait()


def painter(bowls: int, meeting: Barrier) -> None:
    for number in range(1, bowls + 1):
        meeting.wait()
        do(f"painter: bowl {number} painted")
        meeting.wait()
        do(f"painter: bowl {number} packed")


def main(bowls: int = 3) -> None:
    meeting = multiprocessing.Barrier(2)
    workers = [multiprocessing.Process(target=work, args=(bowls, meeting)) for work in (painter, potter)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
