"""Does any verdict change? Every case again and again, more of them at a time than there are cores.

    python benchmarks/repeats.py [--repeat 30] [--slow-repeat 3] [--sample 0] [--seed 0] [--jobs 6]
                                 [--late nothing] [--by 0.01] [EXERCISE …]

By default three gradings at a time for each core: they are each other's load, and every one counts. With --late
the engine is held up at each turn, which shows in one grading what a busy machine does to one in a thousand
(holding_up.py).

Each case is graded --repeat times, its start methods in turn; one that ends by the time limit --slow-repeat times.
--sample takes so many cases of each exercise, the same ones for the same seed. What was seen is kept in
.cache/repeats by content (the case, its grader, the engine): started again after an interruption it goes on, and
a larger --repeat adds to it.
Exit status 1 when a verdict or an outcome changed, or was not the one that the case's header says.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import hashlib
import json
import math
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, as_completed
from dataclasses import dataclass
from pathlib import Path

from holding_up import Late, hold_up

import forklings
from forklings import course as courses
from forklings.author import cases, judging, workers
from forklings.author.cases import Case
from forklings.course import Course, Exercise
from forklings.report import Outcome

ROOT = Path(__file__).resolve().parents[1]

# The parts of the engine that a verdict may hang on: what a grading imports.
_DECIDING = ("course", "program", "sandbox", "conductor", "inside", "grading", "report")


@dataclass(frozen=True)
class Series:
    """One case under one start method, graded again and again; each grading is a line in its file."""

    case: Case
    start_method: str
    path: Path
    wanted: int

    @property
    def name(self) -> str:
        return f"{self.case.exercise.id} {self.case.name} {self.start_method}"

    def seen(self) -> list[tuple[str, str]]:
        """What was graded so far: the verdicts, and what was not as the header says; a torn line is none."""
        found = []
        if self.path.exists():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                with contextlib.suppress(ValueError):
                    verdicts, problem = json.loads(line)
                    found.append((verdicts, problem))
        return found

    def note(self, judgement: judging.Judgement) -> None:
        verdicts = ", ".join(" ".join(part for part in check if part) for check in judgement.signature)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            # Whatever an interruption left of a line before ends here.
            file.write("\n" + json.dumps([verdicts, judgement.problem]) + "\n")


def engine() -> str:
    """A digest of the engine's text: what was seen of another engine says nothing of this one."""
    root = Path(forklings.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(path for folder in _DECIDING for path in (root / folder).rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def chosen_of(exercise: Exercise, size: int, seed: int) -> Sequence[Case]:
    """The cases to be repeated: so many, or all for 0."""
    found = cases.read(exercise)
    return random.Random(seed).sample(found, size) if 0 < size < len(found) else found


def plan(
    course: Course,
    exercises: Sequence[Exercise],
    *,
    size: int,
    seed: int,
    repeat: int,
    slow_repeat: int,
    of_engine: str,
) -> Iterator[Series]:
    """What is to be seen how often."""
    for exercise in exercises:
        of_grader = hashlib.sha256(exercise.grader.read_bytes() + repr(exercise.limits).encode()).hexdigest()
        for case in chosen_of(exercise, size, seed):
            wanted = slow_repeat if case.ends is Outcome.TIMEOUT else repeat
            methods = judging.start_methods_of(case)
            for method in methods:
                text = "\0".join((of_engine, of_grader, case.path.read_text(encoding="utf-8"), case.name, method))
                path = course.root / ".cache" / "repeats" / hashlib.sha256(text.encode()).hexdigest()
                yield Series(case, method, path, math.ceil(wanted / len(methods)))


def repeat(planned: Sequence[Series], jobs: int, late: Late, by: float) -> None:
    """Grade until each has been seen as often as wanted, all of them in turn."""
    todo = [(number, series) for series in planned for number in range(len(series.seen()), series.wanted)]
    todo.sort(key=lambda entry: entry[0])
    with workers.pool(jobs, functools.partial(hold_up, late, by)) as pool:
        futures: dict[Future[judging.Judgement], Series] = {
            pool.submit(judging.judge, series.case, series.start_method): series for _, series in todo
        }
        try:
            for count, future in enumerate(as_completed(futures), 1):
                futures[future].note(future.result())
                if sys.stderr.isatty() or count % 500 == 0:
                    print(f"\r{count} of {len(todo)}", end="", file=sys.stderr)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("exercises", nargs="*")
    parser.add_argument("--repeat", type=int, default=30)
    parser.add_argument("--slow-repeat", type=int, default=3)
    parser.add_argument("--sample", type=int, default=0, help="take so many cases of each exercise; 0 is all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=3 * (os.cpu_count() or 1))
    parser.add_argument("--late", type=Late, choices=list(Late), default=Late.NOTHING, help="hold the engine up")
    parser.add_argument("--by", type=float, default=0.01, help="so many seconds each time")
    parser.add_argument("--course", type=Path, default=ROOT)
    words = parser.parse_args()
    course = courses.load(words.course)
    exercises = [courses.exercise(course, name) for name in words.exercises] or list(course.exercises)
    planned = list(
        plan(
            course,
            exercises,
            size=words.sample,
            seed=words.seed,
            repeat=words.repeat,
            slow_repeat=words.slow_repeat,
            of_engine=engine() if words.late is Late.NOTHING else f"{engine()} {words.late} {words.by}",
        )
    )
    before = sum(len(series.seen()) for series in planned)
    if before:
        print(f"{before} gradings were seen before and are kept")
    repeat(planned, words.jobs, words.late, words.by)
    changed = problems = total = 0
    for series in planned:
        seen = series.seen()
        total += len(seen)
        verdicts = Counter(verdicts for verdicts, _ in seen)
        if len(verdicts) > 1:
            changed += 1
            print(f"{series.name} changed: {dict(verdicts)}")
        for problem, times in Counter(problem for _, problem in seen if problem).items():
            problems += times
            print(f"{series.name}, {times} of {len(seen)} times: {problem}")
    print(f"{total} gradings of {len(planned)} cases and start methods under load:")
    print(f"{changed} changed a verdict or an outcome, {problems} were not as their header says")
    sys.exit(1 if changed or problems else 0)


if __name__ == "__main__":
    main()
