"""Right programs that talk, by the dozen: over pipes, queues, pools, executors, managers and threads.

A program is a few scenes, some played by main and some by processes of their own at the same
time. Every scene reads what was sent until it knows that there is no more, and joins whom it
started; so it ends under every schedule, and the line that it prints at its end is certain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st
from right_programs import RightProgram

HEAD = """\
import concurrent.futures
import logging
import logging.handlers
import multiprocessing
import multiprocessing.connection
import os
import queue
import sys
import threading
import time
from concurrent.futures.process import BrokenProcessPool


def start(target, *args, daemon=False):
    process = multiprocessing.Process(target=target, args=args, daemon=daemon)
    process.start()
    return process


def put_all(items, number, count, size):
    for index in range(count):
        items.put((number, index, "x" * size))


def send_all(end, count, size):
    for index in range(count):
        end.send((index, "x" * size))
    end.close()


def square(number):
    return number * number


def fail(number):
    raise ValueError(number)


def leave(number):
    os._exit(7)


"""

# A scene: its functions, with scene_NAME(n, count, size) last, and what it prints but for its number.
SCENES: dict[str, tuple[str, str]] = {
    "queue": (
        """
def scene_queue(n, count, size):
    items = multiprocessing.Queue()
    processes = [start(put_all, items, number, count, size) for number in range(n)]
    got = [items.get() for _ in range(n * count)]
    for process in processes:
        process.join()
    in_order = all([index for who, index, _ in got if who == number] == list(range(count)) for number in range(n))
    print("queue", len(got), in_order, flush=True)
""",
        "queue {total} True",
    ),
    "simple": (
        """
def scene_simple(n, count, size):
    items = multiprocessing.SimpleQueue()
    processes = [start(put_all, items, number, count, size) for number in range(n)]
    got = [items.get() for _ in range(n * count)]
    for process in processes:
        process.join()
    print("simple", len(got), items.empty(), flush=True)
""",
        "simple {total} True",
    ),
    "bounded": (
        """
def put_patiently(items, number, count):
    for index in range(count):
        while True:
            try:
                items.put((number, index), timeout=0.1)
                break
            except queue.Full:
                time.sleep(0.05)


def scene_bounded(n, count, size):
    items = multiprocessing.Queue(2)
    processes = [start(put_patiently, items, number, count) for number in range(n)]
    got = []
    while len(got) < n * count:
        try:
            got.append(items.get(timeout=0.2))
        except queue.Empty:
            pass
    for process in processes:
        process.join()
    print("bounded", sorted(got) == sorted((a, b) for a in range(n) for b in range(count)), flush=True)
""",
        "bounded True",
    ),
    "nowait": (
        """
def scene_nowait(n, count, size):
    items = multiprocessing.Queue()
    processes = [start(put_all, items, number, count, size) for number in range(n)]
    got = 0
    while got < n * count:
        if items.empty():
            time.sleep(0.01)
            continue
        try:
            items.get_nowait()
            got += 1
        except queue.Empty:
            time.sleep(0.01)
    for process in processes:
        process.join()
    print("nowait", got, flush=True)
""",
        "nowait {total}",
    ),
    "joinable": (
        """
def work(tasks, results):
    for number in iter(tasks.get, None):
        results.put(number * 2)
        tasks.task_done()
    tasks.task_done()


def scene_joinable(n, count, size):
    tasks, results = multiprocessing.JoinableQueue(), multiprocessing.Queue()
    workers = [start(work, tasks, results) for _ in range(n)]
    for number in range(count):
        tasks.put(number)
    for _ in workers:
        tasks.put(None)
    tasks.join()
    got = sorted(results.get() for _ in range(count))
    for worker in workers:
        worker.join()
    print("joinable", got, flush=True)
""",
        "joinable {doubles}",
    ),
    "daemons": (
        """
def work_for_ever(tasks, done):
    while True:
        number = tasks.get()
        with done.get_lock():
            done.value += number
        tasks.task_done()


def scene_daemons(n, count, size):
    tasks, done = multiprocessing.JoinableQueue(), multiprocessing.Value("i", 0)
    workers = [start(work_for_ever, tasks, done, daemon=True) for _ in range(n)]
    for number in range(count):
        tasks.put(number)
    tasks.join()
    print("daemons", done.value, flush=True)
""",
        "daemons {sum}",
    ),
    "stream": (
        """
