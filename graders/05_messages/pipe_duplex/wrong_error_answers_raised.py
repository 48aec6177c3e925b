"""misconception: an answer that is an error means that the question failed
fails: test_errors
ends: deadlock
"""

import multiprocessing
import os
import sys


def serve(connection, compute):
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


def run(its, mine, compute):
    mine.close()
    serve(its, compute)


def ask(compute, questions):
    mine, its = multiprocessing.Pipe()
    server = multiprocessing.Process(target=run, args=(its, mine, compute))
    server.start()
    its.close()
    answers = []
    for question in questions:
        mine.send(question)
        answer = mine.recv()
        if isinstance(answer, Exception):
            raise answer
        answers.append(answer)
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
