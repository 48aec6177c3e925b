"""misconception: a pool asks and answers, so nobody calls serve()
fails: test_serve
"""

import os
import sys
from concurrent.futures import ProcessPoolExecutor


def serve(connection, compute):
    while True:
        question = connection.recv()
        try:
            answer = compute(question)
        except Exception as error:
            answer = f"error: {error!r}"
        connection.send(answer)


def safely(compute, question):
    try:
        return compute(question)
    except Exception as error:
        return f"error: {error!r}"


def ask(compute, questions):
    with ProcessPoolExecutor(max_workers=1) as pool:
        futures = [pool.submit(safely, compute, question) for question in questions]
        return [future.result() for future in futures]


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
