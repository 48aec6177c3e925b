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
from forklings.report import CheckResult, Outcome, Report, Verdict, verdict_of
from forklings.sandbox.client import ISOLATION

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


def grade(exercise: Exercise, source: bytes, *, start_methods: Sequence[str] | None = None) -> Report:
    """Grade one program with the exercise's grader.

    start_methods defaults to those of course.yml. A grader that cannot be used gives a
    report whose verdict is grader_error; nothing is raised for what a program does.
    """
    try:
        grader = checks.load(exercise)
    except checks.GraderBroken as broken:
        return _broken(exercise, source, broken)
    with Session(exercise, grader, source, start_methods=start_methods) as session:
        return report_of(session)


def report_of(session: Session) -> Report:
    """All checks of a session as a report."""
    results = session.results()
    return Report(
        exercise=session.exercise.id,
        verdict=verdict_of(results),
        points=sum(result.points for result in results),
        max_points=sum(result.max_points for result in results),
        program_sha256=session.program.sha256,
        grader_sha256=session.grader.sha256,
        engine=forklings.__version__,
        python=platform.python_version(),
        isolation=ISOLATION,
        checks=results,
    )


def _broken(exercise: Exercise, source: bytes, broken: checks.GraderBroken) -> Report:
    result = CheckResult(
        name="grader",
        promise="The grader can be used.",
        verdict=Verdict.GRADER_ERROR,
        points=0,
        max_points=0,
        outcome=Outcome.ENGINE_ERROR,
        message=str(broken),
    )
    return Report(
        exercise=exercise.id,
        verdict=Verdict.GRADER_ERROR,
        points=0,
        max_points=0,
        program_sha256=hashlib.sha256(source).hexdigest(),
        grader_sha256="",
        engine=forklings.__version__,
        python=platform.python_version(),
        isolation=ISOLATION,
        checks=(result,),
    )
