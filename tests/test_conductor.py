"""The conductor: one step at a time, the same run for the same schedule, and deadlocks proven."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Callable

import pytest

from forklings.conductor import looking
from forklings.conductor.account import Account, Awaited, Malformed, Step
from forklings.conductor.choosing import Chooser
from forklings.conductor.members import Actor
from forklings.conductor.progress import MOST_STEPS, Progress
from forklings.conductor.strategies import (
    PCT,
    LastFirst,
    Option,
    RoundRobin,
    RunToBlock,
    UnknownSchedule,
    schedules,
    strategy,
)
from forklings.course import Limits
from forklings.pictures import picture, plain
from forklings.program import CheckFailed, Program, Run, Undecided
from forklings.report import Outcome
from forklings.sandbox.client import Sandbox
from forklings.sandbox.supervisor import tree

METHODS = ("fork", "spawn", "forkserver")

Conduct = Callable[..., Run]


@pytest.fixture
def conduct(sandbox: Sandbox) -> Conduct:
    """Conduct a program given as text, under a schedule and a start method."""

    def run(source: str, schedule: str = "round-robin", method: str = "fork", seconds: float = 10) -> Run:
        program = Program(
            textwrap.dedent(source).encode(),
            file_name="here.py",
            limits=Limits(seconds=seconds),
            start_method=method,
            sandbox=sandbox,
        )
        return program.conduct(schedule)

    return run


HEAD = """\
import multiprocessing
import os
import signal
import sys
import time

"""
TAIL = """
if __name__ == "__main__":
    main()
"""


def program(text: str) -> str:
    return HEAD + textwrap.dedent(text).strip("\n") + "\n" + TAIL


COUNTER = program("""
    def add(value):
        for _ in range(5):
            value.value += 1

    def main():
        value = multiprocessing.Value("i", 0)
        adders = [multiprocessing.Process(target=add, args=(value,)) for _ in range(2)]
        for adder in adders:
            adder.start()
        for adder in adders:
            adder.join()
        print(value.value)
""")

LOCKED = COUNTER.replace(
    "            value.value += 1", "            with value.get_lock():\n                value.value += 1"
).replace("        value.value += 1", "        with value.get_lock():\n            value.value += 1")

CROSSED = program("""
    def work(first, second):
        with first:
            with second:
                print("both")

    def main():
        one, two = multiprocessing.Lock(), multiprocessing.Lock()
        workers = [multiprocessing.Process(target=work, args=locks) for locks in ((one, two), (two, one))]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
""")

LOST = program("""
    def waiter(condition):
        with condition:
            condition.wait()
        print("woken")

    def main():
        condition = multiprocessing.Condition()
        process = multiprocessing.Process(target=waiter, args=(condition,))
        process.start()
        with condition:
            condition.notify()
        process.join()
        print("end")
""")

GUARDED = program("""
    def waiter(condition, ready, name):
        with condition:
            while not ready.value:
                condition.wait()
        print(name)

    def main():
        condition, ready = multiprocessing.Condition(), multiprocessing.Value("i", 0)
        waiters = [multiprocessing.Process(target=waiter, args=(condition, ready, name)) for name in "ab"]
        for process in waiters:
            process.start()
        with condition:
            ready.value = 1
            condition.notify_all()
        for process in waiters:
            process.join()
        print("end")
