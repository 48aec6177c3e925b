"""An executor for each of the two, with one process; the main process asks for a step when it has the one before."""

import sys
import time
from concurrent.futures import ProcessPoolExecutor


def do(step: str) -> None:
    time.sleep(0.01)  # the work of the hands
    print(step)


def main(bowls: int = 3) -> None:
    with ProcessPoolExecutor(max_workers=1) as potter, ProcessPoolExecutor(max_workers=1) as painter:
        for number in range(1, bowls + 1):
            potter.submit(do, f"potter: bowl {number} thrown").result()
            painter.submit(do, f"painter: bowl {number} painted").result()
            potter.submit(do, f"potter: bowl {number} fired").result()
            painter.submit(do, f"painter: bowl {number} packed").result()


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
