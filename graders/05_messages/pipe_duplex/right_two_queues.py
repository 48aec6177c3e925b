"""ask() goes by two queues and a server that looks after its parent's word; and polls whether it lives."""

import multiprocessing
import os
import queue
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


def work(questions, answers, compute: Callable[[object], object]) -> None:
    for (question,) in iter(questions.get, None):
        try:
            answers.put(compute(question))
        except Exception as error:
            answers.put(f"error: {error!r}")


def ask(compute: Callable[[object], object], questions: list) -> list:
    to_server, from_server = multiprocessing.Queue(), multiprocessing.Queue()
    server = multiprocessing.Process(target=work, args=(to_server, from_server, compute))
    server.start()
    for question in questions:
        to_server.put((question,))
    to_server.put(None)
    answers: list[object] = []
    while len(answers) < len(questions):
        lives = server.is_alive()
        try:
            answers.append(from_server.get(timeout=0.05))
        except queue.Empty:
            if not lives:
                to_server.cancel_join_thread()
                raise
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
