"""A Process of its own class, that closes what is not its own."""

import multiprocessing
import os
import sys
from collections.abc import Callable
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


class Server(multiprocessing.Process):
    def __init__(self, compute: Callable[[object], object]) -> None:
        super().__init__()
        self.compute = compute
        self.client, self.its = multiprocessing.Pipe()

    def run(self) -> None:
        self.client.close()
        with self.its:
            serve(self.its, self.compute)


def ask(compute: Callable[[object], object], questions: list) -> list:
    server = Server(compute)
    server.start()
    server.its.close()
    answers = []
    with server.client as client:
        for question in questions:
            client.send(question)
            answers.append(client.recv())
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
