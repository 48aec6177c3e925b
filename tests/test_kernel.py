"""In a student's kernel: a program runs, is graded, and harms nothing."""

from __future__ import annotations

import os
import shutil
import textwrap
from pathlib import Path
from typing import Any

import nbformat
import pytest
from conftest import SOLUTION, STUB, Workshop
from nbclient import NotebookClient
from nbformat.notebooknode import NotebookNode

from forklings.author import notebooks
from forklings.notebook.bundle import MIMETYPE

LOAD = "%load_ext forklings.notebook"
MAGIC = "%%exercise greet"
GRADE = 'grade("greet")'


@pytest.fixture
def release(workshop: Workshop, tmp_path: Path) -> Path:
    """What lies beside the notebook that a student gets."""
    for built in notebooks.build(workshop.load()):
        built.path.parent.mkdir(parents=True, exist_ok=True)
        built.path.write_bytes(built.content)
    return Path(shutil.copytree(workshop.root / "source/01_first", tmp_path / "home/01_first"))


def run(folder: Path, *cells: str, load: bool = True, **environment: str) -> list[NotebookNode]:
    """Run cells in a kernel of their own; gives them with their outputs."""
    sources = [LOAD, *cells] if load else list(cells)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(textwrap.dedent(text)) for text in sources])
    client = NotebookClient(
        notebook,
        timeout=60,
        iopub_timeout=60,  # else what a busy machine has not shown four seconds after the cell's end is lost
        allow_errors=True,
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute(env={**os.environ, **environment})
    made: list[NotebookNode] = notebook.cells[1:] if load else notebook.cells
    return made


def streams(cell: NotebookNode, name: str) -> str:
    return "".join(output.text for output in cell.outputs if output.output_type == "stream" and output.name == name)


def result(cell: NotebookNode) -> float:
    (value,) = [output.data["text/plain"] for output in cell.outputs if output.output_type == "execute_result"]
    return float(value)


def shown(cell: NotebookNode) -> dict[str, Any]:
    (output,) = [output for output in cell.outputs if output.output_type == "display_data"]
    return dict(output.data)


def error(cell: NotebookNode) -> str:
    return "\n".join("\n".join(output.traceback) for output in cell.outputs if output.output_type == "error")


def test_a_right_program_is_run_saved_and_graded(release: Path) -> None:
    ran, graded = run(release, f"{MAGIC}\n{SOLUTION}", GRADE)
    assert streams(ran, "stdout").splitlines() == ["Process-1    │ hello", "The program ended with exit code 0."]
    assert (release / "exercises/01_first/greet.py").read_text() == SOLUTION
    assert result(graded) == 3.0
    report = shown(graded)
    assert report["text/plain"].endswith("passed, 3 of 3 points")
    assert "<strong>passed</strong>, 2 of 2 points: A child prints hello." in report["text/html"]
    assert report[MIMETYPE]["verdict"] == "passed"
    assert streams(graded, "stderr") == ""


def test_a_wrong_program_gets_its_report(release: Path) -> None:
    program = SOLUTION.replace('print("hello")', 'import sys; print("<b>$x$</b>"); print("oops", file=sys.stderr)')
    ran, graded = run(release, f"{MAGIC}\n{program}", GRADE)
    assert "Process-1    ! oops" in streams(ran, "stdout")
    assert result(graded) == 0.0
    assert streams(graded, "stderr") == ""
    report = shown(graded)
    assert "<b>" not in report["text/html"]
    assert "&lt;b&gt;$x$&lt;/b&gt;" in report["text/html"]
    assert "seen      <b>$x$</b>" in report["text/plain"]


def test_a_grade_cell_before_its_program_says_so(release: Path) -> None:
    graded, hidden = run(release, GRADE, 'grade("nothing")')
    assert result(graded) == 0.0
    assert "first run the cell that begins with `%%exercise 01_first/greet`" in shown(graded)["text/plain"]
    assert "UsageError" in streams(hidden, "stderr")
    assert [output.output_type for output in hidden.outputs] == ["stream"]


def test_the_program_reaches_the_magic_as_it_was_typed(release: Path) -> None:
    cells = [
        f"{MAGIC}\n>>> 1\n... 2\n",
        f"# a comment above\n{MAGIC}\nprint('below')",
        f"%%time\n{MAGIC}\nprint('timed')",
        f"{MAGIC}\n!ls\nx = ?",
    ]
    prompts, above, timed, shell = run(release, *cells)
    assert "Python cannot read the program: invalid syntax, in line 1." in streams(prompts, "stdout")
    assert "/box/" not in streams(prompts, "stdout")
    assert ">>> 1" in streams(prompts, "stdout")
    assert "There is text above the line" in streams(above, "stdout")
    assert "main         │ below" in streams(above, "stdout")
    assert "main         │ timed" in streams(timed, "stdout")
    assert "SyntaxError" in streams(shell, "stdout")


def test_hints_come_one_after_the_other(release: Path) -> None:
    cells = run(release, *["%hint greet"] * 3, "%hint greet 1", "%hint greet 9", "%hint")
    assert [streams(cell, "stdout").splitlines() for cell in cells[:4]] == [
        ["Who prints?", "(1 of 2)"],
        ["Start a process.", "(2 of 2, the last)"],
        ["Start a process.", "(2 of 2, the last)"],
        ["Who prints?", "(1 of 2)"],
    ]
    assert "has hints 1 to 2, and no 9" in streams(cells[4], "stderr")
    assert "name the exercise: greet" in streams(cells[5], "stderr")


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("import os; os._exit(3)", "The program ended with exit code 3."),
        ("while True: pass", "did not end within 5 seconds"),
        ("import os\nwhile True: os.fork()", "too many processes"),
        ("while True: print('x' * 1000)", "wrote more than 1024 KB"),
        ("import os\nif os.fork() == 0:\n    os.setsid()\n    import time; time.sleep(60)", "nobody had waited for it"),
    ],
)
def test_hostile_programs_leave_the_kernel_alone(release: Path, program: str, said: str) -> None:
    ran, graded, after = run(release, f"{MAGIC}\n{program}", GRADE, "6 * 7")
    assert said in streams(ran, "stdout")
    assert result(graded) == 0.0
    assert streams(graded, "stderr") == ""
    assert result(after) == 42