def scene_stream(n, count, size):
    ends, processes = [], []
    for _ in range(n):
        reader, writer = multiprocessing.Pipe(duplex=False)
        processes.append(start(send_all, writer, count, size))
        writer.close()
        ends.append(reader)
    got = 0
    while ends:
        for end in multiprocessing.connection.wait(ends):
            try:
                got += len(end.recv()[1]) == size
            except EOFError:
                end.close()
                ends.remove(end)
    for process in processes:
        process.join()
    print("stream", got, flush=True)
""",
        "stream {total}",
    ),
    "duplex": (
        """
def answer(end, other):
    other.close()
    while True:
        try:
            end.send([end.recv()] * 2)
        except EOFError:
            return


def scene_duplex(n, count, size):
    mine, theirs = multiprocessing.Pipe()
    process = start(answer, theirs, mine)
    theirs.close()
    answers = []
    for number in range(count):
        mine.send("y" * size * number)
        while not mine.poll(0.5):
            pass
        answers.append(mine.recv() == ["y" * size * number] * 2)
    mine.close()
    process.join()
    print("duplex", len(answers), all(answers), process.exitcode, flush=True)
""",
        "duplex {count} True 0",
    ),
    "pool": (
        """
def scene_pool(n, count, size):
    with multiprocessing.Pool(n) as pool:
        squares = pool.map(square, range(count), chunksize=2)
        unordered = sorted(pool.imap_unordered(square, range(count)))
        try:
            pool.apply_async(fail, (count,)).get()
        except ValueError as error:
            failed = error.args
    print("pool", squares == unordered, failed, flush=True)
""",
        "pool True ({count},)",
    ),
    "pool_close": (
        """
def scene_pool_close(n, count, size):
    found = []
    pool = multiprocessing.Pool(n, maxtasksperchild=1)
    for number in range(count):
        pool.apply_async(square, (number,), callback=found.append)
    pool.close()
    pool.join()
    print("pool_close", sorted(found), flush=True)
""",
        "pool_close {squares}",
    ),
    "pool_error": (
        """
def fail_at_two(number):
    time.sleep(0.1)
    if number == 2:
        raise ValueError
    return number


def scene_pool_error(n, count, size):
    try:
        with multiprocessing.Pool(n) as pool:
            list(pool.imap_unordered(fail_at_two, [1, 2, 3, 4]))
    except ValueError:
        print("pool_error", flush=True)
""",
        "pool_error",
    ),
    "executor": (
        """
def scene_executor(n, count, size):
    with concurrent.futures.ProcessPoolExecutor(n) as executor:
        futures = [executor.submit(square, number) for number in range(count)]
        failed = executor.submit(fail, 3).exception()
        found = sorted(future.result() for future in concurrent.futures.as_completed(futures))
    print("executor", found, repr(failed), flush=True)
""",
        "executor {squares} ValueError(3)",
    ),
    "broken": (
        """
def scene_broken(n, count, size):
    with concurrent.futures.ProcessPoolExecutor(n) as executor:
        try:
            executor.submit(leave, 1).result()
        except BrokenProcessPool:
            print("broken", flush=True)
""",
        "broken",
    ),
    "sentinels": (
        """
def nap(seconds):
    time.sleep(seconds)


def scene_sentinels(n, count, size):
    processes = {process.sentinel: process for process in [start(nap, number) for number in range(n)]}
    codes = []
    while processes:
        for sentinel in multiprocessing.connection.wait(list(processes), timeout=0.7):
            process = processes.pop(sentinel)
            process.join()
            codes.append(process.exitcode)
    print("sentinels", codes, flush=True)
""",
        "sentinels {zeros}",
    ),
    "drainer": (
        """
def drain(items, found):
    for item in iter(items.get, None):
        found.put(item[1])
    found.put(None)


def scene_drainer(n, count, size):
    items, found = multiprocessing.Queue(), queue.Queue(1)
    thread = threading.Thread(target=drain, args=(items, found))
    thread.start()
    processes = [start(put_all, items, number, count, size) for number in range(n)]
    closer = threading.Thread(target=lambda: [process.join() for process in processes] and items.put(None))
    closer.start()
    total = sum(iter(found.get, None))
    thread.join()
    closer.join(timeout=100)
    print("drainer", total, closer.is_alive(), flush=True)
""",
        "drainer {n_sum} False",
    ),
    "manager": (
        """
