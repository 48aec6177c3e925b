"""Release: the instructor's notebook with the stubs in place of the solutions."""

from __future__ import annotations

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import ClearSolutions

from forklings.nbgrader.steps import CourseStep, Resources
from forklings.notebook.programs import Cell, find, magic_line


class PutStubs(ClearSolutions, CourseStep):  # type: ignore[misc]  # nbgrader has no types
    """Puts each exercise's stub where its solution stands; other solution cells become blanks.

    Raises CourseError, and OSError for a stub that cannot be read.
    """

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        nb, resources = super().preprocess(nb, resources)
        return nb, resources

    def preprocess_cell(self, cell: NotebookNode, resources: Resources, index: int) -> tuple[NotebookNode, Resources]:
        viewed = Cell(cell.cell_type, cell.source, cell.metadata.get("nbgrader", {}).get("grade_id", ""))
        for found in find([viewed], self.chapter(resources)):
            if found.index is not None:
                stub = found.exercise.stub.read_text("utf-8").rstrip("\n")
                cell.source = f"{magic_line(found.exercise)}\n{stub}"
                return cell, resources
        cell, resources = super().preprocess_cell(cell, resources, index)
        return cell, resources
