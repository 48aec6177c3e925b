"""The scores of an assignment in a table: a line a submission, and why in a line."""

from __future__ import annotations

import filecmp
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment, SubmittedNotebook
from nbgrader.coursedir import CourseDirectory
from traitlets.config.loader import Config, ConfigFileNotFound, PyFileConfigLoader

from forklings.grading.wording import reason
from forklings.nbgrader.grading import report_of
from forklings.report import Report, Verdict
from forklings.text import _

CONFIG = "nbgrader_config.py"


@dataclass
class NotReleased(Exception):
    """The gradebook knows no such assignment."""

    assignment: str
    known: tuple[str, ...]

    def __str__(self) -> str:
        if not self.known:
            return f"nothing is released yet: nbgrader generate_assignment {self.assignment}"
        return f"{self.assignment} is not released; released are {', '.join(self.known)}"


@dataclass
class NoCourse(Exception):
    """The folder is no nbgrader course."""

    folder: Path

    def __str__(self) -> str:
        return f"{self.folder} holds no {CONFIG}; name the course's folder with --course DIR"


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

    Raises NoCourse.
    """
    try:
        config: Config = PyFileConfigLoader(CONFIG, path=str(root)).load_config()
    except ConfigFileNotFound as error:
        raise NoCourse(root) from error
    return CourseDirectory(config=config)


def scores(course: CourseDirectory, assignment: str) -> list[Score]:
    """Every submission of an assignment, by student: those in the gradebook and those only handed in.

    Raises NotReleased.
    """
    if not _has_gradebook(course):
        # Opening it would make one.
        raise NotReleased(assignment, ())
    handed_in = {path.parent.name: path for path in _folders(course, course.submitted_directory, assignment)}
    with Gradebook(course.db_url, course.course_id) as gradebook:
        try:
            gradebook.find_assignment(assignment)
        except MissingEntry as error:
            raise NotReleased(assignment, tuple(known.name for known in gradebook.assignments)) from error
        found = {
            submission.student.id: _score(course, submission, handed_in.get(submission.student.id))
            for submission in gradebook.assignment_submissions(assignment)
        }
    for student, folder in handed_in.items():
        if student not in found:
            remarks = (_("not graded yet: nbgrader autograde {assignment}").format(assignment=assignment),)
            found[student] = Score(student, 0.0, 0.0, 0.0, False, False, (), (*_names(folder), *remarks))
    return [found[student] for student in sorted(found)]


def _has_gradebook(course: CourseDirectory) -> bool:
    scheme, _separator, path = course.db_url.partition(":///")
    return scheme != "sqlite" or Path(path).is_file()


def _folders(course: CourseDirectory, step: str, assignment: str) -> list[Path]:
    """The folders of all students at one of nbgrader's steps."""
    pattern = Path(course.format_path(step, "*", assignment))
    found = Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor)))
    return sorted(path for path in found if path.is_dir())


def _score(course: CourseDirectory, submission: SubmittedAssignment, handed_in: Path | None) -> Score:
    student = submission.student.id
    autograded = Path(course.format_path(course.autograded_directory, student, submission.assignment.name))
    parts: list[Part] = []
    remarks = list(_names(handed_in)) if handed_in is not None else []
    graded = True
    for notebook in submission.notebooks:
        reports = _reports(autograded / f"{notebook.name}.ipynb")
        graded = graded and reports is not None
        parts += _parts(notebook, reports or {})
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


def _parts(notebook: SubmittedNotebook, reports: dict[str, Report]) -> Iterator[Part]:
    """The graded cells of a notebook, in the order in which they stand in it."""
    order = {name: index for index, name in enumerate(reports)}
    for grade in sorted(notebook.grades, key=lambda grade: (order.get(grade.name, len(order)), grade.name)):
        report = reports.get(grade.name)
        known = grade.auto_score is not None or grade.manual_score is not None
        yield Part(
            report.exercise if report is not None else grade.name,
            grade.score if known else None,
            grade.max_score,
            tuple(_why(report)) if report is not None else (),
        )


def _reports(path: Path) -> dict[str, Report] | None:
    """The reports of an autograded notebook by grade_id; None where there is no such notebook."""
    try:
        cells = nbformat.read(path, as_version=4).cells
    except (OSError, ValueError):
        return None
    found = {cell.metadata.get("nbgrader", {}).get("grade_id", ""): report_of(cell) for cell in cells}
    return {name: report for name, report in found.items() if report is not None}


def _why(report: Report) -> Iterator[str]:
    yield from report.remarks
    if report.verdict is not Verdict.PASSED and (text := reason(report)) not in report.remarks:
        yield text


def _names(folder: Path) -> Iterator[str]:
    """What is odd about the names of the files that were handed in."""
    wanted = folder / f"{folder.name}.ipynb"
    others = sorted(path for path in folder.glob("*.ipynb") if path != wanted)
    for path in others:
        if wanted.exists() and filecmp.cmp(path, wanted, shallow=False):
            yield _("handed in as {name}").format(name=path.name)
        elif wanted.exists():
            yield _("{name} was not graded: {wanted} was").format(name=path.name, wanted=wanted.name)
        else:
            yield _("{name} was not graded: rename it to {wanted}").format(name=path.name, wanted=wanted.name)
    if not others and not wanted.exists():
        yield _("there is no {wanted}").format(wanted=wanted.name)