def test_a_flood_is_cut_short(release: Path) -> None:
    (ran,) = run(release, f"{MAGIC}\nfor n in range(5000): print(n)")
    lines = streams(ran, "stdout").splitlines()
    assert len(lines) == 1002
    assert lines[-2:] == ["… and 4000 lines more.", "The program ended with exit code 0."]


def test_a_cell_that_was_refused_leaves_no_older_program_to_grade(release: Path) -> None:
    refused, empty = f"{MAGIC}\n#{'x' * (1 << 20)}", MAGIC
    *_, first, _, second = run(release, f"{MAGIC}\n{SOLUTION}", refused, GRADE, empty, GRADE)
    assert "No program yet" in shown(first)["text/plain"]
    assert "No program yet" not in shown(second)["text/plain"]
    assert (result(first), result(second)) == (0.0, 0.0)


def test_a_file_changed_elsewhere_is_kept(release: Path) -> None:
    folder = release / "exercises/01_first"
    run(release, f"{MAGIC}\nprint(1)")
    run(release, f"{MAGIC}\nprint(2)")  # saved by a kernel that is gone: nothing to keep
    assert sorted(path.name for path in folder.iterdir()) == [".saved.json", "greet.py"]
    (folder / "greet.py").write_text("print('by hand')\n")
    (ran,) = run(release, f"{MAGIC}\nprint(3)")
    assert "what it held is now in exercises/01_first/greet.kept-1.txt" in streams(ran, "stdout")
    assert (folder / "greet.kept-1.txt").read_text() == "print('by hand')\n"
    assert (folder / "greet.py").read_text() == "print(3)\n"


def test_an_instructors_course_is_left_as_it_is(workshop: Workshop, release: Path) -> None:
    for folder in (workshop.root, workshop.root / "source/01_first"):
        ran, graded = run(folder, f"{MAGIC}\n{SOLUTION}", GRADE)
        assert result(graded) == 3.0
        assert "saved" not in streams(ran, "stdout")
    assert workshop.stub.read_text() == STUB
    assert not (workshop.root / "source/01_first/exercises").exists()


def test_under_validation_what_is_missing_is_an_error_that_names_it(release: Path) -> None:
    cells = [f"{MAGIC}\nprint('hello')", GRADE, f"{MAGIC}\n{SOLUTION}", GRADE]
    _, failed, _, passed = run(release, *cells, NBGRADER_VALIDATING="1")
    assert "✗ A child prints hello.  [0 of 2 points]" in error(failed)
    assert max(map(len, error(failed).splitlines())) <= 80
    assert "magics.py" not in error(failed)
    assert (result(passed), error(passed)) == (3.0, "")


def test_hidden_checks_are_named_and_do_not_fail_validation(workshop: Workshop, tmp_path: Path) -> None:
    text = workshop.grader.read_text()
    secret = '\n\n@points(5, hidden=True)\ndef test_secret(program: Program) -> None:\n    """A secret."""\n'
    workshop.grader.write_text(text + secret)
    for built in notebooks.build(workshop.load()):
        built.path.parent.mkdir(parents=True, exist_ok=True)
        built.path.write_bytes(built.content)
    folder = Path(shutil.copytree(workshop.root / "source/01_first", tmp_path / "home/01_first"))
    _, graded = run(folder, f"{MAGIC}\n{SOLUTION}", GRADE)
    assert result(graded) == 3.0
    assert "After hand-in more checks are run: 1, for 5 points." in shown(graded)["text/plain"]
    _, graded = run(folder, f"{MAGIC}\n{SOLUTION}", GRADE, NBGRADER_VALIDATING="1")
    assert result(graded) == 8.0


def test_outside_a_course_it_says_so(tmp_path: Path) -> None:
    ran, graded = run(tmp_path, f"{MAGIC}\nprint(1)", GRADE)
    for cell in (ran, graded):
        assert "course.yml" in streams(cell, "stderr")
        assert "Traceback" not in streams(cell, "stderr")


def test_the_course_is_found_wherever_the_kernel_has_gone_since(release: Path) -> None:
    _, _, graded = run(release, "import os; os.chdir('/')", f"{MAGIC}\n{SOLUTION}", GRADE)
    assert result(graded) == 3.0


def test_loading_twice_changes_nothing(release: Path) -> None:
    _, ran, graded = run(release, "%reload_ext forklings.notebook", f"{MAGIC}\n{SOLUTION}", GRADE)
    assert streams(ran, "stdout").count("hello") == 1
    assert result(graded) == 3.0
