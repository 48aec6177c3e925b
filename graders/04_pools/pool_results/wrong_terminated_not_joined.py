"""misconception: terminate() comes back when the process has ended
fails: test_nobody_left
"""

import multiprocessing
import time
from collections import deque


def worker(task, todo, done):
    while True:
        index, item = todo.get()
        try:
            done.put((index, True, task(item)))
        except Exception as error:
            done.put((index, False, error))


def run(task, items, workers):
    todo = multiprocessing.SimpleQueue()
    done = multiprocessing.SimpleQueue()
    crew = [multiprocessing.Process(target=worker, args=(task, todo, done)) for _ in range(workers)]
    for member in crew:
        member.start()
    waiting = deque(enumerate(items))
    busy = 0
    answers = {}
    while waiting or busy:
        while waiting and busy < workers:
            todo.put(waiting.popleft())
            busy += 1
        index, good, value = done.get()
        busy -= 1
        answers[index] = (good, value)
    for member in crew:
        member.terminate()
    for good, value in answers.values():
        if not good:
            raise value
    return [answers[index][1] for index in range(len(items))]


def develop(number: int) -> str:
    if number < 0:
        raise ValueError(f"there is no photo {number}")
    time.sleep(number / 10)
    return f"photo {number}"


def main() -> None:
    print(run(develop, [5, 3, 8, 1, 4, 2], 2))
    try:
        print(run(develop, [2, -1, 3], 2))
    except ValueError as error:
        print(f"main: {error}")


if __name__ == "__main__":
    main()
