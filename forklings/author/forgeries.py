"""Results that a program sends in place of the grader's own: none of them may break a grader.

A program can send a result by itself (docs/threat-model.md). It gains little by that, but a grader that takes for
granted how long a list is, or that a text can be encoded, would break and say so to a student.
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from typing import Any

from forklings.course import Exercise
from forklings.grading.grade import grade, read_program
from forklings.report import Report


def lower(value: Any) -> Any:
    """Numbers below all that there are."""
    if isinstance(value, int) and not isinstance(value, bool):
        return -(10**30)
    return float("-inf") if isinstance(value, float) else value


def odd(value: Any) -> Any:
    """Huge numbers, numbers that are none, and texts with half characters and line breaks."""
    if isinstance(value, int) and not isinstance(value, bool):
        return 10**4200
    if isinstance(value, float):
        return float("nan")
    return value + "\ud800\n\x1b[31m" if isinstance(value, str) else value


def longer(value: Any) -> Any:
    """Lists with one entry more than they had."""
    return value + (value[-1:] or [0]) if isinstance(value, list) else value


def shorter(value: Any) -> Any:
    """Lists without their last entry."""
    return value[:-1] if isinstance(value, list) else value


Forgery = Callable[[Any], Any]
FORGERIES: tuple[Forgery, ...] = (lower, odd, longer, shorter)

# What comes behind the program's own text; the drive sends what its function has returned, changed on the way.
_BEHIND = """

def _in_all(value):
    if isinstance(value, (list, tuple)):
        return {name}([_in_all(entry) for entry in value])
    if isinstance(value, dict):
        return {{key: _in_all(entry) for key, entry in value.items()}}
    return {name}(value)


def _forge():
    import sys

    kit = sys.modules.get("sitecustomize")
    send = getattr(kit, "_send_result", None)
    if send is not None:
        kit._send_result = lambda sent: send({{key: _in_all(value) for key, value in sent.items()}})


_forge()
"""


def forge(source: bytes, forgery: Forgery) -> bytes:
    """A program that sends its results forged."""
    shipped = "from typing import Any\n\n\n" + textwrap.dedent(inspect.getsource(forgery))
    return source + b"\n\n" + (shipped + _BEHIND.format(name=forgery.__name__)).encode()


def grade_forged(exercise: Exercise, forgery: Forgery) -> Report:
    """The solution, which sends its results forged."""
    return grade(exercise, forge(read_program(exercise.solution), forgery))
