"""source/: built from the course, the same bytes each time, and shaped as nbgrader wants it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from conftest import SOLUTION, Workshop

from forklings import course as courses
from forklings.author import notebooks
from forklings.grading.grade import grade

ROOT = Path(__file__).parents[1]


def build(workshop: Workshop, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from forklings.cli import main; main()", "author", "build", *words]
    return subprocess.run(command, cwd=workshop.root, capture_output=True, text=True, timeout=240, check=False)


def test_the_notebooks_of_this_course_are_fresh() -> None:
    built = list(notebooks.build(courses.load(ROOT)))
    assert [file.path for file in built if not file.is_fresh] == [], f"rebuild them: {notebooks.REBUILD}"
    assert notebooks.stray(courses.load(ROOT), built) == []


def test_the_same_course_gives_the_same_bytes(workshop: Workshop) -> None:
    first = [file.content for file in notebooks.build(workshop.load())]
    assert first == [file.content for file in notebooks.build(workshop.load())]


def test_a_chapter_becomes_lesson_program_and_grade_cell(workshop: Workshop) -> None:
    build(workshop)
    notebook = nbformat.read(workshop.root / "source/01_first/01_first.ipynb", as_version=4)
    nbformat.validate(notebook)
    setup, lesson, title, program, grade = notebook.cells
    assert "nbgrader" not in setup.metadata
    assert "nbgrader" not in lesson.metadata
    assert "nbgrader" not in title.metadata
    assert lesson.source == "Look at `greet.py`."
    assert title.source.startswith("### Say hello from a child\n")
    assert program.source.startswith('%%exercise 01_first/greet\n"""Why it works')
    assert program.metadata.nbgrader.solution
    assert not program.metadata.nbgrader.grade
    assert grade.source == 'grade("01_first/greet")'
    assert (grade.metadata.nbgrader.points, grade.metadata.nbgrader.locked) == (3, True)


def test_what_lies_beside_it_is_a_course_that_grades_alike(workshop: Workshop) -> None:
    build(workshop)
    part = courses.load(workshop.root / "source/01_first").exercises[0]
    whole = workshop.exercise
    assert (part.id, part.title, part.hints, part.limits, part.start_methods) == (
        whole.id,
        whole.title,
        whole.hints,
        whole.limits,
        whole.start_methods,
    )
    assert part.grader.read_text() == whole.grader.read_text()


def test_hidden_checks_stay_with_the_instructor(workshop: Workshop) -> None:
    text = workshop.grader.read_text()
    hidden = '\n\n@points(\n    5, hidden=True\n)\ndef test_secret(program: Program) -> None:\n    """A secret."""\n'
    workshop.grader.write_text(text + hidden)
    build(workshop)
    released = workshop.root / "source/01_first/graders/01_first/test_greet.py"
    assert released.read_text() == f"{text}\n# Points of the checks that are run after hand-in.\nHIDDEN = (5,)\n"
    report = grade(courses.load(workshop.root / "source/01_first").exercises[0], SOLUTION.encode())
    assert (report.points, report.max_points, report.hidden_checks, report.hidden_points) == (3, 3, 1, 5)
    notebook = nbformat.read(workshop.root / "source/01_first/01_first.ipynb", as_version=4)
    assert notebook.cells[-1].metadata.nbgrader.points == 8


SECRET = 'def test_secret(program: Program) -> None:\n    """A secret."""\n'


@pytest.mark.parametrize(
    ("addition", "said"),
    [
        (f"if True:\n    @points(1, hidden=True)\n    {SECRET.replace(chr(10), chr(10) + '    ')}", "plain function"),
        (f"{SECRET}\n\ntest_secret = points(1, hidden=True)(test_secret)\n", "names it"),
        (
            f"@points(1, hidden=True)\n{SECRET}\n\n@points(1, needs=test_secret)\n"
            'def test_open(program: Program) -> None:\n    """Open."""\n',
            "hidden and not released",
        ),
    ],
)
def test_what_would_release_a_hidden_check_is_refused(workshop: Workshop, addition: str, said: str) -> None:
    workshop.grader.write_text(f"{workshop.grader.read_text()}\n\n{addition}")
    result = build(workshop)
    assert (result.returncode, result.stdout) == (2, "")
    assert said in result.stderr


def test_odd_line_ends_move_no_lines(workshop: Workshop) -> None:
    text = workshop.grader.read_text().replace('"""A child says hello."""', '"""A child\u2028says\x85hello.\x0c"""')
    workshop.grader.write_text(f"{text}\n\n# Why it is hidden.\n@points(1, hidden=True)\n{SECRET}")
    assert build(workshop).returncode == 0
    released = (workshop.root / "source/01_first/graders/01_first/test_greet.py").read_text()
    compile(released, "released", "exec")
    assert "secret" not in released.lower()
    assert "Why it is hidden" not in released


def test_a_grader_of_hidden_checks_alone_can_be_released(workshop: Workshop) -> None:
    header = workshop.grader.read_text().split("@points")[0]
    workshop.grader.write_text(f"{header}@points(1, hidden=True)\n{SECRET}")
    assert build(workshop).returncode == 0
    report = grade(courses.load(workshop.root / "source/01_first").exercises[0], SOLUTION.encode())
    assert (report.points, report.max_points, report.hidden_points) == (0, 0, 1)


def test_headings_in_listings_are_no_sections(workshop: Workshop) -> None:
    lesson = workshop.root / "exercises/01_first/README.md"
    lesson.write_text("# One\n\n```python\n# no heading\n```\n\n## Two\n\nSee `greet.py`.\n\n## Three\n")
    build(workshop)
    notebook = nbformat.read(workshop.root / "source/01_first/01_first.ipynb", as_version=4)
    prose = [cell.source.splitlines()[0] for cell in notebook.cells if cell.cell_type == "markdown"]
    assert prose == ["# One", "## Two", "### Say hello from a child", "## Three"]


def test_a_lesson_in_another_language_is_taken_where_there_is_one(workshop: Workshop) -> None:
    (workshop.root / "exercises/01_first/README.zh_CN.md").write_text("请看 `greet.py`。\n")
    assert build(workshop, "--lang", "zh_CN").returncode == 0
    assert "请看" in (workshop.root / "source/01_first/01_first.ipynb").read_text("utf-8")
    assert build(workshop, "--check").returncode == 1


def test_check_names_what_is_stale_and_the_command(workshop: Workshop) -> None:
    assert build(workshop).returncode == 0
    assert build(workshop, "--check").returncode == 0
    path = workshop.root / "source/01_first/01_first.ipynb"
    document = json.loads(path.read_text())
    document["cells"][1]["source"] = "edited"
    path.write_text(json.dumps(document))
    (workshop.root / "source/01_first/extra.py").touch()
    result = build(workshop, "--check")
    assert result.returncode == 1
    for name in ("01_first.ipynb", "extra.py"):
        assert (
            f"source/01_first/{name} is not what the course says; rebuild it: forklings author build" in result.stdout
        )
    build(workshop)
    assert build(workshop, "--check").returncode == 0
    assert not (workshop.root / "source/01_first/extra.py").exists()


@pytest.mark.parametrize("lesson", ["Nothing of it.\n", ""])
def test_a_lesson_that_leads_nowhere_is_one_clear_error(workshop: Workshop, lesson: str) -> None:
    (workshop.root / "exercises/01_first/README.md").write_text(lesson)
    result = build(workshop)
    assert (result.returncode, result.stdout) == (2, "")
    assert "no section leads to `greet.py`" in result.stderr
