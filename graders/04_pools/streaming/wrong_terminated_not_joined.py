"""misconception: terminate() comes back when the process has ended
fails: test_ended
"""

import multiprocessing
import time
from collections import deque


def child(task, jobs, answers):
    while True:
        index, item = jobs.get()
        try:
            answers.put((index, True, task(item)))
        except Exception as error:
            answers.put((index, False, error))


def stream(task, items, workers):
    jobs, answers = multiprocessing.Queue(), multiprocessing.Queue()
    crew = [multiprocessing.Process(target=child, args=(task, jobs, answers), daemon=True) for _ in range(workers)]
    for p in crew:
        p.start()
    there = {}
    given = handed = 0
    try:
        it = iter(items)
        more = True
        while True:
            while more and given - handed < workers:
                try:
                    jobs.put((given, next(it)))
                    given += 1
                except StopIteration:
                    more = False
            if handed == given:
                return
            while handed not in there:
                index, good, value = answers.get()
                there[index] = good, value
            good, value = there.pop(handed)
            if not good:
                raise value
            yield value
            handed += 1
    finally:
        for p in crew:
            p.terminate()


def analyse(measurement: int) -> str:
    time.sleep(0.5)
    return f"measurement {measurement}: {measurement % 7}"


def tape():
    for measurement in (31, 44, 27, 35, 60, 52):
        print(f"from the tape: {measurement}")
        yield measurement


def main() -> None:
    for result in stream(analyse, tape(), 2):
        print(result)


if __name__ == "__main__":
    main()
