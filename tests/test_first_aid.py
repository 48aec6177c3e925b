"""First aid: whatever a student did to the cells, nbgrader finds each of its own once."""

from __future__ import annotations

from collections.abc import Sequence

import nbformat
import pytest
from conftest import Workshop
from nbformat.notebooknode import NotebookNode

from forklings.nbgrader.first_aid import Known, mend
from forklings.notebook.programs import Cell, find

PROGRAM = "%%exercise 01_first/greet\nprint(1)"
GRADE = 'grade("01_first/greet")'

KNOWN = (
    Known("greet", "code", "stub", "c1", locked=False, solution=True, task=False, points=None),
    Known("grade_greet", "code", GRADE, "c2", locked=True, solution=False, task=False, points=3.0),
)
WRITTEN = Known("essay", "markdown", "Why?", "c3", locked=False, solution=True, task=False, points=4.0)


def cell(source: str, claim: str = "", kind: str = "code") -> tuple[NotebookNode, str]:
    metadata = {"tags": ["mine"], "nbgrader": {"grade_id": claim, "points": 100}}
    if kind == "code":
        return nbformat.v4.new_code_cell(source, metadata=metadata), claim
    return nbformat.v4.new_markdown_cell(source, metadata=metadata), claim


def mended(
    workshop: Workshop, *cells: tuple[NotebookNode, str], known: Sequence[Known] = KNOWN
) -> tuple[list[tuple[str, str]], dict[str, list[str]]]:
    """Each cell's grade_id and text, and the remarks."""
    nodes, claims = [node for node, _ in cells], [claim for _, claim in cells]
    viewed = [Cell(node.cell_type, node.source, claim) for node, claim in cells]
    made, remarks = mend(nodes, claims, known, find(viewed, workshop.load()))
    notebook = nbformat.v4.new_notebook(cells=made)
    nbformat.validate(notebook)
    return [(node.metadata.get("nbgrader", {}).get("grade_id", ""), node.source) for node in made], remarks


def test_a_whole_notebook_stays_as_it_is(workshop: Workshop) -> None:
    cells, remarks = mended(workshop, cell("text", "", "markdown"), cell(PROGRAM, "greet"), cell(GRADE, "grade_greet"))
    assert cells == [("", "text"), ("greet", PROGRAM), ("grade_greet", GRADE)]
    assert remarks == {}


def test_the_metadata_is_the_gradebooks_and_no_other(workshop: Workshop) -> None:
    node, _ = cell(GRADE, "grade_greet")
    mend([node], ["grade_greet"], KNOWN[1:], find([Cell("code", GRADE, "grade_greet")], workshop.load()))
    assert node.metadata.pop("nbgrader") == {
        "grade_id": "grade_greet",
        "cell_type": "code",
        "checksum": "c2",
        "grade": True,
        "locked": True,
        "solution": False,
        "task": False,
        "schema_version": 3,
        "points": 3.0,
    }
    assert node.metadata == {"deletable": False, "editable": False}


def test_stripped_metadata_is_written_again(workshop: Workshop) -> None:
    cells, remarks = mended(workshop, cell(PROGRAM), cell(GRADE))
    assert cells == [("greet", PROGRAM), ("grade_greet", GRADE)]
    assert remarks == {}


def test_duplicates_lose_their_ids(workshop: Workshop) -> None:
    cells, remarks = mended(
        workshop,
        cell(PROGRAM, "greet"),
        cell(PROGRAM + "2", "greet"),
        cell(GRADE, "grade_greet"),
        cell(GRADE, "grade_greet"),
    )
    assert [name for name, _ in cells] == ["", "greet", "grade_greet", ""]
    assert len(remarks["grade_greet"]) == 2


def test_a_deleted_grade_cell_is_put_back_below_its_program(workshop: Workshop) -> None:
    cells, remarks = mended(workshop, cell("a"), cell(PROGRAM, "greet"), cell("b"))
    assert cells == [("", "a"), ("greet", PROGRAM), ("grade_greet", GRADE), ("", "b")]
    assert remarks == {"grade_greet": ["The cell grade_greet was missing and is put back."]}


def test_with_no_cells_at_all_the_graded_ones_are_put_back(workshop: Workshop) -> None:
    cells, remarks = mended(workshop)
    assert cells == [("grade_greet", GRADE)]
    assert "no program to grade" in remarks["grade_greet"][0]


def test_a_swapped_id_does_not_hide_a_program(workshop: Workshop) -> None:
    cells, _ = mended(workshop, cell(PROGRAM, "grade_greet"), cell(GRADE, "greet"))
    assert cells == [("greet", PROGRAM), ("grade_greet", GRADE)]


def test_a_cell_of_another_kind_becomes_what_it_was(workshop: Workshop) -> None:
    node, claim = cell(GRADE, "grade_greet", "markdown")
    mended(workshop, cell(PROGRAM, "greet"), (node, claim))
    assert (node.cell_type, node.outputs) == ("code", [])


@pytest.mark.parametrize("points", [4.0])
def test_cells_of_the_instructors_own_are_kept(workshop: Workshop, points: float) -> None:
    known = (*KNOWN, WRITTEN)
    answer = cell("Because.", "essay", "markdown")
    cells, remarks = mended(workshop, cell(PROGRAM, "greet"), cell(GRADE, "grade_greet"), answer, known=known)
    assert cells[-1] == ("essay", "Because.")
    assert answer[0].metadata.nbgrader.points == points
    assert remarks == {}


def test_a_grade_cell_whose_text_was_changed_is_known_by_its_id(workshop: Workshop) -> None:
    cells, _ = mended(workshop, cell(PROGRAM, "greet"), cell("1000.0", "grade_greet"))
    assert cells[1] == ("grade_greet", "1000.0")  # OverwriteCells puts the text back


def test_an_unknown_id_is_dropped(workshop: Workshop) -> None:
    cells, _ = mended(workshop, cell("100.0", "grade_extra"), cell(PROGRAM, "greet"), cell(GRADE, "grade_greet"))
    assert cells[0] == ("", "100.0")
