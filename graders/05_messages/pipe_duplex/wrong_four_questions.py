"""misconception: a conversation has four questions at most
fails: test_serve, test_errors, test_large
"""

import multiprocessing
import os
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection


def serve(connection: Connection, compute: Callable[[object], object]) -> None:
    for _ in range(4):
        try:
            question = connection.recv()
        except EOFError:
            break
        try:
            answer = compute(question)
        except Exception as error:
            answer = f"error: {error!r}"
        connection.send(answer)


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
