"""grade(exercise, source) -> Report: what every front end calls."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import forklings
from forklings.course import Exercise
from forklings.grading import checks
from forklings.grading.session import Session
from forklings.grading.wording import fault_of_ours
from forklings.report import CheckResult, Outcome, Report, Verdict, verdict_of
from forklings.sandbox import isolation
from forklings.sandbox.errors import IsolationMissing
from forklings.text import _

# A program of an exercise is a page or two; what is larger is something else.
MOST_PROGRAM_BYTES = 1024 * 1024


@dataclass
class ProgramUnreadable(Exception):
    """The file that should be graded cannot be read."""

    path: Path
    why: str

    def __str__(self) -> str:
        return f"{self.path}: {self.why}"


def read_program(path: Path) -> bytes:
    """The bytes of a program.

    Raises ProgramUnreadable for what is no regular file, too large or closed to us.
    """
    try:
        if path.is_dir():
            raise ProgramUnreadable(path, "this is a folder; name the program's file")
        if not path.exists():
            raise ProgramUnreadable(path, "there is no such file")
        if not path.is_file():
            raise ProgramUnreadable(path, "this is no regular file")
        with path.open("rb") as file:
            source = file.read(MOST_PROGRAM_BYTES + 1)
    except OSError as error:
        raise ProgramUnreadable(path, f"cannot be read: {error.strerror}") from error
    if len(source) > MOST_PROGRAM_BYTES:
        raise ProgramUnreadable(path, f"larger than {MOST_PROGRAM_BYTES >> 20} MB; a program of an exercise is short")
    return source


def grade(
    exercise: Exercise, source: bytes, *, start_methods: Sequence[str] | None = None, remarks: Sequence[str] = ()
) -> Report:
    """Grade one program with the exercise's grader.

    start_methods defaults to those of course.yml; remarks go into the report as they are.
    A grader that cannot be used gives a report whose verdict is grader_error; nothing is
    raised for what a program does.
    """
    try:
        grader = checks.load(exercise)
        with Session(exercise, grader, source, start_methods=start_methods) as session:
            return _report(exercise, source, grader, session.results(), remarks)
    except checks.GraderBroken as broken:
        return broke(exercise, source, str(broken), remarks)


def ungraded(exercise: Exercise, remarks: Sequence[str]) -> Report:
    """The report where there is no program to grade: no points, and why."""
    try:
        grader = checks.load(exercise)
    except checks.GraderBroken as broken:
        return broke(exercise, b"", str(broken), remarks)
    results = tuple(
        CheckResult(
            name=check.name,
            promise=_(check.promise),
            verdict=Verdict.SKIPPED,
            points=0,
            max_points=check.points,
            outcome=Outcome.INVALID,
            message=_("Not asked: there is no program."),
        )
        for check in grader.checks
    )
    return _report(exercise, b"", grader, results, remarks)


def broke(exercise: Exercise, source: bytes, why: str, remarks: Sequence[str] = ()) -> Report:
    """The report where the engine or the grader failed: a fault of ours, and no verdict."""
    result = CheckResult(
        name="grader",
        promise="The grader can be used.",
        verdict=Verdict.GRADER_ERROR,
        points=0,
        max_points=0,
        outcome=Outcome.ENGINE_ERROR,
        message=fault_of_ours(why),
    )
    return _report(exercise, source, None, (result,), remarks)


def report_of(session: Session) -> Report:
    """All checks of a session as a report."""
    return _report(session.exercise, session.source, session.grader, session.results(), ())


def _report(
    exercise: Exercise,
    source: bytes,
    grader: checks.Grader | None,
    results: tuple[CheckResult, ...],
    remarks: Sequence[str],
) -> Report:
    hidden = grader.hidden if grader is not None else ()
    return Report(
        exercise=exercise.id,
        verdict=verdict_of(results),
        points=sum(result.points for result in results),
        max_points=sum(result.max_points for result in results),
        program_sha256=hashlib.sha256(source).hexdigest(),
        grader_sha256=grader.sha256 if grader is not None else "",
        engine=forklings.__version__,
        python=platform.python_version(),
        isolation=_tier(),
        checks=results,
        remarks=tuple(remarks),
        hidden_checks=len(hidden),
        hidden_points=sum(hidden),
    )


def _tier() -> str:
    try:
        return isolation.in_force().tier.value
    except IsolationMissing:
        return "none"  # and nothing was run
