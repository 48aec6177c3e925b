"""ask() leaves it to an executor with one process; serve() stands for itself."""

import functools
import os
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import Connection


def serve(connection: Connection, compute: Callable[[object], object]) -> None:
    while True:
        try:
            question = connection.recv()
        except EOFError:
            break
        try:
            answer = compute(question)
        except Exception as error:
            answer = f"error: {error!r}"
        connection.send(answer)


def attempt(compute: Callable[[object], object], question: object) -> object:
    try:
        return compute(question)
    except Exception as error:
        return f"error: {error!r}"


def ask(compute: Callable[[object], object], questions: list) -> list:
    with ProcessPoolExecutor(max_workers=1) as executor:
        return list(executor.map(functools.partial(attempt, compute), questions))


def calculate(question: str) -> int:
    if question == "leave":
        os._exit(1)  # the breakdown: this process is over at once, as in a crash
    if "+" in question:
        left, right = question.split("+")
        return int(left) + int(right)
    left, right = question.split("-")
    return int(left) - int(right)


def main(*questions: str) -> None:
    asked = list(questions) or ["2+3", "10-4"]
    for question, answer in zip(asked, ask(calculate, asked), strict=True):
        print(f"{question}: {answer}")


if __name__ == "__main__":
    main(*sys.argv[1:])
