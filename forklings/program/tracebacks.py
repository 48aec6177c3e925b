"""The last error that a process wrote, in one line, with the student's own line."""

from __future__ import annotations

import re
from collections.abc import Sequence

_FILE = re.compile(r'^\s+File "(?P<path>[^"]*)", line (?P<line>[0-9]{1,7})')
_MOST_REST = 5
_BEGIN = "Traceback (most recent call last):"


def last_error(lines: Sequence[str], program: str, file_name: str) -> str:
    """For example "ValueError: no (here.py:12)", or "" where no traceback was written.

    program is the path that the traceback names, file_name how the student knows it.
    """
    number = ""
    error = ""
    inside = False
    rest: list[str] | None = None
    for line in lines:
        if line.strip() == _BEGIN:
            inside, number, rest = True, "", None
        elif inside and (match := _FILE.match(line)):
            if match["path"] == program:
                number = match["line"]
        elif inside and line and not line[0].isspace():
            place = f" ({file_name}:{number})" if number else ""
            error = f"{line.strip()}{place}"
            # multiprocessing words one of its errors over several indented lines.
            rest = [] if line.rstrip().endswith(":") else None
            inside = False
        elif rest is not None:
            if line.strip() and len(rest) < _MOST_REST:
                rest.append(line.strip())
                error = f"{error.split(': ')[0].rstrip(':')}: {' '.join(rest)}{place}"
            elif rest:
                rest = None
    return error


def lacks_guard(stderr: str) -> bool:
    """Whether multiprocessing complained of a program that starts processes when imported."""
    return "current process has finished its bootstrapping phase" in stderr
