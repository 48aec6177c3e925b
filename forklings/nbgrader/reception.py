"""Submissions as they come in: which file is whose, before nbgrader looks at any of them.

nbgrader reads names, time stamps and extra files of strangers on trust, and one that it
cannot read ends the whole batch or costs its owner the grade. So the list of what is to
be graded is gone through first, and nothing of a submission but its notebook is taken.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory

from forklings import course as courses
from forklings.course import Chapter, Course
from forklings.nbgrader.reading import NotebookUnreadable, read
from forklings.nbgrader.steps import cells_of
from forklings.notebook.programs import find
from forklings.report import bounded
from forklings.text import _

TIMESTAMP = "timestamp.txt"
_MOST_TIMESTAMP_BYTES = 200
_YEARS = range(1980, 2200)

# nbgrader uses paths as patterns; a folder with one of these would be read as others.
_PATTERN = re.compile(r"[*?\[\]\n\r\ud800-\udfff]")


@dataclass(frozen=True)
class HandedIn:
    """One student's submission of a chapter: the notebook to grade, or why there is none."""

    student: str
    folder: Path
    wanted: str
    notebook: Path | None
    why_not: str
    remarks: tuple[str, ...]


class Submissions(CourseDirectory):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's course folder, which stumbles over no time stamp and takes no other files along."""

    def get_existing_timestamp(self, folder: str) -> datetime | None:
        return timestamp_in(Path(folder))


def timestamp_in(folder: Path) -> datetime | None:
    """When a submission was handed in; None where nothing says so, or nothing that can be read."""
    path = folder / TIMESTAMP
    if not path.is_file() or path.stat().st_size > _MOST_TIMESTAMP_BYTES:
        return None
    try:
        read_by_nbgrader = CourseDirectory().get_existing_timestamp(str(folder))
    except Exception:
        # It trusts the file's text, and fails in many ways.
        return None
    found: datetime | None = read_by_nbgrader
    return found if found is not None and found.year in _YEARS else None


def safe_name(name: str) -> bool:
    """Whether nbgrader can work on a student's folder of this name."""
    return _PATTERN.search(name) is None


def look(student: str, folder: Path, chapter: Chapter, course: Course) -> HandedIn:
    """Find the notebook in what one student handed in."""
    wanted = f"{chapter.name}.ipynb"
    remarks = list(_of_timestamp(folder))
    path = folder / wanted
    others = sorted(other for other in folder.glob("*.ipynb") if other != path)
    if path.is_symlink() or path.exists():
        remarks += [
            _("{name} was not graded: {wanted} was").format(name=shown(other.name), wanted=wanted) for other in others
        ]
        return HandedIn(student, folder, wanted, path, "", tuple(remarks))
    answering = [other for other in others if _answers(other, chapter, course)]
    if len(answering) == 1:
        remarks.append(_("handed in as {name}").format(name=shown(answering[0].name)))
        return HandedIn(student, folder, wanted, answering[0], "", tuple(remarks))
    names = ", ".join(shown(other.name) for other in others) or _("no notebook")
    why_not = _("there is no {wanted}, but {names}; rename the right one").format(wanted=wanted, names=names)
    if not others:
        why_not = _("there is no {wanted}").format(wanted=wanted)
    return HandedIn(student, folder, wanted, None, why_not, tuple(remarks))


def shown(name: str) -> str:
    """A file's name on one line, whatever bytes it has."""
    return bounded(name.replace("\n", "\\n"))


def _of_timestamp(folder: Path) -> Iterator[str]:
    path = folder / TIMESTAMP
    if (path.is_symlink() or path.exists()) and timestamp_in(folder) is None:
        yield _("{name} cannot be read, so nobody knows when this was handed in").format(name=TIMESTAMP)


def _answers(path: Path, chapter: Chapter, course: Course) -> bool:
    """Whether a file is a notebook that holds a program of the chapter."""
    try:
        cells = cells_of(read(path))
    except NotebookUnreadable:
        return False
    return any(found.index is not None and found.exercise in chapter.exercises for found in find(cells, course))


def receive(converter: Autograde) -> dict[str, HandedIn]:
    """Put the list of what is to be graded in order; gives what was handed in, by the path nbgrader knows.

    Assignments that are no chapters of the course are left as they are. Raises CourseError.
    """
    course = courses.find(Path(converter.coursedir.root))
    received: dict[str, HandedIn] = {}
    pattern = converter._format_source("(?P<assignment>.*)", "(?P<student>.*)", escape=True)
    for place in sorted(converter.assignments):
        match = re.fullmatch(pattern, place, re.DOTALL)
        if match is None:
            continue
        chapter = next((chapter for chapter in course.chapters if chapter.name == match["assignment"]), None)
        if not safe_name(match["student"]):
            converter.log.error("%s: %s", shown(match["student"]), rename_folder())
            del converter.assignments[place]
        elif chapter is not None:
            handed_in = look(match["student"], Path(place), chapter, course)
            path = str(handed_in.folder / handed_in.wanted)
            converter.assignments[place] = [path]
            received[path] = handed_in
    if received:
        own = converter.coursedir
        settings = {name: getattr(own, name) for name in own.trait_names(config=True)}
        # A grader needs no file of the student's, and a link or a pipe would stop the copying.
        converter.coursedir = Submissions(parent=own.parent, **{**settings, "ignore": ["*"]})
    return received


def rename_folder() -> str:
    return _("not graded: rename the folder, its name has characters that nbgrader takes for a pattern")


def keep_timestamp(converter: Autograde, handed_in: HandedIn) -> None:
    """Put the time stamp where nbgrader looks for it when the student hands in again."""
    folder = Path(converter._format_dest(Path(handed_in.wanted).stem, handed_in.student))
    if timestamp_in(handed_in.folder) is not None:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(handed_in.folder / TIMESTAMP, folder / TIMESTAMP)
