"""The questions come out of a generator that ends with EOFError."""

import contextlib
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection


def received(connection: Connection) -> Iterator[object]:
    with contextlib.suppress(EOFError):
        while True:
            yield connection.recv()


def answered(compute: Callable[[object], object], question: object) -> object:
    try:
        return compute(question)
    except Exception as error:
        return f"error: {error!r}"


def serve(connection: Connection, compute: Callable[[object], object]) -> None:
    for question in received(connection):
        connection.send(answered(compute, question))


def serve_alone(its: Connection, mine: Connection, compute: Callable[[object], object]) -> None:
    mine.close()
    serve(its, compute)


def ask(compute: Callable[[object], object], questions: list) -> list:
    mine, its = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve_alone, args=(its, mine, compute), daemon=True)
    server.start()
    its.close()
    try:
        return [[mine.send(question), mine.recv()][1] for question in questions]
    finally:
        mine.close()
        server.join()


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
