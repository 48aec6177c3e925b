"""misconception: every question can be a key
fails: test_large
"""

import multiprocessing
import os
import sys


def serve(connection, compute):
    known = {}
    while True:
        try:
            question = connection.recv()
        except EOFError:
            break
        try:
            if question not in known:
                known[question] = compute(question)
            connection.send(known[question])
        except Exception as error:
            connection.send(f"error: {error!r}")


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
