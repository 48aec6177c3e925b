"""A course as frozen records. Paths follow from names, nothing is said twice."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

START_METHODS = ("fork", "spawn", "forkserver")


@dataclass(frozen=True)
class Limits:
    """Of one run, summed over its processes; exercise_seconds of all runs of one exercise.

    seconds are wall time, cpu_seconds processor time; sizes are MiB and KiB, file_mb that of one file.
    """

    seconds: float = 10.0
    cpu_seconds: float = 20.0
    processes: int = 64
    memory_mb: int = 512
    output_kb: int = 1024
    file_mb: int = 64
    exercise_seconds: float = 20.0


@dataclass(frozen=True)
class Exercise:
    """One task: where its stub, solution, grader and cases lie, and what course.yml says."""

    root: Path
    chapter: str
    name: str
    title: str
    topics: tuple[str, ...]
    core: bool
    hints: tuple[str, ...]
    limits: Limits
    start_methods: tuple[str, ...]

    @property
    def id(self) -> str:
        return f"{self.chapter}/{self.name}"

    @property
    def file_name(self) -> str:
        return f"{self.name}.py"

    @property
    def stub(self) -> Path:
        return self.root / "exercises" / self.chapter / self.file_name

    @property
    def solution(self) -> Path:
        return self.root / "solutions" / self.chapter / self.file_name

    @property
    def grader(self) -> Path:
        return self.root / "graders" / self.chapter / f"test_{self.name}.py"

    @property
    def case_folder(self) -> Path:
        return self.root / "graders" / self.chapter / self.name


@dataclass(frozen=True)
class Chapter:
    name: str
    title: str
    exercises: tuple[Exercise, ...]


@dataclass(frozen=True)
class Course:
    """A folder with a course.yml, read."""

    root: Path
    title: str
    start_methods: tuple[str, ...]
    chapters: tuple[Chapter, ...]

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """All exercises in teaching order."""
        return tuple(exercise for chapter in self.chapters for exercise in chapter.exercises)
