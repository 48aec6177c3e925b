"""pytest's nodes: an exercise's file with its checks, a grader's file with its cases."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest._code.code import ExceptionInfo, TerminalRepr

from forklings import text
from forklings.course import CourseError, Exercise, exercise_of_file
from forklings.grading import checks, summary
from forklings.grading.checks import Check
from forklings.grading.grade import ProgramUnreadable, read_program
from forklings.grading.session import SECONDS_OF_OURS, Session
from forklings.grading.wording import again_lines, failure_lines, fault_of_ours
from forklings.report import CheckResult, Verdict
from forklings.sandbox import isolation
from forklings.text import _

# pytest-timeout guards the engine, which guards the program: it comes later than both.
OUTER_SECONDS = 2 * SECONDS_OF_OURS


class CheckNotPassed(Exception):
    """Carries a result through pytest; what is shown is the result alone."""

    def __init__(self, result: CheckResult) -> None:
        super().__init__(result.message)
        self.result = result


class ProgramGone(Exception):
    """The program could be collected, and cannot be read now."""


class CourseFile(pytest.File):
    """A file of ours whose course cannot be read."""

    def __init__(self, *, error: str, **keywords: object) -> None:
        super().__init__(**keywords)  # type: ignore[arg-type]
        self._error = error

    def collect(self) -> Iterator[pytest.Item]:
        raise self.CollectError(self._error)


class ExerciseFile(pytest.File):
    """A program of an exercise: collected as the checks of its grader, never imported."""

    def __init__(self, *, exercise: Exercise, **keywords: object) -> None:
        super().__init__(**keywords)  # type: ignore[arg-type]
        self.exercise = exercise
        self._session: Session | None = None

    def collect(self) -> Iterator[pytest.Item]:
        try:
            grader = checks.load(self.exercise)
        except checks.GraderBroken as broken:
            raise self.CollectError(str(broken)) from broken
        for check in grader.checks:
            yield CheckItem.from_parent(self, name=check.name, check=check)

    def grading_session(self) -> Session:
        """The session of this program; opened with the first of its checks."""
        if self._session is None:
            try:
                source = read_program(self.path)
            except ProgramUnreadable as error:
                raise ProgramGone(str(error)) from error
            self._session = Session(self.exercise, checks.load(self.exercise), source)
        return self._session

    def teardown(self) -> None:
        """Called when the last check of the file was run."""
        if self._session is not None:
            self._session.close()
            self._session = None


class CheckItem(pytest.Item):
    """One check of one program."""

    def __init__(self, *, check: Check, **keywords: object) -> None:
        super().__init__(**keywords)  # type: ignore[arg-type]
        self.check = check
        self._seconds = self._file.exercise.limits.exercise_seconds + OUTER_SECONDS
        self.add_marker(pytest.mark.timeout(self._seconds, method="signal"))

    @property
    def _file(self) -> ExerciseFile:
        assert isinstance(self.parent, ExerciseFile)
        return self.parent

    def runtest(self) -> None:
        result = self._file.grading_session().result(self.check)
        self.user_properties += [
            (summary.EXERCISE, self._file.exercise.id),
            (summary.POINTS, result.points),
            (summary.MAX_POINTS, result.max_points),
            (summary.ISOLATION, isolation.in_force().line),
        ]
        if result.verdict is Verdict.SKIPPED and self._failure_is_shown():
            # Shown at the student's file, not at this line.
            raise pytest.skip.Exception(result.message, _use_item_location=True)
        if result.verdict is not Verdict.PASSED:
            raise CheckNotPassed(result)

    def _failure_is_shown(self) -> bool:
        """Whether a check that was selected says why this one was skipped.

        Without one, a run of this check alone would end as if all were well.
        """
        failed = self._file.grading_session().failed
        return any(
            isinstance(item, CheckItem) and item.parent is self.parent and item.name in failed
            for item in self.session.items
        )

    def repr_failure(self, excinfo: ExceptionInfo[BaseException], style: object = None) -> str | TerminalRepr:
        del style
        error = excinfo.value
        if isinstance(error, CheckNotPassed):
            file = Path(os.path.relpath(self.path, self.config.invocation_params.dir))
            return _shown(error.result, again_lines(error.result, self._file.exercise, file))
        if isinstance(error, ProgramGone):
            return str(error)
        if isinstance(error, pytest.fail.Exception):
            # pytest-timeout ends what takes too long in this way.
            return _ours(error, self._seconds)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        return self.path, 0, self.name


def _ours(error: BaseException, seconds: float) -> str:
    said = str(error)
    if said.startswith("Timeout"):
        said = _("it took longer than {seconds:g} seconds").format(seconds=seconds)
    return fault_of_ours(said)


def _shown(result: CheckResult, again: list[str]) -> str:
    points = _("{points} of {max_points} points").format(points=result.points, max_points=result.max_points)
    lines = [*failure_lines(result), *again]
    mark = {Verdict.FAILED: "✗", Verdict.SKIPPED: "–", Verdict.UNDECIDED: "?"}.get(result.verdict, "!")
    return "\n".join([f"{mark} {result.promise}  [{points}]", *(f"    {line}" for line in lines)])


def collector(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """The collector of an exercise's or solution's file; None for any other file."""
    try:
        exercise = exercise_of_file(path)
        if exercise is None:
            return None
        text.use_catalogues(exercise.root / "locale")
        return ExerciseFile.from_parent(parent, path=path, exercise=exercise)
    except CourseError as error:
        return CourseFile.from_parent(parent, path=path, error=str(error))
