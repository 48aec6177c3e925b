"""All tasks, and then the end.

Some workers share a list of tasks: whoever is free takes the next one. An answer comes back
for each task, or the news that it failed. Today a task that fails takes its worker along, and
nobody tells the workers that there is nothing more to do. The program waits for ever (Ctrl-C
stops it).

    python poison_pills.py                 the square roots of 49, 16, 0 and 25
    python poison_pills.py 81 -9 36        of 81, -9 and 36; there is none of -9

Contract
- do_all(work, tasks, workers) calls work(task) once for each of the tasks, in at most that many
  child processes, the workers, started with multiprocessing. workers is 1 or more.
- It returns a list of answers in the order of the tasks: what work(task) returned, or the text
  f"failed: {error!r}" where it raised an Exception. A worker goes on after a failed task.
- A task is a whole number. The same one may be there twice. There may be fewer tasks than
  workers, or none. An answer is anything that can be pickled, of any size.
- No task waits while a worker has nothing to do.
- When do_all() returns, every process that it started has ended. The workers end by themselves,
  with exit code 0. Nobody terminates them. (Leaving `with Pool(...)` does, and close() and
  join() do not.)
- All this however long any process is held up, under fork, spawn and forkserver, and without
  a traceback.

Change do_all() and work_off(), and add functions of your own. Try it:   python poison_pills.py
Grade it:                                                                pytest poison_pills.py
"""

import math
import multiprocessing
import sys
import time
from collections.abc import Callable


def work_off(work: Callable[[int], object], todo, answers) -> None:
    while True:
        index, task = todo.get()
        todo.task_done()
        answers.put((index, work(task)))


def do_all(work: Callable[[int], object], tasks: list[int], workers: int) -> list[object]:
    todo = multiprocessing.JoinableQueue()
    answers = multiprocessing.Queue()
    crew = [multiprocessing.Process(target=work_off, args=(work, todo, answers)) for _ in range(workers)]
    for worker in crew:
        worker.start()
    for numbered in enumerate(tasks):
        todo.put(numbered)
    todo.join()
    found = {}
    while not answers.empty():
        index, answer = answers.get()
        found[index] = answer
    for worker in crew:
        worker.join()
    return [found.get(index) for index in range(len(tasks))]


def root(number: int) -> int:
    time.sleep(0.1)
    return math.isqrt(number)


def main(*numbers: int) -> None:
    tasks = list(numbers) or [49, 16, 0, 25]
    for number, answer in zip(tasks, do_all(root, tasks, 3), strict=True):
        print(f"{number}: {answer}")


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
