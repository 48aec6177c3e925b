"""What our steps of nbgrader share: the course they stand in, the chapter they work on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode

from forklings import course as courses
from forklings import text
from forklings.course import Course
from forklings.notebook.programs import Cell

# Where a notebook keeps what its first aid had to say, from one step to the next.
METADATA = "forklings"

# Where the exporter leaves word for the steps that follow: why there is no notebook, or "".
UNREADABLE = "forklings_unreadable"

Resources = dict[str, Any]


def cells_of(notebook: NotebookNode) -> list[Cell]:
    """A notebook's cells with the grade_id that each claims to have."""
    return [cell_of(cell) for cell in notebook.cells]


def cell_of(node: NotebookNode) -> Cell:
    """A cell as it matters for finding programs."""
    own = node.metadata.get("nbgrader")
    claimed = own.get("grade_id") if isinstance(own, dict) else None
    return Cell(node.cell_type, node.source, claimed if isinstance(claimed, str) else "")


class CourseStep(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """A preprocessor that knows its course."""

    course_root = Unicode("", help="The folder with course.yml; else the nearest one above here.").tag(config=True)

    def chapter(self, resources: Resources) -> Course:
        """The course with the chapter alone that is worked on, none where it is no chapter of ours.

        Raises CourseError.
        """
        course = courses.load(Path(self.course_root)) if self.course_root else courses.find(Path.cwd())
        text.use_catalogues(course.root / "locale")
        assignment = resources["nbgrader"]["assignment"]
        return replace(course, chapters=tuple(chapter for chapter in course.chapters if chapter.name == assignment))
