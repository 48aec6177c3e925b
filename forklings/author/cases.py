"""Cases: programs that a grader must accept or reject, with a header that says which."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from forklings.course import Exercise
from forklings.report import Outcome

_HEADER = re.compile(r'^(?:""")?\s*(?P<key>misconception|fails|under|ends):\s*(?P<value>.*?)\s*$', re.MULTILINE)
_KEYS = ("misconception", "fails", "under", "ends")


@dataclass
class CaseInvalid(Exception):
    """A case whose header cannot be used."""

    path: Path
    problem: str

    def __str__(self) -> str:
        return f"{self.path.parent.parent.name}/{self.path.parent.name}/{self.path.name}: {self.problem}"


@dataclass(frozen=True)
class Case:
    """One program beside a grader.

    For a wrong one: the checks that must fail, the start methods under which they do,
    and the outcome that they then report.
    """

    path: Path
    exercise: Exercise
    wrong: bool
    misconception: str
    fails: tuple[str, ...]
    under: tuple[str, ...]
    ends: Outcome

    @property
    def name(self) -> str:
        return self.path.stem


def read(exercise: Exercise) -> tuple[Case, ...]:
    """All cases of an exercise, right ones first, by name.

    Raises CaseInvalid for a header that cannot be used.
    """
    paths = sorted(exercise.case_folder.glob("right_*.py")) + sorted(exercise.case_folder.glob("wrong_*.py"))
    return tuple(_read(exercise, path) for path in paths)


def _read(exercise: Exercise, path: Path) -> Case:
    text = path.read_bytes().decode("utf-8", "replace")
    # A case may be no Python at all, so the header is found as text.
    header: dict[str, str] = {}
    for match in _HEADER.finditer(text[:2000]):
        header.setdefault(match["key"], match["value"])
    wrong = path.name.startswith("wrong_")
    if not wrong:
        if header:
            raise CaseInvalid(path, f"a right case has no {next(iter(header))!r}")
        return Case(path, exercise, False, "", (), exercise.start_methods, Outcome.FINISHED)
    for key in ("misconception", "fails"):
        if not header.get(key):
            raise CaseInvalid(path, f"its docstring needs a line `{key}: …`")
    under = _words(header.get("under", "")) or exercise.start_methods
    if unknown := set(under) - set(exercise.start_methods):
        raise CaseInvalid(path, f"under: {', '.join(sorted(unknown))} is not graded here")
    try:
        ends = Outcome(header.get("ends", Outcome.FINISHED))
    except ValueError as error:
        raise CaseInvalid(path, f"ends: expected one of {', '.join(Outcome)}") from error
    return Case(path, exercise, True, header["misconception"], _words(header["fails"]), under, ends)


def _words(value: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", value))