""")

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
@pytest.mark.parametrize(
    ("text", "schedule"), [(GUARDED, "pct-3"), (COUNTER, "round-robin"), (CROSSED, "run-to-block")]
)
def test_a_schedule_gives_the_same_run_every_time(conduct: Conduct, text: str, schedule: str, method: str) -> None:
    def trace(run: Run) -> list[tuple[object, ...]]:
        assert run.conducted is not None
        return [(step.who, step.kind, step.object, step.line, step.result, step.clock) for step in run.conducted.steps]

    first = conduct(text, schedule)
    runs = [conduct(text, schedule, method) for _ in range(3)]
    # The same under each start method, too.
    assert [trace(run) for run in runs] == [trace(first)] * 3
    assert {run.stdout for run in runs} == {first.stdout}
    assert {run.outcome for run in runs} == {first.outcome}


def test_different_schedules_give_different_runs(conduct: Conduct) -> None:
    traces = set()
    for name in schedules(8):
        conducted = conduct(GUARDED, name).conducted
        assert conducted is not None
        traces.add(tuple((step.who, step.kind) for step in conducted.steps))
    assert len(traces) > 3


def test_an_update_without_its_lock_is_lost_under_some_schedule_and_with_it_under_none(conduct: Conduct) -> None:
    assert len({conduct(COUNTER, name).stdout for name in schedules(6)}) > 1
    assert {conduct(LOCKED, name).stdout for name in schedules(12)} == {"10\n"}


@pytest.mark.parametrize("method", METHODS)
def test_a_deadlock_is_proven_and_says_who_waits_for_what(conduct: Conduct, method: str) -> None:
    runs = (conduct(CROSSED, name, method, seconds=600) for name in schedules(12))
    run = next(run for run in runs if run.outcome is Outcome.DEADLOCK)
    assert run.explanation().message.splitlines() == [
        "Nothing can go on any more.",
        "The main process waits for the end of child 1 (here.py:18).",
        "Child 1 waits for Lock 2, made in line 13, (here.py:9); child 2 took it last (here.py:8).",
        "Child 2 waits for Lock 1, made in line 13, (here.py:9); child 1 took it last (here.py:8).",
    ]


def test_locks_taken_in_one_order_are_no_deadlock(conduct: Conduct) -> None:
    right = CROSSED.replace("(two, one)", "(one, two)")
    assert {(run.outcome, run.stdout) for run in (conduct(right, name) for name in schedules(12))} == {
        (Outcome.FINISHED, "both\nboth\n")
    }


def test_a_lost_wakeup_is_proven(conduct: Conduct) -> None:
    runs = [conduct(LOST, name) for name in schedules(8)]
    assert {run.outcome for run in runs} == {Outcome.DEADLOCK, Outcome.FINISHED}
    lost = next(run for run in runs if run.outcome is Outcome.DEADLOCK)
    assert "Child 1 waits in Condition.wait() (here.py:9)." in lost.explanation().message


def test_a_condition_with_its_predicate_loses_none(conduct: Conduct) -> None:
    runs = [conduct(GUARDED, name) for name in schedules(12)]
    assert {(run.outcome, run.returncode, *sorted(run.stdout.split())) for run in runs} == {
        (Outcome.FINISHED, 0, "a", "b", "end")
    }


@pytest.mark.parametrize("method", METHODS)
def test_sleeping_takes_no_time_and_moves_every_clock(conduct: Conduct, method: str) -> None:
    run = conduct(SLEEPY, "round-robin-lazy", method)
    assert run.outcome is Outcome.FINISHED
    assert run.stdout.endswith("main 100 100\n")
    assert run.conducted is not None
    assert run.conducted.clock == 100


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


MANAGED = program("""
    def add(board, lock, name):
        for _ in range(3):
            with lock:
                board["total"] = board.get("total", 0) + 1
        board[name] = name

    def main():
        with multiprocessing.Manager() as manager:
            board, lock = manager.dict(), LOCK
            adders = [multiprocessing.Process(target=add, args=(board, lock, name)) for name in "ab"]
            for adder in adders:
                adder.start()
            for adder in adders:
                adder.join()
            print(board["total"], board["a"], board["b"])
            if sys.argv[1:]:
                lock.acquire()
                lock.acquire()
