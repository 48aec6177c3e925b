"""The conductor: one step at a time, the same run for the same schedule, and deadlocks proven."""

from __future__ import annotations

import pytest
from conducting import METHODS, Conduct, program

from forklings.conductor.strategies import schedules
from forklings.course import Limits
from forklings.pictures import picture, plain
from forklings.program import Program, Run
from forklings.report import Outcome
from forklings.sandbox.client import Sandbox

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
        assert run.conducted.clock == pytest.approx(1)
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
