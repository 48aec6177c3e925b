"""Release: the instructor's notebook with the stubs in place of the solutions."""

from __future__ import annotations

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import ClearSolutions

from forklings.nbgrader.steps import CourseStep, Resources, cell_of
from forklings.notebook.programs import find, magic_line


class PutStubs(ClearSolutions, CourseStep):  # type: ignore[misc]  # nbgrader has no types
    """Puts each exercise's stub where its solution stands; other solution cells become blanks.

    Raises CourseError, and OSError for a stub that cannot be read.
    """

    def preprocess_cell(self, cell: NotebookNode, resources: Resources, index: int) -> tuple[NotebookNode, Resources]:
        for found in find([cell_of(cell)], self.chapter(resources)):
            if found.index is not None:
                stub = found.exercise.stub.read_text("utf-8").rstrip("\n")
                cell.source = f"{magic_line(found.exercise)}\n{stub}"
                return cell, resources
        cell, resources = super().preprocess_cell(cell, resources, index)
        return cell, resources
