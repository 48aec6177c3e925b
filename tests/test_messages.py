"""Messages under the conductor: pipes, queues, pools, executors, threads, each followed step by step."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Any

import pytest
from no_false_deadlock import METHODS
from right_messages import SCENES, Scene, written

from forklings.conductor.strategies import schedules
from forklings.course import Limits
from forklings.program import Drive, Program, Run
from forklings.report import Outcome
from forklings.sandbox.client import Sandbox

IMPORTS = """\
import os
import queue
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import JoinableQueue, Pipe, Pool, Process, Queue, SimpleQueue, connection

"""
GUARD = """
if __name__ == "__main__":
    main()
"""


def conduct(sandbox: Sandbox, text: str, schedule: str, method: str = "fork") -> Run:
    program = Program(
        text.encode(), file_name="here.py", limits=Limits(seconds=20), start_method=method, sandbox=sandbox
    )
    return program.conduct(schedule)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("scene", SCENES)
def test_a_schedule_gives_the_same_run_every_time(sandbox: Sandbox, scene: str, method: str) -> None:
    """Feeders, a pool's threads and a manager's server included; none of them goes around the gates."""
    text = written([Scene(scene, 2, 3, 5_000, apart=False)]).text
    runs = [conduct(sandbox, text, "walk-2", method) for _ in range(2)]
    assert [run.outcome for run in runs] == [Outcome.FINISHED] * 2, runs[0].explanation().message
    assert runs[0].schedule == runs[1].schedule
    assert runs[0].conducted is not None
    assert runs[0].conducted.around == ""


@dataclass(frozen=True)
class Wrong:
    """A program that no real run need show as wrong; the outcome that some schedule gives, and what is said of it."""

    text: str
    outcome: Outcome
    says: str


WRONG = {
    "an end that is never closed": Wrong(
        """
        def read(reader, writer):
            try:
                while True:
                    reader.recv()
            except EOFError:
                print("end")

        def main():
            reader, writer = Pipe(duplex=False)
            process = Process(target=read, args=(reader, writer))
            process.start()
            writer.send(1)
            writer.close()
            process.join()
        """,
        Outcome.DEADLOCK,
        "Child 1 waits to read from Pipe 1, made in line 15, (here.py:10); "
        "the end that writes is still open: in itself (started with it, here.py:17).",
    ),
    "a poll that is taken for the end": Wrong(
        """
        def write(writer):
            for number in range(3):
                writer.send(number)

        def main():
            reader, writer = Pipe(duplex=False)
            process = Process(target=write, args=(writer,))
            process.start()
            print(reader.recv())
            while reader.poll():
                print(reader.recv())
            process.join()
        """,
        Outcome.FINISHED,
        "0\n",
    ),
    "two that read first": Wrong(
        """
        def answer(end):
            print(end.recv())
            end.send(1)

        def main():
            mine, theirs = Pipe()
            process = Process(target=answer, args=(theirs,))
            process.start()
            print(mine.recv())
            process.join()
        """,
        Outcome.DEADLOCK,
        "The main process waits to read from Pipe 1, made in line 12, (here.py:15)",
    ),
    "two that write more than fits": Wrong(
        """
        def answer(end):
            end.send("x" * 1_000_000)
            end.recv()

        def main():
            mine, theirs = Pipe()
            process = Process(target=answer, args=(theirs,))
            process.start()
            mine.send("x" * 1_000_000)
            mine.recv()
            process.join()
        """,
        Outcome.DEADLOCK,
        "Child 1 waits to write into Pipe 1, made in line 12, (here.py:8): it is full, and nobody reads.",
    ),
    "a join before the queue is empty": Wrong(
        """
        def work(results):
            results.put("x" * 1_000_000)

        def main():
            results = Queue()
            process = Process(target=work, args=(results,))
            process.start()
            process.join()
            print(len(results.get()))
        """,
        Outcome.DEADLOCK,
        "What child 1 put into Queue 1, made in line 11, (here.py:8) does not fit: the pipe is full, with ",
    ),
    "an item that is looked for right after it was put": Wrong(
        """
        def main():
            items = Queue()
            items.put(1)
            try:
                print(items.get_nowait())
            except queue.Empty:
                print("empty")
        """,
        Outcome.FINISHED,
        "empty\n",
    ),
    "an item that cannot be pickled": Wrong(
        """
        def work(items):
            items.put(lambda: 1)

        def main():
            items = Queue()
            Process(target=work, args=(items,)).start()
            print(items.get())
        """,
        Outcome.DEADLOCK,
        "The main process waits in Queue.get() (here.py:13): Queue 1, made in line 11, is empty.",
    ),
    "a queue that its process does not wait for": Wrong(
        """
        def work(items):
            items.put(1)
            items.cancel_join_thread()

        def main():
            items = Queue()
            Process(target=work, args=(items,)).start()
            print(items.get())
        """,
        Outcome.DEADLOCK,
        "The main process waits in Queue.get() (here.py:14)",
    ),
    "an empty queue that is taken for the end": Wrong(
        """
        def work(items):
            for number in range(3):
                items.put(number)

        def main():
            items = Queue()
            process = Process(target=work, args=(items,))
            process.start()
            found = [items.get()]
            while not items.empty():
                found.append(items.get())
            print(found)
            process.join()
        """,
        Outcome.FINISHED,
        "[0]\n",
    ),
    "an item that another one takes": Wrong(
        """
        def work(items):
            while not items.empty():
                items.get()

        def main():
            items = SimpleQueue()
            for number in range(2):
                items.put(number)
            processes = [Process(target=work, args=(items,)) for _ in range(2)]
            for process in processes:
                process.start()
            for process in processes:
                process.join()
        """,
        Outcome.DEADLOCK,
        "waits in SimpleQueue.get() (here.py:9)",
    ),
    "a task that is never done": Wrong(
        """
        def work(tasks):
            while True:
                if tasks.get() % 2:
                    tasks.task_done()

        def main():
            tasks = JoinableQueue()
            Process(target=work, args=(tasks,), daemon=True).start()
            for number in range(4):
                tasks.put(number)
            tasks.join()
        """,
        Outcome.DEADLOCK,
        "The main process waits in JoinableQueue.join() (here.py:17).",
    ),
    "one pill for two": Wrong(
        """
        def work(tasks):
            while tasks.get() is not None:
                pass

        def main():
            tasks = Queue()
            processes = [Process(target=work, args=(tasks,)) for _ in range(2)]
            for process in processes:
                process.start()
            tasks.put(None)
            for process in processes:
                process.join()
        """,
        Outcome.DEADLOCK,
        "waits in Queue.get() (here.py:8): Queue 1, made in line 12, is empty.",
    ),
    "a pool that lost its worker": Wrong(
        """
        def leave(number):
            os._exit(7)

        def main():
            with Pool(2) as pool:
                pool.map(leave, [1])
        """,
        Outcome.DEADLOCK,
        "Child 1 (ForkPoolWorker-1) had ended with exit code 7.",
    ),
    "results that nobody waits for": Wrong(
        """
        def show(number):
            print(number)

        def main():
            with Pool(2) as pool:
                pool.apply_async(show, (1,))
        """,
        Outcome.FINISHED,
        "",
    ),
    "an executor that lost its worker": Wrong(
        """
        def leave(number):
            os._exit(7)

        def main():
            with ProcessPoolExecutor(2) as executor:
                try:
                    executor.submit(leave, 1).result()
                except Exception as error:
                    print(type(error).__name__)
        """,
        Outcome.FINISHED,
        "BrokenProcessPool\n",
    ),
    "a wait for one that goes on": Wrong(
        """
        def read(reader):
            reader.recv()

        def main():
            reader, writer = Pipe(duplex=False)
            process = Process(target=read, args=(reader,))
            process.start()
            connection.wait([process.sentinel])
            writer.send(1)
        """,
        Outcome.DEADLOCK,
        "The main process waits in wait() (here.py:14).",
    ),
    "a thread that keeps its lock": Wrong(
        """
        def keep(lock):
            lock.acquire()

        def main():
            lock = threading.Lock()
            threads = [threading.Thread(target=keep, args=(lock,)) for _ in range(2)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        """,
        Outcome.DEADLOCK,
        "Thread 2 of the main process waits in threading.Lock.acquire() (here.py:8).",
    ),
    "a thread that nobody wakes": Wrong(
        """
        def main():
            items = queue.Queue()
            thread = threading.Thread(target=items.get)
            thread.start()
            print("end")
        """,
        Outcome.DEADLOCK,
        "The main process has come to its end, but for a thread that it waits for.",
    ),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_a_mistake_is_found_and_found_again(sandbox: Sandbox, mistake: str) -> None:
    """By one of the schedules that explore() takes; the same schedule shows it under every start method."""
    wrong = WRONG[mistake]
    text = IMPORTS + textwrap.dedent(wrong.text).lstrip("\n") + GUARD

    def shown(run: Run) -> bool:
        if run.outcome is not wrong.outcome:
            return False
        if wrong.outcome is Outcome.FINISHED:
            return run.stdout == wrong.says
        return wrong.says in run.explanation().message

    found = next((name for name in schedules(20) if shown(conduct(sandbox, text, name))), None)
    assert found is not None, conduct(sandbox, text, "round-robin").explanation().message
    for method in METHODS:
        run = conduct(sandbox, text, found, method)
        assert (run.outcome, run.conducted is not None and run.conducted.around) == (wrong.outcome, ""), method


def test_what_stands_in_for_a_function_can_be_sent_to_another_process(sandbox: Sandbox) -> None:
    text = """
import datetime, multiprocessing, os, pickle, queue, signal, threading, time
from multiprocessing import connection

if __name__ == "__main__":
    for thing in (time.sleep, time.time, time.monotonic_ns, os.kill, signal.alarm, connection.wait, threading.Lock,
                  queue.SimpleQueue, datetime.datetime.now, multiprocessing.Process.start, threading.Thread.join):
        pickle.loads(pickle.dumps(thing))
    process = multiprocessing.Process(target=time.sleep, args=(3,))
    process.start()
    process.join()
    print(process.exitcode)
"""
    for method in METHODS:
        run = conduct(sandbox, text, "round-robin", method)
        assert run.stdout == "0\n", run.stderr


def wait_at_a_queue(module: "Any") -> None:  # noqa: UP037 - its text goes to the program without this file's imports
    import multiprocessing

    module.take(multiprocessing.Queue())


def test_what_a_grader_makes_is_told_of_as_what_it_is(sandbox: Sandbox) -> None:
    """No line of the student's made the queue; still it is a queue, and not a pipe with locks."""
    source = b"def take(items):\n    return items.get()\n"

    program = Program(source, file_name="here.py", limits=Limits(), start_method="fork", sandbox=sandbox)
    run = program.conduct("round-robin", drive=Drive(wait_at_a_queue))
    assert "The main process waits in Queue.get() (here.py:2): Queue 1 is empty." in run.explanation().message


def test_who_was_told_that_nothing_is_there_is_held_until_the_others_are_through(sandbox: Sandbox) -> None:
    text = IMPORTS + textwrap.dedent("""
        def work(items):
            items.put(7)

        def main():
            items = Queue()
            process = Process(target=work, args=(items,))
            process.start()
            while True:
                try:
                    print(items.get(timeout=1))
                except queue.Empty:
                    if not process.is_alive():
                        break
            process.join()
    """)
    program = Program(
        (text + GUARD).encode(), file_name="here.py", limits=Limits(), start_method="fork", sandbox=sandbox
    )
    assert program.conduct("hold-refused").stdout == ""
    assert program.conduct("hold-refused-lazy").stdout == "7\n"
    right = text.replace(
        "        if not process.is_alive():\n                break", "        continue\n            break"
    )
    assert right != text
    program = Program(
        (right + GUARD).encode(), file_name="here.py", limits=Limits(), start_method="fork", sandbox=sandbox
    )
    for schedule in schedules(12):
        assert program.conduct(schedule).stdout == "7\n", schedule


def test_the_sentinel_of_a_child_that_was_joined_is_ready_at_once(sandbox: Sandbox) -> None:
    text = IMPORTS + textwrap.dedent("""
        import time

        def work():
            pass

        def main():
            for _ in range(8):
                process = Process(target=work)
                process.start()
                process.join()
                began = time.monotonic()
                print(bool(connection.wait([process.sentinel], 5)), time.monotonic() - began)
    """)
    for method in METHODS:
        program = Program(
            (text + GUARD).encode(), file_name="here.py", limits=Limits(), start_method=method, sandbox=sandbox
        )
        assert program.conduct("round-robin-lazy").stdout == "True 0.0\n" * 8, method


@pytest.mark.parametrize("locked", [True, False])
def test_readers_without_a_lock_come_amid_each_others_messages(sandbox: Sandbox, locked: bool) -> None:
    text = IMPORTS + textwrap.dedent(f"""
        import contextlib
        import multiprocessing

        def take(reader, lock):
            with lock if {locked} else contextlib.nullcontext():
                print(reader.recv())

        def main():
            lock = multiprocessing.Lock()
            reader, writer = Pipe(duplex=False)
            takers = [Process(target=take, args=(reader, lock)) for _ in range(2)]
            for taker in takers:
                taker.start()
            for _ in takers:
                writer.send("whole")
            for taker in takers:
                taker.join()
    """)
    for method in METHODS:
        program = Program(
            (text + GUARD).encode(), file_name="here.py", limits=Limits(), start_method=method, sandbox=sandbox
        )
        seen = {program.conduct(schedule).stdout for schedule in ("round-robin", "walk-1", "pct-2")}
        assert (seen == {"whole\nwhole\n"}) == locked, method


def test_a_sentinel_is_ready_a_moment_before_the_exit_code(sandbox: Sandbox) -> None:
    text = IMPORTS + textwrap.dedent("""
        import time

        def ended(nap=0.0, joins=False):
            process = Process(target=time.sleep, args=(0.1,))
            process.start()
            connection.wait([process.sentinel])
            if nap:
                time.sleep(nap)
            if joins:
                process.join()
            return process

        def main():
            process = ended()
            print(process.exitcode, process.is_alive(), process.exitcode)
            process = ended()
            print(process.is_alive(), process.is_alive())
            print(ended(nap=0.1).exitcode, ended(joins=True).exitcode)
    """)
    for method in METHODS:
        program = Program(
            (text + GUARD).encode(), file_name="here.py", limits=Limits(), start_method=method, sandbox=sandbox
        )
        # A fork server sends the exit code to the sentinel.
        first = "0 False 0\nFalse False\n" if method == "forkserver" else "None False 0\nTrue False\n"
        for schedule in ("round-robin", "run-to-block-lazy", "pct-1"):
            assert program.conduct(schedule).stdout == first + "0 0\n", (method, schedule)


HELD_SENTINEL = """
import os
from multiprocessing import Event, Process, connection


def main():
    go, others = Event(), []

    def start_another():
        if not others:
            others.append(None)
            others[0] = Process(target=go.wait)
            others[0].start()  # it has a copy of all that is open in the middle of the start below

    os.register_at_fork(before=start_another)
    child = Process(target=print, args=("done",))
    child.start()
    child.join()
    print(connection.wait([child.sentinel], timeout=0.2) == [])
    go.set()
    print(connection.wait([child.sentinel]) == [child.sentinel])
    others[0].join()


if __name__ == "__main__":
    main()
"""


def test_the_sentinel_that_another_child_holds_too_is_ready_when_both_have_ended(sandbox: Sandbox) -> None:
    program = Program(
        HELD_SENTINEL.encode(), file_name="here.py", limits=Limits(), start_method="fork", sandbox=sandbox
    )
    for run in (program.run(), program.conduct("round-robin-lazy"), program.conduct("walk-1")):
        assert (run.stdout, run.stderr) == ("done\nTrue\nTrue\n", "")
        assert run.conducted is None or run.conducted.around == ""


EVENT_LOOP = """
import asyncio, multiprocessing, time

async def see_through(seconds):
    began = time.monotonic()
    child = multiprocessing.Process(target=time.sleep, args=(seconds,))
    child.start()
    while child.is_alive():
        await asyncio.sleep(0.05)
    print(f"{seconds}: seen after {time.monotonic() - began:.1f}")

async def both():
    await asyncio.gather(see_through(0.3), see_through(2.0))

if __name__ == "__main__":
    asyncio.run(both())
"""

SELECTS = """
import multiprocessing, os, select, selectors, signal, time

def waited(ready, began):
    print(bool(ready), f"after {time.monotonic() - began:.1f}")

if __name__ == "__main__":
    child = multiprocessing.Process(target=time.sleep, args=(5,))
    child.start()
    selector = getattr(selectors, "KIND")()
    selector.register(child.sentinel, selectors.EVENT_READ)
    began = time.monotonic()
    waited(selector.select(1), began)
    waited(select.select([os.pidfd_open(child.pid)], [], [], 9)[0], began)
    child = multiprocessing.Process(target=time.sleep, args=(5,))
    child.start()
    handle = os.pidfd_open(child.pid)
    signal.pidfd_send_signal(handle, signal.SIGTERM)
    waited(select.select([handle], [], [], 9)[0], began)
    child.join()
"""

POLLS = """
import multiprocessing, os, select, signal, time

class Milliseconds:
    def __init__(self):
        self.polled = select.poll()
        self.register, self.unregister = self.polled.register, self.polled.unregister
    def poll(self, seconds=None):
        return self.polled.poll(seconds if seconds is None else 1000 * seconds)

def waited(ready, began):
    print(bool(ready), f"after {time.monotonic() - began:.1f}")

if __name__ == "__main__":
    child = multiprocessing.Process(target=time.sleep, args=(5,))
    child.start()
    polled = KIND()
    polled.register(child.sentinel, select.POLLIN)
    began = time.monotonic()
    waited(polled.poll(0), began)
    waited(polled.poll(1), began)
    waited(polled.poll(), began)
    polled.unregister(child.sentinel)
    child.join()
    waited(polled.poll(2), began)
    child = multiprocessing.Process(target=time.sleep, args=(5,))
    child.start()
    polled.register(os.pidfd_open(child.pid), select.POLLIN)
    child.terminate()
    waited(polled.poll(9), began)
    child.join()
    reader, writer = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.Process(target=writer.send, args=("here",))
    polled = KIND()
    polled.register(reader, select.POLLIN | select.POLLPRI)
    child.start()
    waited(polled.poll(), began)
    child.join()
"""
POLLED = ["False after 0.0", "False after 1.0", "True after 5.0", "False after 7.0", *["True after 7.0"] * 2]

SLEEPS = """
import select, selectors, time

if __name__ == "__main__":
    began = time.monotonic()
    for sleep in (lambda: select.select([], [], [], 40), lambda: selectors.DefaultSelector().select(60.5)):
        print(sleep(), f"after {time.monotonic() - began:.1f}")
"""


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(SLEEPS, ["([], [], []) after 40.0", "[] after 100.5"], id="nothing but time"),
        pytest.param(EVENT_LOOP, ["0.3: seen after 0.3", "2.0: seen after 2.0"], id="event loop"),
        *(
            pytest.param(SELECTS.replace("KIND", kind), ["False after 1.0", *["True after 5.0"] * 2], id=kind)
            for kind in ("DefaultSelector", "PollSelector", "SelectSelector")
        ),
        *(pytest.param(POLLS.replace("KIND", kind), POLLED, id=kind) for kind in ("Milliseconds", "select.epoll")),
    ],
)
def test_who_waits_for_descriptors_waits_on_the_virtual_clock(
    sandbox: Sandbox, source: str, expected: list[str], method: str
) -> None:
    # The first starts cold, the second from an interpreter that has loaded these modules.
    for schedule in ("round-robin-lazy", "last-first-lazy"):
        run = conduct(sandbox, source, schedule, method)
        assert run.outcome is Outcome.FINISHED
        assert [line.text for line in run.lines] == expected
        assert run.conducted is not None
        assert run.conducted.around == ""
