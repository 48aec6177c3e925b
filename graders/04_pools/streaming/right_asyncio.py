"""An event loop waits for the oldest future of an executor."""

import asyncio
import time
from collections import deque
from concurrent.futures import ProcessPoolExecutor


def stream(task, items, workers):
    loop = asyncio.new_event_loop()
    source = iter(items)
    with ProcessPoolExecutor(workers) as executor:
        try:
            window = deque()
            for _, item in zip(range(workers), source, strict=False):
                window.append(loop.run_in_executor(executor, task, item))
            while window:
                yield loop.run_until_complete(window.popleft())
                for item in source:
                    window.append(loop.run_in_executor(executor, task, item))
                    break
        finally:
            for future in window:
                future.cancel()
            executor.shutdown(wait=True, cancel_futures=True)
            loop.close()


def analyse(measurement: int) -> str:
    time.sleep(0.5)
    return f"measurement {measurement}: {measurement % 7}"


def tape():
    for measurement in (31, 44, 27, 35, 60, 52):
        print(f"from the tape: {measurement}")
        yield measurement


def main() -> None:
    for result in stream(analyse, tape(), 2):
        print(result)


if __name__ == "__main__":
    main()
