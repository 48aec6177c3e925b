"""Grading of concurrent Python programs: what a grader imports."""

from __future__ import annotations

# Not from typing: the supervisor imports this package too, and wants to start at once.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from forklings.program import CheckFailed, Drive, Process, Program, Run, Undecided, points
    from forklings.text import gettext_ as _

__all__ = ["CheckFailed", "Drive", "Process", "Program", "Run", "Undecided", "_", "points"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    if name in __all__:
        if name == "_":
            from forklings import text

            return text.gettext_
        from forklings import program

        return getattr(program, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
