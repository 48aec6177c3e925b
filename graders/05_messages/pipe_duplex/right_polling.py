"""Both ask whether something came, with a timeout, and again where nothing did."""

import multiprocessing
import os
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection


def serve(connection: Connection, compute: Callable[[object], object]) -> None:
    while True:
        if not connection.poll(0.05):
            continue
        try:
            question = connection.recv()
        except EOFError:
            return
        try:
            connection.send(compute(question))
        except Exception as error:
            connection.send(f"error: {error!r}")


def serve_alone(its: Connection, mine: Connection, compute: Callable[[object], object]) -> None:
    mine.close()
    serve(its, compute)


def ask(compute: Callable[[object], object], questions: list) -> list:
    mine, its = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve_alone, args=(its, mine, compute))
    server.start()
    its.close()
    answers = []
    for question in questions:
        mine.send(question)
        while not mine.poll(0.05):
            pass
        answers.append(mine.recv())
    mine.close()
    server.join()
    return answers


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