""")


@pytest.mark.parametrize("method", METHODS)
def test_a_manager_beside_changes_no_schedule_and_hides_no_deadlock(sandbox: Sandbox, method: str) -> None:
    text = MANAGED.replace("LOCK", "multiprocessing.Lock()").encode()
    made = Program(text, file_name="here.py", limits=Limits(seconds=10), start_method=method, sandbox=sandbox)
    again = Program(text, file_name="here.py", limits=Limits(seconds=10), start_method=method, sandbox=sandbox)
    paths = {made.conduct("walk-3").schedule, again.conduct("walk-3").schedule}
    run = made.conduct("walk-3")
    assert (run.outcome, run.stdout) == (Outcome.FINISHED, "6 a b\n")
    assert run.conducted is not None
    assert run.conducted.around == ""
    assert len(paths) == 1
    assert made.conduct("walk-3", "twice").outcome is Outcome.DEADLOCK


def test_an_update_of_a_managers_dict_without_its_lock_is_lost(conduct: Conduct) -> None:
    text = MANAGED.replace("LOCK", "multiprocessing.Semaphore(2)")
    assert len({conduct(text, name).stdout for name in schedules(6)}) > 1


def test_a_manager_of_the_programs_own_is_followed_like_any(conduct: Conduct) -> None:
    text = program("""
        from multiprocessing.managers import BaseManager

        class Own(BaseManager):
            pass

        Own.register("now", time.time)

        def main():
            with Own() as manager:
                manager.now()
                lock = multiprocessing.Lock()
                lock.acquire()
                lock.acquire()
    """)
    assert conduct(text).outcome is Outcome.DEADLOCK


def test_a_step_aside_comes_before_all_others_or_after_them() -> None:
    account, chooser = Account(), Chooser("run-to-block")
    called = Step("0", "call")
    answers = Step("0.1", "read", awaited=(Awaited(),), ready=(True,), aside=True)
    naps = Step("0.1", "sleep", until=1.0, aside=True, thread=1)
    assert chooser.choose([called, answers, naps], account, frozenset()) is answers
    answers.ready = (False,)
    assert chooser.choose([called, answers, naps], account, frozenset()) is called
    assert chooser.choose([answers, naps], account, frozenset()) is naps
    assert chooser.choose([answers], account, frozenset()) is None


@pytest.mark.parametrize("method", METHODS)
def test_who_waits_in_a_manager_for_ever_is_told(conduct: Conduct, method: str) -> None:
    text = program("""
        def work(items):
            items.put(1)

        def main():
            with multiprocessing.Manager() as manager:
                items = manager.Queue()
                child = multiprocessing.Process(target=work, args=(items,))
                child.start()
                print(items.get(timeout=1000))
                items.get()
    """)
    run = conduct(text, method=method)
    assert (run.outcome, run.stdout) == (Outcome.DEADLOCK, "1\n")
    assert "The main process waits in Queue.get() of a manager (here.py:16)." in run.explanation().message


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


ENDINGS = {
    "terminate": ("child.terminate()", -15),
    "kill": ("child.kill()", -9),
    "exit": ("pass", 3),
}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("ending", ENDINGS)
def test_children_end_in_every_way_and_their_exit_codes_are_told(conduct: Conduct, ending: str, method: str) -> None:
    call, code = ENDINGS[ending]
    wait = "lock.acquire()" if ending != "exit" else "sys.exit(3)"
    text = program(f"""
        def work(lock):
            {wait}

        def main():
            lock = multiprocessing.Lock()
            lock.acquire()
            child = multiprocessing.Process(target=work, args=(lock,))
            child.start()
            {call}
            child.join()
            print(child.exitcode, child.is_alive())
    """)
    for name in schedules(6):
        assert conduct(text, name, method).stdout == f"{code} False\n"


@pytest.mark.parametrize("method", METHODS)
def test_a_lock_at_module_level_is_known_in_every_process(conduct: Conduct, method: str) -> None:
    text = program("""
        GATE = multiprocessing.Lock()
        with GATE:
            pass

        def work():
            with GATE:
                print("in")

        def main():
            child = multiprocessing.Process(target=work)
            child.start()
            child.join()
    """)
    run = conduct(text, "walk-2", method)
    assert (run.outcome, run.stdout) == (Outcome.FINISHED, "in\n"), run.explanation().message


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_the_end_of_daemons_is_the_same_every_time(conduct: Conduct, method: str) -> None:
    """In which order they are ended, and whether their end is seen before they are waited for."""
    text = program("""
        def work():
            time.sleep(1000)

        def main():
            for _ in range(4):
                multiprocessing.Process(target=work, daemon=True).start()
    """)
    assert len({conduct(text, "run-to-block", method).schedule for _ in range(6)}) == 1


def test_what_one_said_before_it_died_is_heard(conduct: Conduct) -> None:
    text = program("""
        def work():
            time.sleep(1000)

        def main():
            multiprocessing.Process(target=work).start()
            os._exit(0)
    """)
    runs = [conduct(text, "run-to-block") for _ in range(8)]
    steps = [[step.object for step in run.conducted.steps] for run in runs if run.conducted is not None]
    assert steps == [["0.1"]] * 8


def test_a_killed_holder_never_gives_its_lock_back(conduct: Conduct) -> None:
    text = program("""
        def hold(lock, held):
            lock.acquire()
            held.release()
            time.sleep(1000)

        def main():
            lock, held = multiprocessing.Lock(), multiprocessing.Semaphore(0)
            child = multiprocessing.Process(target=hold, args=(lock, held))
            child.start()
            held.acquire()
            child.kill()
            child.join()
            print(lock.acquire(timeout=5))
            lock.acquire()
    """)
    run = conduct(text)
    assert (run.outcome, run.stdout) == (Outcome.DEADLOCK, "False\n")


@pytest.mark.parametrize("method", METHODS)
def test_a_wait_that_a_signal_handler_ends_takes_nothing(conduct: Conduct, method: str) -> None:
    """What the ended one was waiting for must not be given to it later: that was a deadlock claimed falsely."""
    text = program("""
        def work(lock, ready):
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
            ready.release()
            try:
                lock.acquire()
            finally:
                time.sleep(1)
                sum(range(2_000_000))

        def main():
            lock, ready = multiprocessing.Lock(), multiprocessing.Semaphore(0)
            lock.acquire()
            child = multiprocessing.Process(target=work, args=(lock, ready))
            child.start()
            ready.acquire()
            time.sleep(1)
            child.terminate()
            lock.release()
            time.sleep(9)
            lock.acquire()
            child.join()
            print(child.exitcode)
    """)
    run = conduct(text, "round-robin-lazy", method)
    assert (run.outcome, run.stdout) == (Outcome.FINISHED, "3\n")


@pytest.mark.parametrize("method", METHODS)
def test_a_signal_by_os_kill_is_a_step(conduct: Conduct, method: str) -> None:
    """Whoever is woken by it has its turn like anyone, so a schedule gives one run."""
    text = program("""
        def work(parent):
            time.sleep(1)
            os.kill(parent, signal.SIGINT)
            for _ in range(3):
                print("child")
                time.sleep(0)

        def main():
            child = multiprocessing.Process(target=work, args=(os.getpid(),))
            child.start()
            try:
                child.join(60)
            except KeyboardInterrupt:
                for _ in range(3):
                    print("main")
                    time.sleep(0)
            child.join()
    """)
    runs = [conduct(text, "round-robin-lazy", method) for _ in range(3)]
    assert {(run.outcome, run.stdout) for run in runs} == {(Outcome.FINISHED, "child\nmain\n" * 3)}
    for run in runs:
        assert run.conducted is not None
        assert run.conducted.clock == 1
        assert [step.who for step in run.conducted.steps if step.kind in ("signal", "leave")] == ["0.1", "0"]
    drawn = "\n".join(plain(line) for line in picture(runs[0], 80))
    assert drawn.index("signal main") < drawn.index("stops waiting: a signal")


def test_an_answer_is_only_heard_by_the_step_it_is_for(conduct: Conduct) -> None:
    """One handler raises out of a wait, and its error is one that a gate could have met itself; another asks."""
    text = program("""
        def late(*_):
            raise TimeoutError("late")

        def work(held, other, asked):
            sum(range(10_000_000))
            os.kill(os.getppid(), signal.SIGALRM)
            sum(range(10_000_000))
            print("child", other.acquire(block=False))
            os.kill(os.getppid(), signal.SIGUSR1)
            asked.acquire()
            held.release()

        def main():
            held, other, asked = multiprocessing.Lock(), multiprocessing.Lock(), multiprocessing.Semaphore(0)
            held.acquire()
            signal.signal(signal.SIGALRM, late)
            signal.signal(signal.SIGUSR1, lambda *_: asked.release())
            child = multiprocessing.Process(target=work, args=(held, other, asked))
            child.start()
            try:
                held.acquire()
            except TimeoutError as error:
                print(error)
            print(held.acquire(block=False), held.acquire())
            child.join()
    """)
    run = conduct(text, "round-robin-lazy")
    assert (run.outcome, sorted(run.stdout.splitlines())) == (Outcome.FINISHED, ["False True", "child True", "late"])


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


def test_events_barriers_and_bounded_semaphores_work_as_documented(conduct: Conduct) -> None:
    text = program("""
        def work(event, barrier, places, name):
            event.wait()
            barrier.wait()
            with places:
                print(name)

        def main():
            event, barrier = multiprocessing.Event(), multiprocessing.Barrier(3)
            places = multiprocessing.BoundedSemaphore(1)
            workers = [multiprocessing.Process(target=work, args=(event, barrier, places, name)) for name in "ab"]
            for worker in workers:
                worker.start()
            print(event.wait(1))
            event.set()
            barrier.wait()
            for worker in workers:
                worker.join()
            try:
                places.release()
            except ValueError:
                print("full")
    """)
    for name in schedules(8):
        run = conduct(text, name)
        assert (run.outcome, sorted(run.stdout.split())) == (Outcome.FINISHED, ["False", "a", "b", "full"]), name


AROUND = {
    "a pipe of the program's own": """
        def main():
            reader, writer = os.pipe()
            lock = multiprocessing.Lock()
            lock.acquire()
            child = multiprocessing.Process(target=os.read, args=(reader, 1))
            child.start()
            lock.acquire()
    """,
    "an alarm": """
        def main():
            signal.signal(signal.SIGALRM, lambda *_: sys.exit(0))
            signal.alarm(2)
            lock = multiprocessing.Lock()
            lock.acquire()
            lock.acquire()
    """,
    "bare threads": """
        def main():
            import _thread
            lock = multiprocessing.Lock()
            lock.acquire()
            def release():
                os.read(os.open("/dev/zero", os.O_RDONLY), 1 << 24)
                lock.release()
            _thread.start_new_thread(release, ())
            lock.acquire()
            print("woken")
    """,
    "a subprocess": """
        def main():
            import subprocess
            signal.signal(signal.SIGUSR1, lambda *_: lock.release())
            lock = multiprocessing.Lock()
            lock.acquire()
            child = subprocess.Popen(["sh", "-c", f"sleep 0.5; kill -USR1 {os.getpid()}"])
            lock.acquire()
            child.wait()
            print("woken")
    """,
    "os.fork": """
        def main():
            lock = multiprocessing.Lock()
            lock.acquire()
            if os.fork() == 0:
                time.sleep(1)
                lock.release()
                os._exit(0)
            lock.acquire()
            os.wait()
            print("woken")
    """,
}


@pytest.mark.parametrize("way", AROUND)
def test_what_goes_around_the_gates_is_never_called_a_deadlock(conduct: Conduct, way: str) -> None:
    run = conduct(program(AROUND[way]), seconds=4)
    assert run.outcome in (Outcome.FINISHED, Outcome.UNDECIDED, Outcome.TIMEOUT), run.explanation().message
    if way in ("bare threads", "os.fork", "a subprocess"):
        assert (run.outcome, run.stdout) == (Outcome.FINISHED, "woken\n")


def test_what_fails_in_a_run_around_the_gates_is_left_to_a_person(conduct: Conduct) -> None:
    run = conduct(program(AROUND["a subprocess"]))
    run.expect_output("woken\n")
    with pytest.raises(Undecided, match="may be chance"):
        run.expect_output("asleep\n")
    with pytest.raises(Undecided, match="may be chance"):
        run.children[7]
    with pytest.raises(CheckFailed, match="asleep"):
        run.fail("It fell asleep.", certain=True)


def test_a_process_that_ends_is_no_stranger_meanwhile() -> None:
    """Its gates close one by one, and the kernel counts its tasks until the last of them has."""
    pid = os.fork()
    if pid == 0:
        signal.pause()
        os._exit(0)
    assert not looking.is_ending(pid)
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert looking.is_ending(pid)
    os.waitpid(pid, 0)
    assert looking.is_ending(pid)


def test_a_thread_that_ends_leaves_no_gate_behind(conduct: Conduct) -> None:
    """Each step waited for the dead ones to come to a gate, and five hundred of them counted as tampering."""
    text = program("""
        def main():
            import threading
            lock = multiprocessing.Lock()
            def work():
                with lock:
                    pass
            for _ in range(510):
                thread = threading.Thread(target=work)
                thread.start()
                while thread.is_alive():
                    time.sleep(0)
            print("fine")
    """)
    run = conduct(text, "round-robin-lazy", seconds=30)
    assert (run.outcome, run.stdout) == (Outcome.FINISHED, "fine\n")


def test_garbage_at_the_gates_breaks_nothing(conduct: Conduct) -> None:
    text = program("""
        def main():
            import socket
            for message in (b"", b"x", b"acquire", b"sleep\\t0\\t\\tnan", b"made\\t\\xff", b"started\\tx"):
                gate = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
                gate.connect(os.environ["FORKLINGS_GATES"])
                gate.send(message)
                gate.close()
            lock = multiprocessing.Lock()
            own = os.getpid()
            for message in (f"started\\t{own}", "started\\t1", f"started\\t{10 ** 30}", f"signaled\\t{own}"):
                gate = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
                gate.connect(os.environ["FORKLINGS_GATES"])
                for _ in range(3):
                    gate.send(message.encode())
                gate.close()
            with lock:
                print("fine")
    """)
    run = conduct(text)
    assert (run.outcome, run.stdout) == (Outcome.FINISHED, "fine\n")


@pytest.mark.parametrize("message", [b"", b"made\t\\x"])
def test_descriptors_that_come_with_garbage_are_not_kept(message: bytes) -> None:
    """The supervisor has no more of them than anyone."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        actor = Actor(os.getpid(), ours)
        socket.send_fds(theirs, [message], [0, 0, 0])
        before = len(os.listdir("/proc/self/fd"))
        with contextlib.suppress(ValueError):
            assert actor.hear() is None
        assert len(os.listdir("/proc/self/fd")) == before


