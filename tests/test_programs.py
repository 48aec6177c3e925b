"""Finding the program of an exercise in whatever a student made of the notebook."""

from __future__ import annotations

import pytest
from conftest import Workshop

from forklings.course import Course
from forklings.notebook.programs import Cell, Found, find, split

MAGIC = "%%exercise 01_first/greet"


def found_in(course: Course, *cells: Cell) -> Found:
    (found,) = find(cells, course)
    return found


def code(source: str, grade_id: str = "") -> Cell:
    return Cell("code", source, grade_id)


@pytest.mark.parametrize(
    "line",
    [
        "%%exercise 01_first/greet",
        "%%exercise greet",
        "%%exercise greet.py",
        "%%exercise \t greet  # mine",
        "\n\n%%exercise greet",
    ],
)
def test_a_cell_is_known_by_its_magic_line(workshop: Workshop, line: str) -> None:
    found = found_in(workshop.load(), code("x = 1"), code(f"{line}\nprint(1)"))
    assert (found.index, found.program, found.remarks) == (1, "print(1)\n", ())


def test_the_last_cell_wins_and_the_others_are_named(workshop: Workshop) -> None:
    found = found_in(workshop.load(), code(f"{MAGIC}\nold", "greet"), code(f"{MAGIC}\nnew"))
    assert (found.index, found.program) == (1, "new\n")
    assert found.remarks == (f"2 cells begin with `{MAGIC}`; the last of them was graded.",)


def test_a_cell_that_begins_wins_over_one_with_text_above(workshop: Workshop) -> None:
    found = found_in(workshop.load(), code(f"{MAGIC}\nfirst"), code(f"import os\n{MAGIC}\nsecond", "greet"))
    assert found.index == 0


def test_text_above_the_magic_is_no_part_of_the_program(workshop: Workshop) -> None:
    for grade_id in ("greet", ""):
        found = found_in(workshop.load(), code(f"# mine\n{MAGIC}\nprint(1)", grade_id))
        assert found.program == "print(1)\n"
        assert found.remarks == (f"There is text above the line `{MAGIC}`; the program begins below it.",)


def test_without_a_magic_line_the_solution_cell_is_the_program(workshop: Workshop) -> None:
    found = found_in(workshop.load(), code("print(0)"), code("print(1)", "greet"))
    assert (found.index, found.program) == (1, "print(1)\n")
    assert "lost its first line" in found.remarks[0]


def test_a_solution_cell_of_another_exercise_is_not_taken(workshop: Workshop) -> None:
    course = workshop.load()
    text = (workshop.root / "course.yml").read_text()
    (workshop.root / "course.yml").write_text(
        f"{text}      - name: part\n        title: Part\n        topics: [S01]\n        hints: []\n"
    )
    course = workshop.load()
    greet, part = find([code("%%exercise part\nprint(1)", "greet")], course)
    assert greet.index is None
    assert (part.index, part.program) == (0, "print(1)\n")


def test_an_unknown_name_leaves_the_solution_cell(workshop: Workshop) -> None:
    found = found_in(workshop.load(), code("%%exercise gret\nprint(1)", "greet"))
    assert (found.index, found.program) == (0, "print(1)\n")


def test_a_split_cell_is_graded_by_its_first_part(workshop: Workshop) -> None:
    found = found_in(workshop.load(), code(f"{MAGIC}\na = 1", "greet"), code("b = 2", "greet"))
    assert found.program == "a = 1\n"
    assert "was split" in found.remarks[0]


def test_two_programs_in_one_cell_are_named(workshop: Workshop) -> None:
    found = found_in(workshop.load(), code(f"{MAGIC}\na = 1\n%%exercise other\nb = 2"))
    assert "needs a cell of its own" in found.remarks[0]


def test_text_cells_count_by_their_id_alone(workshop: Workshop) -> None:
    assert found_in(workshop.load(), Cell("markdown", f"{MAGIC}\nprint(1)")).index is None
    found = found_in(workshop.load(), Cell("markdown", f"{MAGIC}\nprint(1)", "greet"))
    assert found.program == "print(1)\n"
    assert "text cell" in found.remarks[0]


def test_no_program_is_a_remark(workshop: Workshop) -> None:
    found = found_in(workshop.load())
    assert found.index is None
    assert found.remarks == (f"No code cell begins with `{MAGIC}`, so there is no program to grade.",)


@pytest.mark.parametrize("body", ["", "\n", "  \n\n"])
def test_an_empty_program_is_empty(workshop: Workshop, body: str) -> None:
    found = found_in(workshop.load(), code(f"{MAGIC}\n{body}"))
    assert (found.index, found.source) == (0, b"")


def test_a_cell_and_a_file_give_the_same_bytes(workshop: Workshop) -> None:
    text = workshop.stub.read_text()
    for ending in ("", "\n", "\n\n"):
        assert found_in(workshop.load(), code(f"{MAGIC}\n{text.rstrip()}{ending}")).source == text.encode()


def test_an_indented_cell_is_dedented_as_ipython_does(workshop: Workshop) -> None:
    found = found_in(workshop.load(), code(f"\n  {MAGIC}\n  if x:\n    y\n z"))
    assert found.program == "if x:\n  y\n z\n"


def test_a_magic_line_in_a_string_is_a_part_of_the_string(workshop: Workshop) -> None:
    assert split('note = """\n%%exercise greet\n"""') is None


def test_a_byte_order_mark_is_no_text_above(workshop: Workshop) -> None:
    assert found_in(workshop.load(), code(f"\ufeff{MAGIC}\nprint(1)")).remarks == ()


def test_what_is_not_at_the_start_of_a_line_is_no_magic() -> None:
    assert split("x = '%%exercise greet'") is None
    assert split("x\n %%exercise greet\n") is None
    assert split("%%exercises greet\n") is None
