"""Why it works: as many items as there are workers are handed to the pool, each with a promise.
The oldest promise is asked for its result, which is handed out, and only when the next result is
wanted another item is taken. get() raises what the task has raised. The yield stands inside the
`with`: whether the results come to their end, or an exception passes by, or the generator is
closed at its yield, the pool is terminated and its workers are waited for.

Another way: an executor, with submit() and result(). At the end of its `with` it waits for
the tasks that are at work, which is allowed here. imap() of a pool hands out results one by one
too, but a thread of the pool takes the items, and takes more of them whether a result was asked
for or not.
"""

import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any


def stream(task: Callable[[Any], Any], items: Iterable[Any], workers: int) -> Iterator[Any]:
    source = iter(items)
    with multiprocessing.Pool(workers) as pool:
        under_way = deque(pool.apply_async(task, (item,)) for item in islice(source, workers))
        while under_way:
            yield under_way.popleft().get()
            under_way.extend(pool.apply_async(task, (item,)) for item in islice(source, 1))


def analyse(measurement: int) -> str:
    time.sleep(0.5)
    return f"measurement {measurement}: {measurement % 7}"


def tape() -> Iterator[int]:
    for measurement in (31, 44, 27, 35, 60, 52):
        print(f"from the tape: {measurement}")
        yield measurement


def main() -> None:
    for result in stream(analyse, tape(), 2):
        print(result)


if __name__ == "__main__":
    main()