def test_a_program_that_closes_its_gates_goes_on(conduct: Conduct) -> None:
    text = program("""
        def main():
            os.closerange(3, 1024)
            lock = multiprocessing.Lock()
            with lock:
                print("fine")
    """)
    assert conduct(text).stdout == "fine\n"


NEVER = {
    "a lock that nobody gives back": """
        def work(lock):
            while not lock.acquire(timeout=0.1):
                pass

        def main():
            lock = multiprocessing.Lock()
            lock.acquire()
            child = multiprocessing.Process(target=work, args=(lock,))
            child.start()
            child.join()
    """,
    "an event that nobody sets": """
        def work(event):
            while not event.is_set():
                time.sleep(0.01)

        def main():
            event = multiprocessing.Event()
            child = multiprocessing.Process(target=work, args=(event,))
            child.start()
            while child.is_alive():
                time.sleep(0.5)
    """,
}


@pytest.mark.parametrize("schedule", ["round-robin", "pct-4", "run-to-block-lazy"])
@pytest.mark.parametrize("never", NEVER)
def test_a_run_in_which_nobody_gets_on_ends_and_says_so(conduct: Conduct, never: str, schedule: str) -> None:
    run = conduct(program(NEVER[never]), schedule, seconds=60)
    assert run.outcome is Outcome.STEP_LIMIT
    message = run.explanation().message
    assert "Nobody gets on" in message
    assert "Child 1 asked" in message


