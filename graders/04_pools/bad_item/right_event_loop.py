"""An event loop waits for all futures of an executor; who is lost in it is alone in the next one."""

import asyncio
import os
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


def _named(task, item):
    try:
        return ("done", task(item))
    except Exception as error:
        return ("failed", type(error).__name__)


async def _one(executor, task, item):
    try:
        return await asyncio.get_running_loop().run_in_executor(executor, _named, task, item)
    except BrokenProcessPool:
        return None
    except Exception as error:
        return ("failed", type(error).__name__)


async def _all(executor, task, items):
    return await asyncio.gather(*(_one(executor, task, item) for item in items))


def run(task, items, workers):
    with ProcessPoolExecutor(workers) as executor:
        outcomes = list(asyncio.run(_all(executor, task, items)))
    for place, item in enumerate(items):
        if outcomes[place] is None:
            with ProcessPoolExecutor(1) as executor:
                outcomes[place] = asyncio.run(_all(executor, task, [item]))[0] or ("lost", None)
    return outcomes


def halve(number: int) -> int:
    time.sleep(0.1)
    if number % 2:
        raise ValueError(f"{number} is odd")
    if number > 100:
        os._exit(1)  # something has gone very wrong
    return number // 2


def main() -> None:
    items = [4, 7, 10, 1000, 6, 3, 20, 8]
    for item, outcome in zip(items, run(halve, items, 2), strict=True):
        print(item, outcome)


if __name__ == "__main__":
    main()
