"""The list of what is left to do goes back and forth through two queues; who has it does the first step."""

import multiprocessing
import sys
import time
from multiprocessing.queues import Queue


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


def work(inbox: Queue, outbox: Queue) -> None:
    while steps := inbox.get():
        do(steps.pop(0))
        outbox.put(steps)
    outbox.put([])


def main(bowls: int = 3) -> None:
    for_potter, for_painter = multiprocessing.Queue(), multiprocessing.Queue()
    steps = ("potter: bowl {} thrown", "painter: bowl {} painted", "potter: bowl {} fired", "painter: bowl {} packed")
    for_potter.put([step.format(number) for number in range(1, bowls + 1) for step in steps])
    potter = multiprocessing.Process(target=work, args=(for_potter, for_painter))
    painter = multiprocessing.Process(target=work, args=(for_painter, for_potter))
    potter.start()
    painter.start()
    potter.join()
    painter.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
