"""What commands share: their exit statuses, the course that they work on, how they refuse."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from forklings import course as courses
from forklings import text

# Exit statuses of grade: 0 passed, and these.
NOT_PASSED = 1
CALL_WRONG = 2
GRADER_BROKE = 3

RequireOption = Annotated[
    bool,
    typer.Option("--require-isolation", help="Run programs in the hardened sandbox or not at all: exit status 2."),
]
CourseOption = Annotated[
    Path | None,
    typer.Option("--course", metavar="DIR", help="The course's folder; else the nearest course.yml above here."),
]


def refuse(why: str) -> NoReturn:
    """End with exit status 2 and one line on stderr."""
    print(f"forklings: {' '.join(why.split())}", file=sys.stderr)
    sys.exit(CALL_WRONG)


def isolate(required: bool) -> str:
    """Which tier programs are run in from here on, and why not the hardened one: a line to be shown at the end.

    Raises IsolationMissing where that one is required and cannot be had.
    """
    from forklings.sandbox import isolation

    if required:
        isolation.require()
    return isolation.in_force().line


def find_course(folder: Path | None, near: Path | None = None) -> courses.Course:
    """The course that a command works on: named, above a file, or above here."""
    if folder is not None:
        course = courses.load(folder.absolute())
    elif near is not None and (root := courses.find_root(near.parent)) is not None:
        course = courses.load(root)
    else:
        course = courses.find(Path.cwd())
    text.use_catalogues(course.root / "locale")
    return course
