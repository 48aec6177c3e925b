"""source/: a chapter's instructor notebook, its part of course.yml and its graders, built.

Nothing below source/ is written by hand; the same course gives the same bytes.
"""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import nbformat
import yaml
from nbformat.notebooknode import NotebookNode

from forklings.course import Chapter, Course, Exercise, Limits
from forklings.grading.checks import HIDDEN, Grader, GraderBroken, load
from forklings.notebook.programs import grade_id, grade_line, magic_line, solution_id
from forklings.text import _

REBUILD = "forklings author build"

_SETUP = """\
# Run this cell first, and again each time the kernel was restarted.
%load_ext forklings.notebook"""

_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


@dataclass(frozen=True)
class Built:
    """One file below source/, as it should be."""

    path: Path
    content: bytes

    @property
    def is_fresh(self) -> bool:
        try:
            return self.path.read_bytes() == self.content
        except OSError:
            return False


@dataclass
class LessonIncomplete(Exception):
    """A chapter's lesson does not lead to one of its exercises."""

    lesson: Path
    exercise: str

    def __str__(self) -> str:
        return f"{self.lesson}: no section leads to `{self.exercise}`, so its cells have no place in the notebook"


def build(course: Course, *, lang: str = "") -> Iterator[Built]:
    """Every file of source/, chapter by chapter.

    lang chooses a translated lesson, README.LANG.md, where there is one. Raises
    LessonIncomplete; GraderBroken for a grader whose points cannot be summed.
    """
    for chapter in course.chapters:
        folder = course.root / "source" / chapter.name
        yield Built(folder / f"{chapter.name}.ipynb", _notebook(course, chapter, lang))
        yield Built(folder / "course.yml", _course_part(course, chapter))
        for exercise in chapter.exercises:
            path = folder / "graders" / chapter.name / exercise.grader.name
            yield Built(path, _without_hidden(exercise.grader.read_text("utf-8"), load(exercise)).encode())


def stray(course: Course, built: list[Built]) -> list[Path]:
    """Files below source/ that no build writes."""
    wanted = {file.path for file in built}
    found = sorted((course.root / "source").rglob("*"))
    return [path for path in found if path.is_file() and path not in wanted and "__pycache__" not in path.parts]


# -- the notebook -------------------------------------------------------------------------


def _notebook(course: Course, chapter: Chapter, lang: str) -> bytes:
    cells = [
        nbformat.v4.new_code_cell(_SETUP, id="setup"),
    ]
    lesson = _lesson(course, chapter, lang)
    left = {exercise.name: exercise for exercise in chapter.exercises}
    for number, section in enumerate(_sections(lesson.read_text("utf-8"))):
        cells.append(nbformat.v4.new_markdown_cell(section, id=f"lesson-{number}"))
        for exercise in [exercise for exercise in left.values() if f"`{exercise.file_name}`" in section]:
            cells += _exercise_cells(exercise)
            del left[exercise.name]
    for name in left:
        raise LessonIncomplete(lesson, f"{name}.py")
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": _KERNEL})
    nbformat.validate(notebook)
    text: str = nbformat.writes(notebook, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def _lesson(course: Course, chapter: Chapter, lang: str) -> Path:
    folder = course.root / "exercises" / chapter.name
    translated = folder / f"README.{lang}.md"
    return translated if lang and translated.is_file() else folder / "README.md"


def _sections(lesson: str) -> list[str]:
    """The lesson cut above each heading of the first two levels; listings are left whole."""
    sections: list[list[str]] = [[]]
    fenced = False
    for line in lesson.splitlines():
        if line.startswith("```"):
            fenced = not fenced
        if not fenced and re.match(r"##? ", line) and any(text.strip() for text in sections[-1]):
            sections.append([])
        sections[-1].append(line)
    return ["\n".join(section).strip() for section in sections]


def _exercise_cells(exercise: Exercise) -> list[NotebookNode]:
    program = exercise.solution.read_text("utf-8").rstrip("\n")
    hint = _("`%hint {name}` gives a hint. Line numbers in messages count from below the line `%%exercise`.")
    hint = hint.format(name=exercise.name)
    return [
        nbformat.v4.new_markdown_cell(f"### {_(exercise.title)}\n\n{hint}", id=f"{exercise.name}-title"),
        nbformat.v4.new_code_cell(
            f"{magic_line(exercise)}\n{program}",
            id=f"{exercise.name}-program",
            metadata=_nbgrader(solution_id(exercise), solution=True),
        ),
        nbformat.v4.new_code_cell(
            grade_line(exercise),
            id=f"{exercise.name}-grade",
            metadata=_nbgrader(grade_id(exercise), points=load(exercise).max_points),
        ),
    ]


def _nbgrader(grade_id: str, *, solution: bool = False, points: int | None = None) -> dict[str, object]:
    graded = points is not None
    metadata: dict[str, object] = {
        "grade": graded,
        "grade_id": grade_id,
        "locked": graded,
        "schema_version": 3,
        "solution": solution,
        "task": False,
        "cell_type": "code",
    }
    if graded:
        metadata["points"] = points
    return {"nbgrader": metadata}


# -- what lies beside it --------------------------------------------------------------------


def _course_part(course: Course, chapter: Chapter) -> bytes:
    """The chapter's part of course.yml: enough to grade with, and to give hints."""
    exercises = []
    for exercise in chapter.exercises:
        entry: dict[str, object] = {"name": exercise.name, "title": exercise.title, "topics": list(exercise.topics)}
        if exercise.core:
            entry["core"] = True
        if changed := _changed(exercise.limits):
            entry["limits"] = changed
        entry["start_methods"] = list(exercise.start_methods)
        entry["hints"] = list(exercise.hints)
        exercises.append(entry)
    part = {
        "format": 1,
        "title": course.title,
        "chapters": [{"name": chapter.name, "title": chapter.title, "exercises": exercises}],
    }
    text = yaml.safe_dump(part, sort_keys=False, allow_unicode=True, width=100)
    return f"# Built by `{REBUILD}`; edit the course.yml of the course instead.\n{text}".encode()


def _changed(limits: Limits) -> dict[str, object]:
    usual = asdict(Limits())
    return {name: value for name, value in asdict(limits).items() if value != usual[name]}


def _without_hidden(text: str, grader: Grader) -> str:
    """A grader's text without its hidden checks, and without the comments right above them.

    They are run after hand-in. Raises GraderBroken where one cannot be told from the rest.
    """
    hidden = {check.name for check in grader.checks if check.hidden}
    if not hidden:
        return text.rstrip("\n") + "\n"
    lines = io.StringIO(text).readlines()
    found = set()
    for node in reversed(ast.parse(text).body):
        if isinstance(node, ast.FunctionDef) and node.name in hidden:
            first = min([decorator.lineno for decorator in node.decorator_list] + [node.lineno])
            while first > 1 and lines[first - 2].startswith("#"):
                first -= 1
            del lines[first - 1 : node.end_lineno]
            found.add(node.name)
    for name in sorted(hidden - found):
        raise GraderBroken(grader.path, f"{name} is hidden, and so must be a plain function of the file")
    points = "".join(f"{check.points}, " for check in grader.checks if check.hidden)
    released = "".join(lines).rstrip("\n") + "\n"
    left = sorted(name for name in hidden if re.search(rf"\b{name}\b", released))
    if left:
        raise GraderBroken(grader.path, f"{', '.join(left)} is hidden, and what is released names it")
    return f"{released}\n# Points of the checks that are run after hand-in.\n{HIDDEN} = ({points.rstrip()})\n"