def test_two_that_back_off_in_step_get_on(conduct: Conduct) -> None:
    text = program("""
        def work(first, second):
            while True:
                with first:
                    if second.acquire(block=False):
                        break
                time.sleep(0.1)
            second.release()

        def main():
            one, two = multiprocessing.Lock(), multiprocessing.Lock()
            workers = [multiprocessing.Process(target=work, args=locks) for locks in ((one, two), (two, one))]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
            print("both")
    """)
    assert {conduct(text, name, seconds=60).stdout for name in schedules(8)} == {"both\n"}


def test_a_program_that_never_ends_is_stopped_at_a_number_of_steps(conduct: Conduct) -> None:
    text = program("""
        def main():
            lock = multiprocessing.Lock()
            while True:
                with lock:
                    pass
    """)
    run = conduct(text, seconds=60)
    assert run.outcome is Outcome.UNDECIDED
    assert "5000 steps" in run.explanation().message


# -- the pure parts ------------------------------------------------------------------------


def test_the_account_keeps_the_rules_of_a_lock() -> None:
    account, nobody = Account(), frozenset[int]()
    account.made("0", ["3", "7.1", "", "1", "Lock", "BaseContext.Lock"])
    first = account.step("0.1", "acquire", ["5", "", "7.1", "1", "", "0"])
    assert account.is_possible(first, nobody)
    assert account.take(first, nobody)
    second = account.step("0.2", "acquire", ["5", "", "7.1", "1", "2.5", "0"])
    assert not account.is_possible(second, nobody)
    assert not account.take(second, nobody)
    assert account.clock == 2.5
    # A Lock has no owner: anyone may release it.
    account.step("0.2", "release", ["6", "", "7.1", "0"])
    assert account.is_possible(account.step("0.1", "acquire", ["5", "", "7.1", "1", "", "0"]), nobody)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("acquire", ["1", "", "none", "1", "", "0"]),
        ("sleep", ["1", "", "nan"]),
        ("sleep", ["1", "", "-1"]),
        ("dance", ["1", ""]),
    ],
)
def test_what_no_gate_says_is_malformed(kind: str, fields: list[str]) -> None:
    with pytest.raises(Malformed):
        Account().step("0", kind, fields)


