"""The cohort of the demo: twenty students, and what each did to the released notebook.

    python demo/cohort.py RELEASE

RELEASE is the notebook that students get. The files below demo/submitted/ were made with
it once and are kept as they were handed in; the course may have gone on since.
"""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import yaml
from nbformat.notebooknode import NotebookNode

HERE = Path(__file__).resolve().parent
SUBMITTED = HERE / "submitted"
CHAPTER = "02_lifecycle"
FIRST, SECOND = "clean_exit", "exit_codes"

# Kept small in the repository: the 50 MB of outputs come when the cohort is taken in.
INFLATED = "rosa"
INFLATED_MB = 50

Change = Callable[[NotebookNode], None]


@dataclass(frozen=True)
class Student:
    """What one handed in; what they did to the cells, or to the file as a whole."""

    name: str
    programs: dict[str, str] = field(default_factory=dict)
    change: Change = lambda notebook: None
    file_name: str = f"{CHAPTER}.ipynb"
    as_bytes: Callable[[str], bytes] = str.encode


def only_given(folder: Path) -> None:
    """Leave out of a copy of the course what the cohort was not given, and build its notebooks anew."""
    path = folder / "course.yml"
    course = yaml.safe_load(path.read_text(encoding="utf-8"))
    for chapter in course["chapters"]:
        if chapter["name"] == CHAPTER:
            chapter["exercises"] = [one for one in chapter["exercises"] if one["name"] in (FIRST, SECOND)]
    path.write_text(yaml.safe_dump(course, sort_keys=False, allow_unicode=True), encoding="utf-8")
    command = [sys.executable, "-c", "from forklings.cli import main; main()", "author", "build"]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def program(name: str) -> str:
    """A program of demo/programs/, or the course's answer."""
    path = HERE / "programs" / f"{name}.py"
    return (path if path.exists() else HERE.parent / "solutions" / CHAPTER / f"{name}.py").read_text("utf-8")


def cell_of(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    cell: NotebookNode
    (cell,) = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id]
    return cell


def delete_cells(notebook: NotebookNode) -> None:
    gone = (cell_of(notebook, FIRST), cell_of(notebook, f"grade_{SECOND}"))
    notebook.cells = [cell for cell in notebook.cells if not any(cell is one for one in gone)]


def duplicate_cells(notebook: NotebookNode) -> None:
    for grade_id in (FIRST, f"grade_{FIRST}"):
        cell = cell_of(notebook, grade_id)
        again = copy.deepcopy(cell)
        again.id = f"{cell.id}-again"
        notebook.cells.insert(notebook.cells.index(cell), again)


def split_cell(notebook: NotebookNode) -> None:
    cell = cell_of(notebook, FIRST)
    above, below = cell.source.split("def main()", 1)
    rest = copy.deepcopy(cell)
    rest.id, rest.source, cell.source = f"{cell.id}-rest", f"def main(){below}", above
    notebook.cells.insert(notebook.cells.index(cell) + 1, rest)


def text_above(notebook: NotebookNode) -> None:
    cell = cell_of(notebook, FIRST)
    cell.source = f"# my second attempt, after the tutorial\n{cell.source}"


def answer_in_new_cell(notebook: NotebookNode) -> None:
    cell = cell_of(notebook, FIRST)
    notebook.cells.append(nbformat.v4.new_code_cell(cell.source, id="my-answer"))
    cell.source = f"%%exercise {CHAPTER}/{FIRST}\n{program('stub_of_clean_exit')}"


def strip_metadata(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        cell.metadata = NotebookNode()
    notebook.metadata = NotebookNode()


def forge(notebook: NotebookNode) -> None:
    """Full marks by hand: outputs that say so, points that say so, a cell that says so."""
    cell = cell_of(notebook, f"grade_{FIRST}")
    cell.metadata.nbgrader.points = 100
    cell.metadata.nbgrader.locked = False
    cell.source = "100.0"
    cell.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "100.0"}, execution_count=1)]


RIGHT = {FIRST: FIRST, SECOND: SECOND}

COHORT = (
    Student("ada", RIGHT),
    Student("ben", {FIRST: FIRST, SECOND: "exit_codes_signal_as_error"}),
    Student("cleo"),
    Student("dan", {**RIGHT, FIRST: "clean_exit_syntax_error"}),
    Student("eva", {**RIGHT, SECOND: "exit_codes_endless_loop"}),
    Student("finn", {FIRST: "os_exit", SECOND: "os_exit"}),
    Student("gina", {**RIGHT, FIRST: "clean_exit_orphan"}),
    Student("hugo", {**RIGHT, FIRST: "clean_exit_parent_prints"}),
    Student("iris", RIGHT, delete_cells),
    Student("jan", RIGHT, duplicate_cells),
    Student("kira", RIGHT, split_cell),
    Student("liam", RIGHT, text_above),
    Student("mona", RIGHT, answer_in_new_cell),
    Student("nils", RIGHT, strip_metadata),
    Student("olga", RIGHT, file_name=f"{CHAPTER} (1).ipynb"),
    Student("paul", as_bytes=lambda text: text[: len(text) // 2].encode()),
    Student("quin", as_bytes=lambda text: text.replace("# Run this", "# Après ça, run this").encode("latin-1")),
    Student("rosa", RIGHT),
    Student("sven", {**RIGHT, SECOND: "exit_codes_fork_bomb"}),
    Student("tara", change=forge),
)


def made(student: Student, release: NotebookNode) -> bytes:
    """The file that a student hands in."""
    notebook = copy.deepcopy(release)
    for exercise, name in student.programs.items():
        cell_of(notebook, exercise).source = f"%%exercise {CHAPTER}/{exercise}\n{program(name).rstrip()}"
    student.change(notebook)
    return student.as_bytes(nbformat.writes(notebook, indent=1) + "\n")


def inflate(path: Path) -> None:
    """Fill the outputs of a notebook's first cell, as a runaway loop does."""
    document = json.loads(path.read_bytes())
    cell = next(cell for cell in document["cells"] if cell["cell_type"] == "code")
    cell["outputs"] = [{"name": "stdout", "output_type": "stream", "text": ["still here\n"] * (INFLATED_MB << 20 >> 4)}]
    path.write_text(json.dumps(document))


def main() -> None:
    release = nbformat.read(sys.argv[1], as_version=4)
    for student in COHORT:
        path = SUBMITTED / student.name / CHAPTER / student.file_name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made(student, release))
    print(f"{len(COHORT)} notebooks below {SUBMITTED.relative_to(Path.cwd())}")


if __name__ == "__main__":
    main()
