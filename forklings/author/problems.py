"""What an author has to mend, and how far a long piece of work is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """Something that an author has to mend; where is an exercise, a file or a case."""

    where: str
    what: str


@dataclass(frozen=True)
class Done:
    """One piece of work that was finished, for a progress bar."""

    what: str
    problems: tuple[Problem, ...]