def options(*names: tuple[int, ...]) -> list[Option]:
    return [Option(name, "acquire") for name in names]


def waiting(*names: str, kind: str = "release", until: float | None = None) -> list[Step]:
    return [Step(name, kind, until=until) for name in names]


def test_a_lazy_schedule_moves_the_clock_only_when_nobody_can_go() -> None:
    account, nobody = Account(), frozenset[int]()
    steps = [*waiting("0", kind="sleep", until=5.0), *waiting("0.1", kind="sleep", until=3.0), *waiting("0.2")]
    assert {Chooser(f"pct-{seed}-lazy").choose(steps, account, nobody) is steps[2] for seed in range(9)} == {True}
    assert Chooser("round-robin-lazy").choose(steps[:2], account, nobody) is steps[1]
    chosen = [Chooser(f"pct-{seed}").choose(steps, account, nobody) for seed in range(9)]
    assert {steps.index(step) for step in chosen if step is not None} == {0, 1, 2}
    assert Chooser("pct-1").choose(waiting("0", kind="join"), account, nobody) is None


def test_nobody_is_passed_over_for_ever() -> None:
    account, nobody = Account(), frozenset[int]()
    for schedule in schedules(12):
        chooser, first, counts = Chooser(schedule), waiting("0", "0.1"), [0, 0]
        for _ in range(1000):
            step = chooser.choose(first, account, nobody)
            assert step is not None
            chooser.taken(first, step, result=True)
            counts[first.index(step)] += 1
            step.waited = 0
        assert min(counts) >= 300 // (strategy(schedule).patience + 1), schedule


