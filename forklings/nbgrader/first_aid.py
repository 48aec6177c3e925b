"""First aid for a submitted notebook: nbgrader's cells, each once, each with its metadata.

A student may duplicate, split, delete or convert any cell, and some editors strip all
metadata. So none of the metadata is believed: the cells are found again, and what the
gradebook knows of them is written on them anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook

from forklings.nbgrader.steps import METADATA, UNREADABLE, CourseStep, Resources, cells_of
from forklings.notebook.programs import Found, find, grade_id, solution_id
from forklings.text import _

# Cells that were put back are known by their ids; reading numbers all others.
_AGAIN = "again-"

Remarks = dict[str, list[str]]


@dataclass(frozen=True)
class Known:
    """A cell as the gradebook knows it; points is None for one that is not graded."""

    grade_id: str
    kind: str
    source: str
    checksum: str
    locked: bool
    solution: bool
    task: bool
    points: float | None

    @property
    def metadata(self) -> dict[str, object]:
        """The metadata that nbgrader gave the cell when it was released."""
        made: dict[str, object] = {
            "grade_id": self.grade_id,
            "cell_type": self.kind,
            "checksum": self.checksum,
            "grade": self.points is not None and not self.task,
            "locked": self.locked,
            "solution": self.solution,
            "task": self.task,
            "schema_version": 3,
        }
        if self.points is not None:
            made["points"] = self.points
        return made


class FirstAid(CourseStep):
    """The first of the sanitisers; what it had to mend is kept in the notebook's metadata."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        own = resources["nbgrader"]
        with Gradebook(own["db_url"]) as gradebook:
            known = known_cells(gradebook, own["notebook"], own["assignment"])
        for number, cell in enumerate(nb.cells):
            cell.setdefault("id", f"cell-{number}")
        nb.nbformat_minor = 5
        cells = cells_of(nb)
        programs = find(cells, self.chapter(resources))
        nb.cells, remarks = mend(nb.cells, [cell.grade_id for cell in cells], known, programs)
        unreadable = resources.get(UNREADABLE, "")
        if unreadable:
            remarks = {cell.grade_id: [unreadable] for cell in known if cell.points is not None}
        for name, texts in remarks.items():
            for text in texts:
                self.log.warning("%s, %s: %s", own["student"], name, text)
        told = {"remarks": remarks, "unreadable": unreadable, "put_back": put_back(nb.cells)}
        nb.metadata = nbformat.from_dict({METADATA: told})
        return nb, resources


def known_cells(gradebook: Gradebook, notebook: str, assignment: str) -> list[Known]:
    """The cells of a released notebook, as they stand in the gradebook."""
    found = gradebook.find_notebook(notebook, assignment)
    solutions = {cell.name for cell in found.solution_cells}
    tasks = {cell.name for cell in found.task_cells}
    points = {cell.name: cell.max_score for cell in (*found.grade_cells, *found.task_cells)}
    return [
        Known(
            cell.name,
            cell.cell_type,
            cell.source,
            cell.checksum,
            cell.locked,
            cell.name in solutions,
            cell.name in tasks,
            points.get(cell.name),
        )
        for cell in found.source_cells
    ]


def mend(
    cells: Sequence[NotebookNode], claims: Sequence[str], known: Sequence[Known], programs: Sequence[Found]
) -> tuple[list[NotebookNode], Remarks]:
    """The cells with the gradebook's metadata and no other, missing graded cells put back.

    claims holds the grade_id that each cell had. Remarks are by grade_id; what is odd about
    a program stands under its grade cell.
    """
    remarks: defaultdict[str, list[str]] = defaultdict(list)
    for found in programs:
        if found.remarks:
            remarks[grade_id(found.exercise)] += found.remarks
    owners = _owners(cells, claims, known, programs)
    for node in cells:
        node.metadata = NotebookNode()
    by_id = {cell.grade_id: cell for cell in known}
    for name, index in owners.items():
        _write(cells[index], by_id[name])
    program_of = {grade_id(found.exercise): found.index for found in programs}
    added: defaultdict[int, list[NotebookNode]] = defaultdict(list)
    last = len(cells) - 1
    for cell in known:
        if cell.grade_id not in owners and cell.points is not None:
            remarks[cell.grade_id].append(_("The cell {name} was missing and is put back.").format(name=cell.grade_id))
            place = program_of.get(cell.grade_id)
            added[last if place is None else place].append(_new(cell))
        elif claims.count(cell.grade_id) > 1 and cell.locked:
            remarks[cell.grade_id].append(
                _("The cell {name} was there {count} times; one is kept.").format(
                    name=cell.grade_id, count=claims.count(cell.grade_id)
                )
            )
    mended = added[-1]
    for index, node in enumerate(cells):
        mended += [node, *(added[index] if index >= 0 else [])]
    return mended, dict(remarks)


def put_back(cells: Sequence[NotebookNode]) -> list[str]:
    """The grade_ids of the cells that were missing; what stood in them may be elsewhere."""
    return [cell.metadata.nbgrader.grade_id for cell in cells if cell.id.startswith(_AGAIN)]


def _owners(
    cells: Sequence[NotebookNode], claims: Sequence[str], known: Sequence[Known], programs: Sequence[Found]
) -> dict[str, int]:
    """Which cell is which: by its program, by its claim, and a locked one by its text."""
    program_of = {solution_id(found.exercise): found.index for found in programs}
    owners = {cell.grade_id: index for cell in known if (index := program_of.get(cell.grade_id)) is not None}
    for cell in known:
        if cell.grade_id in program_of:
            continue
        claimed = [index for index, claim in enumerate(claims) if claim == cell.grade_id]
        alike = [
            index for index, node in enumerate(cells) if cell.locked and node.source.strip() == cell.source.strip()
        ]
        free = [index for index in (*claimed, *alike) if index not in owners.values()]
        if free:
            owners[cell.grade_id] = free[0]
    return owners


def _write(node: NotebookNode, cell: Known) -> None:
    """Make a cell of the notebook the one that the gradebook knows."""
    if node.cell_type != cell.kind:
        node.cell_type = cell.kind
        for name in ("outputs", "execution_count", "attachments"):
            node.pop(name, None)
        if cell.kind == "code":
            node.outputs, node.execution_count = [], None
    node.metadata = nbformat.from_dict({"nbgrader": cell.metadata})
    if cell.locked:
        node.metadata.deletable = node.metadata.editable = False


def _new(cell: Known) -> NotebookNode:
    node: NotebookNode = nbformat.v4.new_code_cell(
        cell.source, id=f"{_AGAIN}{sha256(cell.grade_id.encode()).hexdigest()[:16]}"
    )
    _write(node, cell)
    return node
