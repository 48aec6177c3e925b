"""The main process keeps the processes that run in a list, and asks each of them, with naps between."""

import functools
import multiprocessing
import time
from collections.abc import Callable


def still_running(processes):
    return [process for process in processes if process.is_alive()]


def run(job: Callable[[int], None], n: int, limit: int) -> None:
    waiting = [multiprocessing.Process(target=job, args=(number,)) for number in range(n)]
    running = []
    while waiting or running:
        running = still_running(running)
        while waiting and len(running) < limit:
            process = waiting.pop(0)
            process.start()
            running.append(process)
        time.sleep(0.01)


def work(at_work, number: int) -> None:
    with at_work.get_lock():
        at_work.value += 1
        print(f"job {number} begins, {at_work.value} at work")
    time.sleep(0.3)
    with at_work.get_lock():
        at_work.value -= 1


def main() -> None:
    at_work = multiprocessing.Value("i", 0)
    run(functools.partial(work, at_work), 7, 3)
    print("main: all jobs are done")


if __name__ == "__main__":
    main()
