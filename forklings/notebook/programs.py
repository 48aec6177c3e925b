"""Where a notebook holds the programs of its exercises.

The program of an exercise is the last code cell that begins with its magic line, wherever
it stands; failing that, the cell that nbgrader knows as its solution. Whatever else was
done to the notebook becomes a remark, and costs nobody a grade.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forklings import course as courses
from forklings.course import Course, CourseError, Exercise
from forklings.text import _

_MAGIC = re.compile(r"^%%exercise(?!\S)(?:[ \t]+(\S+))?[^\n]*(?:\n|\Z)", re.MULTILINE)
_INDENTED = re.compile(r"\s*^([ \t]+)%%exercise(?!\S)", re.MULTILINE)


@dataclass(frozen=True)
class Cell:
    """What matters of a cell: nbformat's cell_type, and the grade_id that it claims, or ""."""

    kind: str
    source: str
    grade_id: str = ""


@dataclass(frozen=True)
class Magic:
    """A cell's text cut at its magic line: the exercise it asks for, the text below and above."""

    asked: str
    program: str
    above: str


@dataclass(frozen=True)
class Found:
    """One exercise's program: the index of its cell, None where there is none, and what was odd."""

    exercise: Exercise
    index: int | None
    program: str
    remarks: tuple[str, ...]

    @property
    def source(self) -> bytes:
        """The program's bytes; what UTF-8 cannot hold stays in it, and Python will say so."""
        return self.program.encode("utf-8", "surrogatepass")


def magic_line(exercise: Exercise) -> str:
    """The first line of the cell that holds a program."""
    return f"%%exercise {exercise.id}"


def grade_line(exercise: Exercise) -> str:
    """The line of a grade cell."""
    return f'grade("{exercise.id}")'


def solution_id(exercise: Exercise) -> str:
    """nbgrader's grade_id of the cell that holds a program."""
    return exercise.name


def grade_id(exercise: Exercise) -> str:
    """nbgrader's grade_id of a grade cell."""
    return f"grade_{exercise.name}"


def split(source: str) -> Magic | None:
    """A cell's text cut at its first magic line; None where it has none."""
    source = source.removeprefix("\ufeff")
    if indented := _INDENTED.match(source):
        # IPython takes the first line's indentation off every line, so we do.
        source = re.sub(f"^{indented[1]}", "", source, flags=re.MULTILINE)
    match = _MAGIC.search(source)
    if match is None or _ends_in_a_text(source[: match.start()]):
        return None
    return Magic(match[1] or "", whole(source[match.end() :]), source[: match.start()].strip())


def _ends_in_a_text(above: str) -> bool:
    """Whether a long string is open at the end: then the line below is a part of it."""
    return any(above.count(quotes) % 2 for quotes in ('"""', "'''"))


def whole(text: str) -> str:
    """A program's text with one newline at its end, as a file has it and a cell has not."""
    return f"{text.rstrip()}\n" if text.strip() else ""


def find(cells: Sequence[Cell], course: Course) -> tuple[Found, ...]:
    """The program of each exercise of the course, in teaching order."""
    magics = [split(cell.source) for cell in cells]
    asked = [_named(course, magic.asked) if magic is not None else None for magic in magics]
    return tuple(_found(exercise, cells, magics, asked) for exercise in course.exercises)


def _named(course: Course, asked: str) -> Exercise | None:
    try:
        return courses.exercise(course, asked) if asked else None
    except CourseError:
        return None


def _found(
    exercise: Exercise, cells: Sequence[Cell], magics: list[Magic | None], asked: list[Exercise | None]
) -> Found:
    ours = [
        index
        for index, magic in enumerate(magics)
        if magic is not None and asked[index] == exercise and cells[index].kind == "code"
    ]
    beginning = [index for index in ours if not _above(magics[index])]
    claiming = [
        index
        for index, cell in enumerate(cells)
        if cell.grade_id == solution_id(exercise) and asked[index] in (None, exercise)
    ]
    claiming.sort(key=lambda index: magics[index] is None)
    candidates = beginning[-1:] or claiming[:1] or ours[-1:]
    if not candidates:
        missing = _("No code cell begins with `{line}`, so there is no program to grade.")
        return Found(exercise, None, "", (missing.format(line=magic_line(exercise)),))
    index = candidates[0]
    magic = magics[index]
    program = magic.program if magic is not None else whole(cells[index].source)
    parts = [other for other in claiming if other != index and magics[other] is None]
    remarks = _remarks(exercise, cells[index], magic, count=len(beginning), parts=len(parts))
    return Found(exercise, index, program, tuple(remarks))


def _above(magic: Magic | None) -> str:
    return magic.above if magic is not None else ""


def _remarks(exercise: Exercise, cell: Cell, magic: Magic | None, *, count: int, parts: int) -> Iterator[str]:
    line = magic_line(exercise)
    if cell.kind != "code":
        yield _("The cell of the program was made a text cell; it was graded all the same.")
    if magic is None:
        yield _("The cell has lost its first line, `{line}`; all of it was taken as the program.").format(line=line)
    elif magic.above:
        yield _("There is text above the line `{line}`; the program begins below it.").format(line=line)
    if magic is not None and _MAGIC.search(magic.program):
        yield _("The cell holds a second line that begins with `%%exercise`; each program needs a cell of its own.")
    if count > 1:
        yield _("{count} cells begin with `{line}`; the last of them was graded.").format(count=count, line=line)
    if parts:
        yield _("The cell of the program was split; what has no line `{line}` above it was not graded.").format(
            line=line
        )
