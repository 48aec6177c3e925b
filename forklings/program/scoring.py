"""What a check is worth, and which check it only makes sense after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from forklings.program.program import Program

CheckFunction = Callable[[Program], None]

ATTRIBUTE = "__forklings_points__"

_F = TypeVar("_F", bound=CheckFunction)


@dataclass(frozen=True)
class Points:
    """What the decorator said; needs is the name of another check, or ""."""

    points: int
    needs: str
    hidden: bool


def points(value: int, *, needs: CheckFunction | None = None, hidden: bool = False) -> Callable[[_F], _F]:
    """Give a check its points, and the check that must pass before it is asked.

    A check that a stub would pass stands behind one that it does not. hidden leaves the
    check out of a release; it is run after hand-in.
    Raises ValueError when value is not a whole number from 1 on.
    """
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"points are a whole number from 1 on, not {value!r}")

    def mark(check: _F) -> _F:
        setattr(check, ATTRIBUTE, Points(value, needs.__name__ if needs is not None else "", hidden))
        return check

    return mark
