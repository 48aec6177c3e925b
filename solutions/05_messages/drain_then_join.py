"""Why it works: all maps are taken off the queue before the first process is joined. put()
hands a map to a thread of the child, which writes it into the queue's pipe, and the pipe
holds only so much. So a child with a large map can end only when somebody reads. Here the
main process does, as long as maps are to come, and it knows how many those are. Each comes
with its number, so it does not matter which was ready first.

Another way: a pipe for each process, recv() from each in turn, and then join(). Or a pool
with n processes, which does all of this itself: a thread in the main process takes the
answers off as they come.
"""

import functools
import multiprocessing
import sys
import time
from collections.abc import Callable


def work(draw: Callable[[int], object], number: int, finished) -> None:
    finished.put((number, draw(number)))


def collect(draw: Callable[[int], object], n: int) -> list[object]:
    finished = multiprocessing.Queue()
    surveyors = [multiprocessing.Process(target=work, args=(draw, number, finished)) for number in range(n)]
    for surveyor in surveyors:
        surveyor.start()
    maps = dict(finished.get() for _ in range(n))
    for surveyor in surveyors:
        surveyor.join()
    return [maps[number] for number in range(n)]


def draw_map(size: int, number: int) -> str:
    time.sleep(0.2)
    return str(number) * size


def main(size: int = 1000) -> None:
    maps = collect(functools.partial(draw_map, size), 3)
    for number, drawn in enumerate(maps):
        print(f"map {number}: {len(drawn)} characters")


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
