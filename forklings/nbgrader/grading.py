"""Autograding without a kernel: programs are graded by the engine, and the outputs written for nbgrader."""

from __future__ import annotations

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import SaveAutoGrades
from traitlets import Bool

from forklings.course import Exercise
from forklings.grading.grade import MOST_PROGRAM_BYTES, broke, grade, ungraded
from forklings.grading.wording import reason
from forklings.nbgrader.steps import METADATA, UNREADABLE, CourseStep, Resources, cells_of
from forklings.notebook.bundle import Points, bundle_of, points_line, report_in
from forklings.notebook.programs import Found, find, grade_line
from forklings.report import Report, Verdict
from forklings.sandbox import isolation
from forklings.sandbox.tiers import Choice
from forklings.text import _

# Where the cells that first aid put back are named for the last step.
PUT_BACK = "forklings_put_back"


class GradePrograms(CourseStep):
    """Grades the program of each exercise and writes its report into its grade cell.

    A grade cell that is none of ours is left without outputs; SaveGrades gives it to a person.
    """

    require_isolation = Bool(False, help="Run programs in the hardened sandbox, or not at all.").tag(config=True)

    def isolate(self) -> Choice:
        """The tier that programs are run in; raises IsolationMissing where a better one is required."""
        if self.require_isolation:
            isolation.require()
        return isolation.in_force()

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        self.log.info("%s", self.isolate().line)
        own = nb.metadata.get(METADATA, {})
        remarks = own.get("remarks", {})
        # The notebook's metadata may be cleared before the grades are saved.
        resources[UNREADABLE] = own.get("unreadable", "")
        resources[PUT_BACK] = own.get("put_back", [])
        found = {grade_line(program.exercise): program for program in find(cells_of(nb), self.chapter(resources))}
        for cell in nb.cells:
            program = found.get(cell.source.strip())
            if cell.cell_type == "code" and utils.is_grade(cell) and program is not None:
                told = remarks.get(cell.metadata.nbgrader.grade_id, [])
                report = graded(program, told)
                cell.outputs = outputs(program.exercise, report, float(cell.metadata.nbgrader.points))
                if report.verdict is Verdict.GRADER_ERROR:
                    self.log.error("%s: %s", report.exercise, reason(report))
                self.log.info("%s: %d of %d points", report.exercise, report.points, report.max_points)
        return nb, resources


def graded(found: Found, remarks: list[str]) -> Report:
    """The report of a program found in a notebook; a fault of ours is in the report, never raised."""
    if found.index is None:
        return ungraded(found.exercise, remarks or found.remarks)
    source = found.source
    if len(source) > MOST_PROGRAM_BYTES:
        return ungraded(found.exercise, [*remarks, _("The program is larger than 1 MB and was not run.")])
    try:
        return grade(found.exercise, source, remarks=remarks)
    except Exception as error:
        # One submission's grading must not end the batch, whatever is wrong with us.
        return broke(found.exercise, source, f"{type(error).__name__}: {error}", remarks)


def outputs(exercise: Exercise, report: Report, most: float) -> list[NotebookNode]:
    """A grade cell's outputs: the report, then the points as nbgrader reads them.

    most are the points that the cell had when it was released. Checks may have been added
    since, or their points changed; then the report's are scaled to it.
    """
    points = min(report.points * most / report.max_points, most) if report.max_points else 0.0
    value = Points(points, most)
    return [
        nbformat.v4.new_output("display_data", bundle_of(exercise, report)),
        nbformat.v4.new_output(
            "execute_result",
            {"text/plain": repr(float(value)), "text/html": f"<p>{points_line(points, most)}</p>"},
        ),
    ]


def report_of(cell: NotebookNode) -> Report | None:
    """The report in a graded cell's outputs."""
    for output in cell.get("outputs", []):
        if output.output_type == "display_data" and (report := report_in(output.data)) is not None:
            return report
    return None


class SaveGrades(SaveAutoGrades):  # type: ignore[misc]  # nbgrader has no types
    """Saves the points; what is undecided, broken by us or unreadable waits for a person."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        self._unreadable = bool(resources[UNREADABLE])
        self._put_back = frozenset(resources[PUT_BACK])
        nb, resources = super().preprocess(nb, resources)
        return nb, resources

    def _add_score(self, cell: NotebookNode, resources: Resources) -> None:
        super()._add_score(cell, resources)
        name = cell.metadata.nbgrader.grade_id
        grade = self.gradebook.find_grade(name, self.notebook_id, self.assignment_id, self.student_id)
        report = report_of(cell)
        if utils.is_solution(cell):
            # An answer that a person reads. Its cell was missing; its text may stand in another.
            grade.needs_manual_grade = grade.needs_manual_grade or name in self._put_back
        elif cell.cell_type == "code" and (report is None or report.verdict is Verdict.GRADER_ERROR):
            grade.auto_score = None
            grade.needs_manual_grade = True
        elif report is not None and (self._unreadable or _is_open(report)):
            grade.needs_manual_grade = True
        self.gradebook.db.commit()


def _is_open(report: Report) -> bool:
    return any(check.verdict is Verdict.UNDECIDED for check in report.checks)
