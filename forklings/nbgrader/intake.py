"""Files with other names than nbgrader asks for: a browser's `02_lifecycle (1).ipynb`."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from pathlib import Path

from forklings import course as courses
from forklings.course import CourseError
from forklings.nbgrader.reading import NotebookUnreadable, read
from forklings.nbgrader.steps import cells_of
from forklings.notebook.programs import find

_log = logging.getLogger("forklings.nbgrader")


def take_in(*, assignment: str, student: str, notebooks: list[str]) -> None:
    """nbgrader's hook before one submission is converted; notebooks is its list of files.

    Where the one notebook handed in has another name than its chapter, a copy with the
    right one is put beside it and taken in its place. What was handed in stays as it is.
    """
    del assignment, student
    if not notebooks:
        return
    folder = Path(notebooks[0]).parent
    wanted = folder / f"{folder.name}.ipynb"
    if wanted.exists():
        return
    try:
        handed_in = [Path(path) for path in notebooks if answers(Path(path), folder.name)]
    except CourseError:
        return
    if len(handed_in) == 1:
        shutil.copyfile(handed_in[0], wanted)
        _log.warning("%s is graded as %s", handed_in[0], wanted.name)
        notebooks[:] = [str(wanted)]


def answers(path: Path, chapter: str) -> bool:
    """Whether a file is a notebook that holds a program of the chapter.

    Raises CourseError.
    """
    course = courses.find(Path.cwd())
    try:
        notebook = read(path)
    except NotebookUnreadable:
        return False
    found: Sequence[object] = [
        program
        for program in find(cells_of(notebook), course)
        if program.index is not None and program.exercise.chapter == chapter
    ]
    return bool(found)
