"""misconception: equal questions have equal answers
fails: test_large
"""

import multiprocessing
import os
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection


def serve(connection: Connection, compute: Callable[[object], object]) -> None:
    known = {}
    while True:
        try:
            question = connection.recv()
        except EOFError:
            return
        try:
            if question in known:
                answer = known[question]
            else:
                answer = known[question] = compute(question)
        except TypeError:  # not hashable
            try:
                answer = compute(question)
            except Exception as error:
                answer = f"error: {error!r}"
        except Exception as error:
            answer = f"error: {error!r}"
        connection.send(answer)


def _server(its: Connection, mine: Connection, compute) -> None:
    mine.close()
    serve(its, compute)


def ask(compute: Callable[[object], object], questions: list) -> list:
    mine, its = multiprocessing.Pipe()
    server = multiprocessing.Process(target=_server, args=(its, mine, compute))
    server.start()
    its.close()
    answers = []
    try:
        for question in questions:
            mine.send(question)
            answers.append(mine.recv())
    finally:
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
