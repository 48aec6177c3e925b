"""Questions to another process.

A server in a process of its own answers what it is asked, through one pipe that goes both
ways. Today no answer is printed, and the program waits for ever (Ctrl-C stops it).

    python pipe_duplex.py              2 + 3, and 10 - 4
    python pipe_duplex.py 1+1 x        1 + 1, and x, of which the server can make nothing
    python pipe_duplex.py 1+1 leave    the server breaks down at the second question

Contract
- serve(connection, compute) answers what comes through the connection, one question after the
  other: it receives a question and sends compute(question). Where that raises an Exception,
  it sends the text f"error: {error!r}" and goes on.
- serve() returns when the other end of the pipe is closed in every process, not before. The
  next question may take as long as it likes. Nobody closes that end while an answer is due.
- ask(compute, questions) starts a server, a child process of multiprocessing, one for all the
  questions. It returns the list of the answers, in the order of the questions. compute() runs
  in the server alone. There may be many questions, or none.
- A question and an answer may be anything that can be pickled, and of any size.
- When ask() returns, the server has ended by itself, with exit code 0 and without a traceback.
- If the server breaks down before it has answered all questions, ask() raises an exception,
  whichever. It does not wait for ever.
- All this however long any process is held up, under fork, spawn and forkserver.

Change serve() and ask(), and add functions of your own. Try it:   python pipe_duplex.py
Grade it:                                                          pytest pipe_duplex.py
"""

import multiprocessing
import os
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection


def serve(connection: Connection, compute: Callable[[object], object]) -> None:
    while True:
        question = connection.recv()
        connection.send(compute(question))


def ask(compute: Callable[[object], object], questions: list) -> list:
    mine, its = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(its, compute))
    server.start()
    for question in questions:
        mine.send(question)
    answers = [mine.recv() for _ in questions]
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