def test_stuck_is_who_asks_in_vain_and_not_who_works_long() -> None:
    stuck, busy, shared = Progress(), Progress(), Progress()
    for turn in range(MOST_STEPS):
        stuck.note("0.1", "acquire", "Lock 1", result=False)
        busy.note("0.1", "acquire", "Lock 1", result=True)
        shared.note("0.1", "acquire", "Lock 1", result=turn % 2 == 0)
    assert (stuck.is_stuck, busy.is_stuck, shared.is_stuck) == (True, False, False)
    assert stuck.is_over
    assert stuck.asked_in_vain[0][0] == "0.1"


def test_strategies_choose_by_name_alone() -> None:
    robin = RoundRobin()
    three = options((0,), (0, 2), (0, 10))
    assert [robin.choose(three) for _ in range(4)] == [0, 1, 2, 0]
    block = RunToBlock()
    assert [block.choose(three), block.choose(three), block.choose(three[1:])] == [0, 0, 0]
    assert LastFirst().choose(three) == 2
    one, same = PCT(7), PCT(7)
    assert [one.choose(three) for _ in range(60)] == [same.choose(three) for _ in range(60)]


def test_schedules_have_names_that_lead_back() -> None:
    assert schedules(2, lazy=True) == ("round-robin-lazy", "run-to-block-lazy")
    assert len(set(schedules(20))) == 20
    for name in (*schedules(20), *schedules(20, lazy=True)):
        assert strategy(name) is not None
    for wrong in ("", "pct", "pct--1", "robin", "-lazy", "walk-²", "pct-1234567890"):
        with pytest.raises(UnknownSchedule):
            strategy(wrong)


