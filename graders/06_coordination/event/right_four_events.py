"""An event for each step, cleared by the one that waited for it; workers of a class."""

import multiprocessing
import sys
import time
from multiprocessing.synchronize import Event


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


class Worker(multiprocessing.Process):
    def __init__(self, bowls: int, steps: list[tuple[str, Event, Event]]) -> None:
        super().__init__()
        self.bowls, self.steps = bowls, steps

    def run(self) -> None:
        for number in range(1, self.bowls + 1):
            for step, before, after in self.steps:
                before.wait()
                before.clear()
                do(step.format(number))
                after.set()


def main(bowls: int = 3) -> None:
    thrown, painted, fired, packed = (multiprocessing.Event() for _ in range(4))
    packed.set()  # the first bowl may be thrown
    potter = Worker(bowls, [("potter: bowl {} thrown", packed, thrown), ("potter: bowl {} fired", painted, fired)])
    painter = Worker(bowls, [("painter: bowl {} painted", thrown, painted), ("painter: bowl {} packed", fired, packed)])
    potter.start()
    painter.start()
    painter.join()
    potter.join()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
