"""Each naps for as long as the other needs.

misconception: a nap that is long enough is as good as a signal
fails: test_one_bowl
"""

import multiprocessing
import sys
import time


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


def potter(bowls: int) -> None:
    for number in range(1, bowls + 1):
        do(f"potter: bowl {number} thrown")
        time.sleep(0.39)
        do(f"potter: bowl {number} fired")
        time.sleep(0.39)


def painter(bowls: int) -> None:
    time.sleep(0.2)
    for number in range(1, bowls + 1):
        do(f"painter: bowl {number} painted")
        time.sleep(0.39)
        do(f"painter: bowl {number} packed")
        time.sleep(0.39)


def main(bowls: int = 3) -> None:
    workers = [multiprocessing.Process(target=work, args=(bowls,)) for work in (potter, painter)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
