"""Workers that do item after item, two pipes each; who is lost is replaced."""

import multiprocessing
import os
import time
from collections.abc import Callable
from multiprocessing.connection import wait
from typing import Any


def lane(task, todo, answers):
    while True:
        try:
            item = todo.recv()
        except EOFError:
            return
        try:
            answer = "done", task(item)
        except Exception as error:
            answer = "failed", type(error).__name__
        try:
            answers.send(answer)
        except Exception as error:
            answers.send(("failed", type(error).__name__))


class Lane:
    def __init__(self, task):
        its_todo, self.todo = multiprocessing.Pipe(duplex=False)
        self.answers, its_answers = multiprocessing.Pipe(duplex=False)
        # A forked child has a copy of the other end of its own pipe; a None tells it the end instead.
        self.process = multiprocessing.Process(target=lane, args=(task, its_todo, its_answers))
        self.process.start()
        its_todo.close()
        its_answers.close()

    def end(self):
        self.todo.close()
        self.answers.close()
        self.process.terminate()
        self.process.join()


def run(task: Callable[[Any], Any], items: list[Any], workers: int) -> list[tuple[str, Any]]:
    outcomes = [("lost", None)] * len(items)
    waiting = list(enumerate(items))
    at_work = {}
    idle = []
    while waiting or at_work:
        while waiting and len(at_work) < workers:
            place, item = waiting.pop(0)
            one = idle.pop() if idle else Lane(task)
            one.todo.send(item)
            at_work[one.answers] = place, one
        for answers in wait(list(at_work)):
            place, one = at_work.pop(answers)
            try:
                outcomes[place] = answers.recv()
                idle.append(one)
            except EOFError:
                one.end()
    for one in idle:
        one.end()
    return outcomes


def halve(number: int) -> int:
    time.sleep(0.1)
    if number % 2:
        raise ValueError(f"{number} is odd")
    if number > 100:
        os._exit(1)  # something has gone very wrong
    return number // 2


def main() -> None:
    items = [4, 7, 10, 1000, 6, 3, 20, 8]
    for item, outcome in zip(items, run(halve, items, 2), strict=True):
        print(item, outcome)


if __name__ == "__main__":
    main()
