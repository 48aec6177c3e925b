"""The scores of an assignment in a table: a line a submission, and why in a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment, SubmittedNotebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config.loader import Config, ConfigFileNotFound, PyFileConfigLoader

from forklings.course import Course
from forklings.grading.wording import reason
from forklings.nbgrader.grading import report_of
from forklings.nbgrader.reception import HandedIn, look, rename_folder, safe_name
from forklings.nbgrader.steps import METADATA
from forklings.notebook.programs import grade_id
from forklings.report import Report, Verdict
from forklings.text import _

CONFIG = "nbgrader_config.py"


class ScoresUnavailable(Exception):
    """There is no table to show, and the message says why."""


class NotReleased(ScoresUnavailable):
    """The gradebook knows no such assignment."""

    def __init__(self, assignment: str, known: tuple[str, ...]) -> None:
        if known:
            super().__init__(f"{assignment} is not released; released are {', '.join(known)}")
        else:
            super().__init__(f"nothing is released yet: nbgrader generate_assignment {assignment}")


class NoCourse(ScoresUnavailable):
    """The folder is no nbgrader course."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} holds no {CONFIG}; name the course's folder with --course DIR")


class ConfigBroken(ScoresUnavailable):
    """nbgrader_config.py cannot be read."""

    def __init__(self, path: Path, error: Exception) -> None:
        super().__init__(f"{path} cannot be read: {type(error).__name__}: {error}")


class GradebookUnusable(ScoresUnavailable):
    """The gradebook cannot be opened."""

    def __init__(self, address: str, error: Exception) -> None:
        first = str(error).splitlines()[0]
        super().__init__(f"the gradebook {address} cannot be opened: {first}")


@dataclass(frozen=True)
class Part:
    """One exercise of a submission; points are None while nobody has graded it."""

    exercise: str
    points: float | None
    max_points: float
    why: tuple[str, ...]


@dataclass(frozen=True)
class Score:
    """One submission: its points without and its penalty for being late, and what to know of it.

    person is True where someone has to look at it; graded is False where autograde has
    not been there, or could not do its work.
    """

    student: str
    points: float
    max_points: float
    penalty: float
    person: bool
    graded: bool
    parts: tuple[Part, ...]
    remarks: tuple[str, ...]


def coursedir(root: Path) -> CourseDirectory:
    """nbgrader's view of a course folder: its gradebook, and where its files lie.

    Raises NoCourse, ConfigBroken.
    """
    try:
        config: Config = PyFileConfigLoader(CONFIG, path=str(root)).load_config()
    except ConfigFileNotFound as error:
        raise NoCourse(root) from error
    except Exception as error:
        # The file is a program of the instructor's, and may fail in any way.
        raise ConfigBroken(root / CONFIG, error) from error
    return CourseDirectory(config=config)


def scores(course: Course, directory: CourseDirectory, assignment: str) -> list[Score]:
    """Every submission of an assignment, by student: those in the gradebook and those only handed in.

    Raises NotReleased, GradebookUnusable.
    """
    address = _address(directory)
    if address is None:
        # Opening it would make one.
        raise NotReleased(assignment, ())
    handed_in = _handed_in(course, directory, assignment)
    names = {grade_id(exercise): exercise.id for exercise in course.exercises if exercise.chapter == assignment}
    try:
        with Gradebook(address, directory.course_id) as gradebook:
            try:
                gradebook.find_assignment(assignment)
            except MissingEntry as error:
                raise NotReleased(assignment, tuple(known.name for known in gradebook.assignments)) from error
            found = {
                submission.student.id: _score(directory, submission, handed_in.get(submission.student.id), names)
                for submission in gradebook.assignment_submissions(assignment)
            }
    except (SQLAlchemyError, ImportError) as error:
        raise GradebookUnusable(make_url(address).render_as_string(), error) from error
    for student, submitted in handed_in.items():
        if student not in found:
            found[student] = Score(
                student, 0.0, 0.0, 0.0, False, False, (), tuple(_why_ungraded(submitted, assignment))
            )
    return [found[student] for student in sorted(found)]


def _address(directory: CourseDirectory) -> str | None:
    """The gradebook's address; None for one in a file that is not there."""
    url = make_url(directory.db_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        return str(directory.db_url)
    path = Path(directory.root, url.database)
    return url.set(database=str(path)).render_as_string(hide_password=False) if path.is_file() else None


def _handed_in(course: Course, directory: CourseDirectory, assignment: str) -> dict[str, HandedIn]:
    """What lies in submitted/, by student."""
    pattern = Path(directory.format_path(directory.submitted_directory, "*", assignment))
    names = directory.format_path(directory.submitted_directory, "(?P<student>.*)", assignment, escape=True)
    chapter = next((chapter for chapter in course.chapters if chapter.name == assignment), None)
    found = {}
    for folder in sorted(Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor)))):
        match = re.fullmatch(names, str(folder), re.DOTALL)
        if folder.is_dir() and match is not None and chapter is not None:
            found[match["student"]] = look(match["student"], folder, chapter, course)
    return found


def _why_ungraded(submitted: HandedIn, assignment: str) -> Iterator[str]:
    yield from submitted.remarks
    if not safe_name(submitted.student):
        yield rename_folder()
    elif submitted.notebook is None:
        yield submitted.why_not
    else:
        yield _("not graded: nbgrader autograde {assignment} grades it, or says why not").format(assignment=assignment)


def _score(
    directory: CourseDirectory, submission: SubmittedAssignment, submitted: HandedIn | None, names: dict[str, str]
) -> Score:
    student = submission.student.id
    autograded = Path(directory.format_path(directory.autograded_directory, student, submission.assignment.name))
    parts: list[Part] = []
    remarks = list(submitted.remarks) if submitted is not None else []
    graded = True
    for notebook in submission.notebooks:
        document = _autograded(autograded / f"{notebook.name}.ipynb")
        graded = graded and document is not None
        parts += _parts(notebook, document, names)
    if not graded:
        remarks.append(_("not graded: see what nbgrader autograde said of it"))
    return Score(
        student,
        submission.score,
        submission.max_score,
        sum(notebook.late_submission_penalty or 0.0 for notebook in submission.notebooks),
        submission.needs_manual_grade,
        graded,
        tuple(parts),
        tuple(remarks),
    )


def _parts(notebook: SubmittedNotebook, document: NotebookNode | None, names: dict[str, str]) -> Iterator[Part]:
    """The graded cells of a notebook, in the order in which they stand in it."""
    cells = document.cells if document is not None else []
    told = document.metadata.get(METADATA, {}).get("remarks", {}) if document is not None else {}
    reports = {cell.metadata.get("nbgrader", {}).get("grade_id", ""): report_of(cell) for cell in cells}
    order = {name: index for index, name in enumerate(reports or names)}
    for grade in sorted(notebook.grades, key=lambda grade: (order.get(grade.name, len(order)), grade.name)):
        report = reports.get(grade.name)
        known = grade.auto_score is not None or grade.manual_score is not None
        yield Part(
            names.get(grade.name, grade.name),
            grade.score if known else None,
            grade.max_score,
            tuple(_why(report)) if report is not None else tuple(told.get(grade.name, ())),
        )


def _autograded(path: Path) -> NotebookNode | None:
    """A notebook that autograding wrote; None where there is none."""
    try:
        found: NotebookNode = nbformat.read(path, as_version=4)
    except (OSError, ValueError):
        return None
    return found


def _why(report: Report) -> Iterator[str]:
    yield from report.remarks
    if report.verdict is not Verdict.PASSED and (text := reason(report)) not in report.remarks:
        yield text
