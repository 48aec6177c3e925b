"""A run's clock is virtual, and all its processes have the same one."""

from __future__ import annotations

import pytest
from conducting import METHODS, Conduct, program

from forklings.conductor.strategies import schedules
from forklings.report import Outcome

SLEEPY = program("""
    def nap():
        time.sleep(50)
        print("child", round(time.monotonic() - BEGAN))

    BEGAN = time.monotonic()

    def main():
        child = multiprocessing.Process(target=nap)
        child.start()
        time.sleep(100)
        print("main", round(time.perf_counter() - PERF), round(time.time() - EPOCH))
        child.join()

    PERF, EPOCH = time.perf_counter(), time.time()
""")


@pytest.mark.parametrize("method", METHODS)
def test_sleeping_takes_no_time_and_moves_every_clock(conduct: Conduct, method: str) -> None:
    run = conduct(SLEEPY, "round-robin-lazy", method)
    assert run.outcome is Outcome.FINISHED
    assert run.stdout.endswith("main 100 100\n")
    assert run.conducted is not None
    assert run.conducted.clock == pytest.approx(100)


def test_one_that_asks_without_waiting_does_not_keep_a_lazy_clock_from_moving(conduct: Conduct) -> None:
    text = program("""
        def look(reader):
            while not reader.poll():
                pass

        def main():
            reader, writer = multiprocessing.Pipe(duplex=False)
            looker = multiprocessing.Process(target=look, args=(reader,))
            looker.start()
            time.sleep(1)
            writer.send(1)
            looker.join()
    """)
    run = conduct(text, "round-robin-lazy")
    assert run.outcome == Outcome.FINISHED, run.explanation().message


@pytest.mark.parametrize("schedule", ["round-robin", "run-to-block", "walk-1", "round-robin-lazy", "pct-2-lazy"])
def test_one_that_only_reads_a_clock_sees_it_move(conduct: Conduct, schedule: str) -> None:
    text = program("""
        def wait(opened):
            opened.wait()

        def main():
            opened = multiprocessing.Event()
            waiter = multiprocessing.Process(target=wait, args=(opened,))
            waiter.start()
            began = time.monotonic()
            while time.monotonic() < began + 60:
                pass
            opened.set()
            waiter.join()
    """)
    run = conduct(text, schedule)
    assert run.outcome == Outcome.FINISHED, run.explanation().message
    assert run.conducted is not None
    assert 60 <= run.conducted.clock < 62


def test_dates_are_read_from_the_virtual_clock(conduct: Conduct) -> None:
    text = program("""
        def main():
            import copy
            import datetime
            import pickle
            began = datetime.datetime.now()
            time.sleep(86400)
            ended = datetime.datetime.now()
            print((ended - began).days, abs(time.time() - ended.timestamp()) < 1, repr(began)[:18])
            print(pickle.loads(pickle.dumps(began)) == began == copy.copy(began), type(ended - began + began))
            print(isinstance(began, datetime.date), began < datetime.datetime.max, datetime.datetime.utcnow().tzinfo)
    """)
    assert conduct(text, "round-robin-lazy").stdout.splitlines() == [
        "1 True datetime.datetime(",
        "True <class 'datetime.datetime'>",
        "True True None",
    ]


def test_a_sleeper_may_be_woken_before_others_have_moved(conduct: Conduct) -> None:
    """What sleep in place of a join rests on: that the other is faster."""
    text = program("""
        def work():
            print("done")

        def main():
            child = multiprocessing.Process(target=work, daemon=True)
            child.start()
            time.sleep(5)
            print("end")
    """)
    assert {conduct(text, name).stdout for name in schedules(12)} >= {"done\nend\n", "end\n"}


def test_timeouts_pass_on_the_virtual_clock(conduct: Conduct) -> None:
    text = program("""
        def hold(lock):
            with lock:
                time.sleep(10)

        def main():
            lock = multiprocessing.Lock()
            child = multiprocessing.Process(target=hold, args=(lock,))
            child.start()
            time.sleep(1)
            began = time.monotonic()
            print(lock.acquire(timeout=3), lock.acquire(block=False), round(time.monotonic() - began))
            child.join(timeout=2)
            print(child.exitcode, round(time.monotonic() - began))
            child.join()
            print(child.exitcode, round(time.monotonic() - began))
    """)
    assert conduct(text, "run-to-block-lazy").stdout == "False False 3\nNone 5\n0 9\n"


@pytest.mark.parametrize("schedule", [*schedules(5), *schedules(4, lazy=True)])
def test_pollers_starve_nobody(conduct: Conduct, schedule: str) -> None:
    text = program("""
        def work(flag):
            flag.value = 1

        def main():
            flag = multiprocessing.Value("i", 0)
            child = multiprocessing.Process(target=work, args=(flag,))
            child.start()
            while not flag.value:
                pass
            while child.is_alive():
                pass
            began = time.monotonic()
            while time.monotonic() < began:
                pass
            child.join()
            print("seen")
    """)
    assert conduct(text, schedule).stdout == "seen\n"


