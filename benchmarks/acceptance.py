"""What a grader that runs and compares accepts, beside one that decides who goes next.

    python benchmarks/acceptance.py [--repeat 1000] [--graded 30] [--cases 3] [EXERCISE …]

The same checks judge the same cases twice: with every conducted run in them replaced by a
real one, once and then again and again (a program is accepted by so many runs when no
one of them fails), and as they are. A check of the virtual clock has no real run to
replace it and is left out on the left side. Only exercises whose graders conduct are asked.
"""

from __future__ import annotations

import argparse
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from overhead import busy

from forklings import course as courses
from forklings.author import cases
from forklings.course import Exercise
from forklings.grading import checks
from forklings.grading.grade import grade
from forklings.program import CheckEnded, Drive, OutOfTime, Program, Run
from forklings.report import Verdict
from forklings.sandbox.client import Sandbox

ROOT = Path(__file__).resolve().parents[1]


class Running(Program):
    """A program whose conducted runs are real ones."""

    def conduct(self, schedule: str, *arguments: str, drive: Drive | None = None) -> Run:
        return self._driven(drive, "") if drive is not None else self.run(*arguments)

    def explore(
        self,
        *arguments: str,
        drive: Drive | None = None,
        schedules: int = 20,
        elsewhere: int = 2,
        time: Literal["any", "lazy"] = "any",
    ) -> Iterator[Run]:
        yield self.conduct("", *arguments, drive=drive)


@dataclass
class Row:
    exercise: str
    wrong: int = 0
    once: int = 0
    often: int = 0
    conducted: int = 0
    changed: int = 0
    right_rejected: int = 0


def accepts_by_running(exercise: Exercise, grader: checks.Grader, source: bytes, sandbox: Sandbox) -> bool:
    """Whether real runs, one for each that the checks ask for, show nothing amiss."""
    program = Running(
        source,
        file_name=exercise.file_name,
        limits=exercise.limits,
        start_method=exercise.start_methods[0],
        sandbox=sandbox,
    )
    for check in grader.checks:
        if "lazy" in inspect.getsource(check.function):
            continue
        try:
            check.function(program)
        except (CheckEnded, OutOfTime):
            return False
    return True


def judge(exercise: Exercise, words: Any) -> Row:
    grader = checks.load(exercise)
    row = Row(exercise.id)
    everything = cases.read(exercise)
    # The later ones of the alphabet are as good as the first; every so many of them, so that the choice is fixed.
    first = grader.checks[0].name
    # What fails the first check is wrong for all to see; the others are what schedules are for.
    wrong = [
        case
        for case in everything
        if case.wrong and exercise.start_methods[0] in case.under and first not in case.fails
    ]
    for case in wrong[:: max(1, len(wrong) // words.cases)][: words.cases]:
        source = case.path.read_bytes()
        row.wrong += 1
        with Sandbox() as sandbox:
            accepted = 0
            while accepted < words.repeat and accepts_by_running(exercise, grader, source, sandbox):
                accepted += 1
        row.once += accepted >= 1
        row.often += accepted >= words.repeat
        verdicts = {grade(exercise, source).verdict for _ in range(words.graded)}
        row.conducted += Verdict.PASSED in verdicts
        row.changed += len(verdicts) > 1
        print(f"  {case.name}: {accepted} runs without a failure; graded {words.graded} times: {verdicts}", flush=True)
    right = [case for case in everything if not case.wrong]
    for case in right[: words.cases]:
        verdicts = {grade(exercise, case.path.read_bytes()).verdict for _ in range(words.graded)}
        row.right_rejected += verdicts != {Verdict.PASSED}
        row.changed += len(verdicts) > 1
    return row


def conducts(exercise: Exercise) -> bool:
    text = exercise.grader.read_text(encoding="utf-8")
    return "explore(" in text or "conduct(" in text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("exercises", nargs="*")
    parser.add_argument("--repeat", type=int, default=1000)
    parser.add_argument("--graded", type=int, default=30)
    parser.add_argument("--cases", type=int, default=3, help="wrong and right cases of each exercise")
    parser.add_argument("--load", action="store_true", help="keep both cores busy beside it")
    words = parser.parse_args()
    course = courses.load(ROOT)
    exercises = [courses.exercise(course, name) for name in words.exercises] or list(course.exercises)
    with busy(words.load):
        rows = [judge(exercise, words) for exercise in exercises if conducts(exercise)]
    heads = f"{'cases':>6} {'1 run':>6} {words.repeat:>6} {'graded':>7} {'changed':>8}"
    print(f"{'wrong cases accepted':28} {heads}  right rejected")
    for row in rows:
        print(
            f"{row.exercise:28} {row.wrong:6} {row.once:6} {row.often:6} {row.conducted:7} {row.changed:8}"
            f"  {row.right_rejected}"
        )


if __name__ == "__main__":
    main()
