"""pytest's nodes for graders: `pytest graders/` judges the cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest._code.code import ExceptionInfo, TerminalRepr

from forklings.author import cases, judging
from forklings.author.cases import Case, CaseInvalid
from forklings.course import CourseError, Exercise, load
from forklings.grading.collecting import CourseFile


class CaseMisjudged(Exception):
    """The grader does not say of a case what its header says."""


class GraderFile(pytest.File):
    """A grader: collected as its cases, each under each start method."""

    def __init__(self, *, exercise: Exercise, **keywords: object) -> None:
        super().__init__(**keywords)  # type: ignore[arg-type]
        self.exercise = exercise

    def collect(self) -> Iterator[pytest.Item]:
        for case in self._cases():
            for method in judging.start_methods_of(case):
                yield CaseItem.from_parent(self, name=f"{case.name}[{method}]", case=case, method=method)

    def _cases(self) -> tuple[Case, ...]:
        try:
            return cases.read(self.exercise)
        except CaseInvalid as invalid:
            raise self.CollectError(str(invalid)) from invalid


class CaseFile(GraderFile):
    """One case, named on the command line."""

    def _cases(self) -> tuple[Case, ...]:
        return tuple(case for case in super()._cases() if case.path == self.path)


class CaseItem(pytest.Item):
    """One case under one start method."""

    def __init__(self, *, case: Case, method: str, **keywords: object) -> None:
        super().__init__(**keywords)  # type: ignore[arg-type]
        self.case = case
        self.method = method

    def runtest(self) -> None:
        judgement = judging.judge(self.case, self.method)
        if judgement.problem:
            raise CaseMisjudged(judgement.problem)

    def repr_failure(self, excinfo: ExceptionInfo[BaseException], style: object = None) -> str | TerminalRepr:
        del style
        if isinstance(excinfo.value, CaseMisjudged):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[str, int | None, str]:
        return str(self.case.path), 0, self.name


def collector(root: Path, path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """The collector of a grader or a case of the course in root; None for any other file."""
    try:
        course = load(root)
    except CourseError as error:
        return CourseFile.from_parent(parent, path=path, error=str(error))
    for exercise in course.exercises:
        if path == exercise.grader:
            return GraderFile.from_parent(parent, path=path, exercise=exercise)
        # Its grader collects a case, but a case may be named on the command line too.
        if path.parent == exercise.case_folder and parent.session.isinitpath(path):
            return CaseFile.from_parent(parent, path=path, exercise=exercise)
    return None