def scene_manager(n, count, size):
    with multiprocessing.Manager() as manager:
        items = manager.Queue()
        processes = [start(put_all, items, number, count, min(size, 100)) for number in range(n)]
        got = [items.get() for _ in range(n * count)]
        for process in processes:
            process.join()
        print("manager", len(got), items.empty(), flush=True)
""",
        "manager {total} True",
    ),
    "logs": (
        """
class Kept(logging.Handler):
    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


def log_all(records, number, count):
    logger = logging.getLogger(f"scene{number}")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(logging.handlers.QueueHandler(records))
    for index in range(count):
        logger.info("%d", index)


def scene_logs(n, count, size):
    records, kept = multiprocessing.Queue(), Kept()
    listener = logging.handlers.QueueListener(records, kept)
    listener.start()
    processes = [start(log_all, records, number, count) for number in range(n)]
    for process in processes:
        process.join()
    listener.stop()
    print("logs", len(kept.lines), flush=True)
""",
        "logs {total}",
    ),
    "unpicklable": (
        """
def put_badly(items, seen):
    items.put(lambda: 1)
    items.put("good")
    # Python drops what is left of the queue where the error comes while the process ends.
    seen.wait()


def scene_unpicklable(n, count, size):
    items, seen = multiprocessing.Queue(), multiprocessing.Event()
    process = start(put_badly, items, seen)
    print("unpicklable", items.get(), flush=True)
    seen.set()
    process.join()
""",
        "unpicklable good",
    ),
    "cancelled": (
        """
def put_and_go(items):
    items.put("z" * 1_000_000)
    items.cancel_join_thread()


def scene_cancelled(n, count, size):
    items = multiprocessing.Queue()
    process = start(put_and_go, items)
    process.join()
    items.close()
    items.join_thread()
    print("cancelled", process.exitcode, flush=True)
""",
        "cancelled 0",
    ),
    "terminated": (
        """
def read_for_ever(end):
    end.recv()


def scene_terminated(n, count, size):
    reader, writer = multiprocessing.Pipe(duplex=False)
    processes = [start(read_for_ever, reader) for _ in range(n)]
    for process in processes:
        process.terminate()
    for process in processes:
        process.join()
    print("terminated", [process.exitcode for process in processes], flush=True)
""",
        "terminated {terms}",
    ),
}

MAIN = """

def main():
    together = [start(scene, *arguments) for scene, arguments, apart in SCENES if apart]
    for scene, arguments, apart in SCENES:
        if not apart:
            scene(*arguments)
    for process in together:
        process.join()
    print("codes", [process.exitcode for process in together])


if __name__ == "__main__":
    main()
"""


@dataclass(frozen=True)
class Scene:
    """One of SCENES with its numbers, played by main or by a process of its own."""

    name: str
    n: int
    count: int
    size: int
    apart: bool

    def line(self) -> str:
        """What it prints at its end."""
        numbers = list(range(self.count))
        return SCENES[self.name][1].format(
            count=self.count,
            total=self.n * self.count,
            doubles=[2 * number for number in numbers],
            squares=[number * number for number in numbers],
            sum=sum(numbers),
            n_sum=self.n * sum(numbers),
            zeros=[0] * self.n,
            terms=[-15] * self.n,
        )


def scenes_beside(names: Sequence[str], *, most: int) -> st.SearchStrategy[list[Scene]]:
    """So many scenes at most, each another one of these."""
    drawn = st.builds(
        Scene,
        st.sampled_from(names),
        st.integers(1, 3),
        st.integers(1, 4),
        st.sampled_from((0, 10, 5_000, 100_000)),
        st.booleans(),
    )
    return st.lists(drawn, max_size=most, unique_by=lambda scene: scene.name)


def written(scenes: Sequence[Scene]) -> RightProgram:
    """The program that plays these scenes."""
    listed = ", ".join(f"(scene_{s.name}, ({s.n}, {s.count}, {s.size}), {s.apart})" for s in scenes)
    text = HEAD + "\n".join(SCENES[scene.name][0] for scene in scenes) + MAIN.replace("in SCENES", f"in [{listed}]")
    codes = [0 for scene in scenes if scene.apart]
    return RightProgram(text, tuple(sorted([*(scene.line() for scene in scenes), f"codes {codes}"])), around=False)


def right_messages() -> st.SearchStrategy[RightProgram]:
    """Right programs of one to three scenes; the lines each must print, sorted, and its exit codes."""
    return scenes_beside(sorted(SCENES), most=3).filter(bool).map(written)