def test_only_what_is_below_the_supervisor_is_of_the_run() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    me = os.getpid()
    try:
        assert tree.is_of_the_run(child.pid, me)
        tree.NOT_OF_THE_RUN.add(child.pid)
        assert not tree.is_of_the_run(child.pid, me)
    finally:
        tree.NOT_OF_THE_RUN.discard(child.pid)
        child.communicate(b"\n")
    # Itself, its parents, the first processes of a machine, and what is none.
    for pid in (me, os.getppid(), child.pid, 1, 2, 0, -1, 1 << 40):
        assert not tree.is_of_the_run(pid, me), pid


@pytest.mark.parametrize("pid", ["1", "2", "os.getppid()", "-1", "os.getpid()"])
def test_a_child_that_was_made_up_holds_nobody_up(conduct: Conduct, pid: str) -> None:
    text = program(f"""
        import _forklings_gates

        def main():
            multiprocessing.Lock().acquire()
            _forklings_gates.tell("started", {pid}, "forged")
            time.sleep(1)
            print("on its way")
    """)
    run = conduct(text, "round-robin")
    assert run.stdout == "on its way\n"


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


FAILED_PARENT = """
import multiprocessing

if __name__ == "__main__":
    queue = multiprocessing.SimpleQueue()
    multiprocessing.Process(target=queue.get).start()
    open("nothing")
"""


def test_a_deadlock_after_an_error_of_the_main_process_names_that_too(conduct: Conduct) -> None:
    run = conduct(FAILED_PARENT)
    assert run.outcome is Outcome.DEADLOCK
    assert run.explanation().message.splitlines()[-1] == (
        "Before that an error came up in the main process: "
        "FileNotFoundError: [Errno 2] No such file or directory: 'nothing' (here.py:7)"
    )
