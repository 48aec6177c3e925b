"""What a schedule costs, and whether it gives the same run every time.

    python benchmarks/schedules.py [--repeat 15] [--traces 100] [--load]

The baseline is the bare program, `python program.py` with its output into a pipe, in turn
with the conducted ones. A cold run starts its interpreter anew, a warm one is forked
from one that waits; what a budget of the design speaks of is the warm one.
"""

from __future__ import annotations

import argparse
import collections
import itertools
import tempfile
import textwrap
from collections.abc import Callable
from pathlib import Path

from overhead import bare, busy, in_turn, seconds, show
from right_messages import SCENES, Scene, written

from forklings.conductor.strategies import schedules
from forklings.course import Limits
from forklings.program import Program, Run
from forklings.sandbox.client import Sandbox

METHODS = {"fork": 25, "spawn": 70, "forkserver": 120}

# Three processes, and fewer than 40 steps.
THREE = """
import multiprocessing

def add(lock, value):
    with lock:
        value.value += 1

if __name__ == "__main__":
    lock, value = multiprocessing.Lock(), multiprocessing.Value("i", 0)
    adders = [multiprocessing.Process(target=add, args=(lock, value)) for _ in range(2)]
    for adder in adders:
        adder.start()
    for adder in adders:
        adder.join()
    print(value.value)
"""

SLEEPY = """
import time

for _ in range(100):
    time.sleep(1)
"""

TRACED = {
    "a counter without a lock": THREE.replace("with lock:", "if True:").replace("range(2)", "range(3)"),
    "two waiters at a condition": """
        import multiprocessing

        def wait(condition, ready, name):
            with condition:
                while not ready.value:
                    condition.wait(timeout=2)
            print(name)

        if __name__ == "__main__":
            condition, ready = multiprocessing.Condition(), multiprocessing.Value("i", 0)
            waiters = [multiprocessing.Process(target=wait, args=(condition, ready, name)) for name in "ab"]
            for waiter in waiters:
                waiter.start()
            with condition:
                ready.value = 1
                condition.notify_all()
            for waiter in waiters:
                waiter.join()
    """,
    "a manager's dict": """
        import multiprocessing

        def note(board, name):
            for _ in range(2):
                board["count"] = board.get("count", 0) + 1

        if __name__ == "__main__":
            with multiprocessing.Manager() as manager:
                board = manager.dict()
                workers = [multiprocessing.Process(target=note, args=(board, name)) for name in "ab"]
                for worker in workers:
                    worker.start()
                for worker in workers:
                    worker.join()
                print(board["count"])
    """,
    # An executor starts its workers all at once under fork, so its traces are its start method's own.
    **{
        f"messages: {name}": written([Scene(name, 2, 3, 5_000, apart=False)]).text
        for name in sorted(set(SCENES) - {"executor", "broken"})
    },
}


def conducted(sandbox: Sandbox, text: str, method: str, schedule: str, *arguments: str) -> Run:
    program = Program(
        textwrap.dedent(text).encode(),
        file_name="here.py",
        limits=Limits(seconds=20),
        start_method=method,
        sandbox=sandbox,
    )
    run = program.conduct(schedule, *arguments)
    assert run.outcome == "finished", run.explanation().message
    return run


def measure(repeat: int) -> None:
    print(f"{'':44} {'bare ms':>8} {'ms':>8} {'more':>8} {'ratio':>8}   budget")
    arguments = itertools.count()
    with Sandbox() as sandbox, tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "here.py")
        path.write_text(THREE, encoding="utf-8")
        for method, budget in METHODS.items():

            def cold(method: str = method) -> object:
                # A command that never came before has no interpreter waiting for it.
                return conducted(sandbox, THREE, method, "walk-1", str(next(arguments)))

            def warm(method: str = method) -> object:
                return conducted(sandbox, THREE, method, "walk-1")

            warm()
            works: list[Callable[[], object]] = [bare(path, method), cold, warm]
            base, cold_seconds, warm_seconds = in_turn(repeat, *works)
            show(f"a schedule of three processes, {method}, cold", base, cold_seconds, "")
            show(f"a schedule of three processes, {method}, warm", base, warm_seconds, f"{budget} ms in all")
        path.write_text("pass\n", encoding="utf-8")
        base, slept = in_turn(repeat, bare(path, "fork"), lambda: conducted(sandbox, SLEEPY, "fork", "walk-1"))
        show("a program that sleeps 100 s", base, slept, "500 ms in all")


def trace(count: int) -> None:
    """The same schedule again and again, under each start method; and different schedules."""
    for what, text in TRACED.items():
        with Sandbox() as sandbox:
            paths: collections.Counter[str] = collections.Counter()
            for number in range(count):
                method = list(METHODS)[number % 3]
                run = conducted(sandbox, text, method, "walk-7")
                paths[str(run.schedule).partition(".")[2]] += 1
            different = {str(conducted(sandbox, text, "fork", name).schedule)[-4:] for name in schedules(20)}
        print(f"{what:44} {max(paths.values())} of {count} traces equal; 20 schedules give {len(different)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=15)
    parser.add_argument("--traces", type=int, default=100, help="how often each scene's trace is taken; 0 for none")
    parser.add_argument("--load", action="store_true", help="keep both cores busy beside it")
    words = parser.parse_args()
    with busy(words.load):
        measure(words.repeat)
        if words.traces:
            print(f"({seconds(lambda: trace(words.traces)):.0f} s for the traces)")


if __name__ == "__main__":
    main()
