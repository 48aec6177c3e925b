"""Where work() raises queue.Empty, that is taken for the news that there is nothing to do.

misconception: an exception that a get() may raise comes from the get()
fails: test_failed_tasks
ends: undecided
"""

import math
import multiprocessing
import queue
import sys
import time


def work_off(work, todo, answers, over):
    while True:
        try:
            index, task = todo.get(timeout=0.1)
            answers.put((index, work(task)))
        except queue.Empty:
            if over.is_set():
                break
        except Exception as error:
            answers.put((index, f"failed: {error!r}"))


def do_all(work, tasks, workers):
    todo, answers = multiprocessing.Queue(), multiprocessing.Queue()
    over = multiprocessing.Event()
    crew = [multiprocessing.Process(target=work_off, args=(work, todo, answers, over)) for _ in range(workers)]
    for worker in crew:
        worker.start()
    for numbered in enumerate(tasks):
        todo.put(numbered)
    found = dict(answers.get() for _ in tasks)
    over.set()
    for worker in crew:
        worker.join()
    return [found[index] for index in range(len(tasks))]


def root(number: int) -> int:
    time.sleep(0.1)
    return math.isqrt(number)


def main(*numbers: int) -> None:
    tasks = list(numbers) or [49, 16, 0, 25]
    for number, answer in zip(tasks, do_all(root, tasks, 3), strict=True):
        print(f"{number}: {answer}")


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