@pytest.mark.parametrize("schedule", schedules(4, lazy=True))
def test_a_lazy_clock_wakes_those_first_who_sleep_less(conduct: Conduct, schedule: str) -> None:
    """Beside one that polls without sleeping, at which the clock has to move past."""
    text = program("""
        def often():
            for _ in range(5):
                time.sleep(1)
            print("often")

        def once():
            time.sleep(9)
            print("once")

        def main():
            children = [multiprocessing.Process(target=target) for target in (once, often)]
            for child in children:
                child.start()
            while any(child.is_alive() for child in children):
                pass
    """)
    assert conduct(text, schedule).stdout == "often\nonce\n"


LATE_LOCK = """
import multiprocessing, time

def work(lock, pause, times):
    for _ in range(times):
        time.sleep(pause)
        asked = time.monotonic()
        with lock:
            print(f"waited {time.monotonic() - asked:.2f}")

if __name__ == "__main__":
    lock = multiprocessing.Lock()
    workers = [multiprocessing.Process(target=work, args=(lock, *how)) for how in ((5, 1), (0.5, 8))]
    for worker in workers:
        worker.start()
    while any(worker.is_alive() for worker in workers):
        workers[-1].join(0.05) if workers[-1].is_alive() else time.sleep(0.05)
"""


def test_a_lazy_clock_that_moves_keeps_nobody_waiting(conduct: Conduct) -> None:
    run = conduct(LATE_LOCK, "round-robin-lazy")
    assert {line.text for line in run.lines} == {"waited 0.00"}


CLOCKS = """
import multiprocessing, time

def show(queue):
    queue.put((time.time(), time.monotonic(), time.perf_counter()))

if __name__ == "__main__":
    queue = multiprocessing.SimpleQueue()
    child = multiprocessing.Process(target=show, args=(queue,))
    child.start()
    child.join()
    theirs = queue.get()
    print([mine >= other for mine, other in zip((time.time(), time.monotonic(), time.perf_counter()), theirs)])
    for _ in range(200):
        time.sleep(0.25)
        began = time.monotonic()
    print(time.monotonic() - began)
"""


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_all_processes_have_one_clock_and_it_stands_still_for_who_sleeps(conduct: Conduct, method: str) -> None:
    run = conduct(CLOCKS, "round-robin-lazy", method)
    assert [line.text for line in run.lines] == ["[True, True, True]", "0.0"]


@pytest.mark.parametrize("clock", ["time", "monotonic"])
def test_who_waits_for_what_is_left_of_its_time_comes_to_its_end(conduct: Conduct, clock: str) -> None:
    """A wait is never too short, as real ones are not, and so there is nothing left of its time after it."""
    text = program(f"""
        from time import {clock} as now

        def rounds(patience, wait):
            begin, count = now(), 0
            while now() - begin < patience:
                wait(max(0, begin + patience - now()))
                count += 1
            return count

        def main():
            lock, event = multiprocessing.Lock(), multiprocessing.Event()
            reader, writer = multiprocessing.Pipe(duplex=False)
            lock.acquire()
            waits = [
                time.sleep,
                lambda left: time.sleep(min(0.03, left)),
                lambda left: lock.acquire(timeout=left),
                lambda left: event.wait(left),
                lambda left: reader.poll(left),
            ]
            print([max(rounds(0.031 + number / 7193, wait) for number in range(200)) for wait in waits])
    """)
    assert conduct(text, "round-robin-lazy").stdout == "[1, 2, 1, 1, 1]\n"


def test_two_who_sleep_as_long_wake_at_one_moment(conduct: Conduct) -> None:
    text = program("""
        def nap(queue):
            for _ in range(7):
                time.sleep(0.1)
            queue.put(time.time())

        def main():
            queue = multiprocessing.SimpleQueue()
            children = [multiprocessing.Process(target=nap, args=(queue,)) for _ in range(2)]
            for child in children:
                child.start()
            for child in children:
                child.join()
            print(queue.get() == queue.get())
    """)
    assert conduct(text, "round-robin-lazy").stdout == "True\n"


@pytest.mark.parametrize("looks", range(1, 7))
def test_whoever_sleeps_is_woken_however_many_looks_lie_between_two_naps_of_a_poller(
    conduct: Conduct, looks: int
) -> None:
    """The nap of a poller is not what the others wait for, though it is always the first to end."""
    text = program(f"""
        def work():
            for _ in range(3):
                time.sleep(3600)

        def main():
            children = [multiprocessing.Process(target=work) for _ in range(2)]
            for child in children:
                child.start()
            while any(child.exitcode is None for child in children):
                for _ in range({looks}):
                    children[0].is_alive()
                time.sleep(0.01)
            print("over")
    """)
    run = conduct(text, "round-robin-lazy")
    assert (run.outcome, run.stdout) == (Outcome.FINISHED, "over\n")
