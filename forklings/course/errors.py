"""What can be wrong with a course or with a name, said with what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class CourseError(Exception):
    """Something is wrong with the course, or with what was asked of it."""


@dataclass
class CourseNotFound(CourseError):
    start: Path

    def __str__(self) -> str:
        return f"no course.yml in {self.start} or above it; go into a course's folder or name one with --course DIR"


@dataclass
class CourseInvalid(CourseError):
    """course.yml does not say what a course.yml must."""

    path: Path
    line: int
    problem: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.problem}"


@dataclass
class ExerciseUnknown(CourseError):
    asked: str
    nearest: tuple[str, ...]

    def __str__(self) -> str:
        said = f"there is no exercise {self.asked!r}"
        if self.nearest:
            return f"{said}; did you mean {', '.join(self.nearest)}?"
        return f"{said}; `forklings list` shows them all"


@dataclass
class ExerciseAmbiguous(CourseError):
    asked: str
    candidates: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.asked!r} could be {' or '.join(self.candidates)}; name the chapter too"
