"""A process for each step, started when the one before it has ended.

misconception: a new process with the old name is the same process
fails: test_one_bowl
"""

import multiprocessing
import sys
import time


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


def main(bowls: int = 3) -> None:
    for number in range(1, bowls + 1):
        for who, step in (("potter", "thrown"), ("painter", "painted"), ("potter", "fired"), ("painter", "packed")):
            worker = multiprocessing.Process(target=do, args=(f"{who}: bowl {number} {step}",), name=who)
            worker.start()
            worker.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
