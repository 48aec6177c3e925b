"""What grading costs over running: every figure beside its baseline, from the same run.

    python benchmarks/overhead.py [--repeat N] [--load]

The baseline of all is the bare program: `python program.py` with its output into a pipe.
The machine may be busy and noisy; measured in turn, the differences still hold.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from forklings import course as courses
from forklings.course import Exercise, Limits
from forklings.grading.checks import load
from forklings.grading.grade import grade
from forklings.grading.session import Session
from forklings.program import Program
from forklings.sandbox import isolation
from forklings.sandbox.client import Sandbox
from forklings.sandbox.tiers import Tier

ROOT = Path(__file__).resolve().parents[1]

THREE = """
import multiprocessing
def work(n):
    print(n)
if __name__ == "__main__":
    children = [multiprocessing.Process(target=work, args=(n,)) for n in range(2)]
    for child in children: child.start()
    for child in children: child.join()
"""


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def in_turn(repeat: int, *works: Callable[[], object]) -> list[float]:
    """The median seconds of each, measured A B A B … after one round that is not counted."""
    rounds = [[seconds(work) for work in works] for _ in range(repeat + 1)][1:]
    return [statistics.median(column) for column in zip(*rounds, strict=True)]


@contextlib.contextmanager
def busy(wanted: bool) -> Iterator[None]:
    """Both cores otherwise busy, where wanted."""
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count() or 1) if wanted]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def bare(path: Path, method: str, *, forked_only: bool = False) -> Callable[[], object]:
    """The program as a student runs it."""
    words = [str(path)] if forked_only else ["-c", _under(path, method)]
    return lambda: subprocess.run([sys.executable, *words], capture_output=True, check=False)


def _under(path: Path, method: str) -> str:
    return (
        "import multiprocessing.context as c; "
        f"c._default_context._default_context = c._concrete_contexts[{method!r}]; "
        f"import runpy, sys; sys.argv = [{str(path)!r}]; sys.path[0] = {str(path.parent)!r}; "
        f"runpy.run_path({str(path)!r}, run_name='__main__')"
    )


def show(what: str, base: float, measured: float, budget: str) -> None:
    more = measured - base
    print(f"{what:44} {base * 1e3:8.0f} {measured * 1e3:8.0f} {more * 1e3:+8.0f} {measured / base:7.2f}x   {budget}")


def sandboxed_runs(repeat: int) -> None:
    tiers = {Tier.BASIC: 30, Tier.HARDENED: 60}
    if why := isolation.why_not_hardened():
        print(f"the hardened tier cannot be had: {why}")
        del tiers[Tier.HARDENED]
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as open_ones:
        warm = {tier: open_ones.enter_context(Sandbox(tier=tier)) for tier in tiers}
        for name, source in (("one process", "print(1)\n"), ("three processes", THREE)):
            path = Path(folder, "program.py")
            path.write_text(source)

            def sandboxed(sandbox: Sandbox, source: str = source) -> None:
                Program(
                    source.encode(), file_name="program.py", limits=Limits(), start_method="fork", sandbox=sandbox
                ).run()

            def fresh(tier: Tier, source: str = source) -> None:
                with Sandbox(tier=tier) as sandbox:
                    sandboxed(sandbox, source)

            def plain(path: Path = path) -> None:
                subprocess.run([sys.executable, path], stdout=subprocess.PIPE, check=True)

            for tier, budget in tiers.items():
                works = [plain, lambda tier=tier: sandboxed(warm[tier]), lambda tier=tier: fresh(tier)]
                base, measured, first = in_turn(repeat, *works)
                show(f"a run, {tier}: {name}", base, measured, f"{budget} ms more")
                show(f"the first run of a submission, {tier}: {name}", base, first, "")


def probe(repeat: int) -> None:
    (measured,) = in_turn(repeat, isolation.why_not_hardened)
    print(f"{'finding out the tier, once in a command':44} {'':8} {measured * 1e3:8.0f}")


def graded(exercise: Exercise, repeat: int) -> None:
    own = len(exercise.start_methods) == 1
    runs = [bare(exercise.solution, method, forked_only=own) for method in exercise.start_methods]

    grader = load(exercise)
    with Session(exercise, grader, exercise.solution.read_bytes()) as session:
        session.results()
        times = session.program.runs_made // len(runs)

    def all_bare() -> None:
        for _ in range(times):
            for run in runs:
                run()

    def cold() -> None:
        subprocess.run(
            [sys.executable, "-c", "from forklings.cli import main; main()", "grade", str(exercise.solution)],
            stdout=subprocess.DEVNULL,
            check=True,
        )

    def warm() -> None:
        assert grade(exercise, exercise.solution.read_bytes()).verdict == "passed"

    base, cold_seconds, warm_seconds = in_turn(repeat, all_bare, cold, warm)
    show(f"grade {exercise.name}: cold command", base, cold_seconds, "700 ms more than its bare runs")
    show(f"grade {exercise.name}: warm grader", base, warm_seconds, "60 ms more than its bare runs")


def solutions(count: int) -> None:
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "solutions"]
    start = seconds(lambda: subprocess.run([*words, "--collect-only"], cwd=ROOT, stdout=subprocess.DEVNULL, check=True))
    whole = seconds(lambda: subprocess.run(words, cwd=ROOT, stdout=subprocess.DEVNULL, check=True))
    each = (whole - start) / count
    print(
        f"\npytest solutions/: {whole:.1f} s, of which collection {start:.1f} s; {each:.2f} s an exercise (budget 1.5)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--repeat", type=int, default=7, help="counted rounds (default 7)")
    parser.add_argument("--load", action="store_true", help="keep both cores busy meanwhile")
    chosen = parser.parse_args()
    course = courses.load(ROOT)
    print(f"{'milliseconds, medians':44} {'bare':>8} {'graded':>8} {'more':>8} {'ratio':>8}   budget")
    with busy(chosen.load):
        sandboxed_runs(chosen.repeat)
        probe(chosen.repeat)
        for exercise in course.exercises:
            graded(exercise, chosen.repeat)
        solutions(len(course.exercises))


if __name__ == "__main__":
    main()
