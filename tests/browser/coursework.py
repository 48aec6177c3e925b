"""The course as people have it: released, on a student's desk, handed in, graded."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cohort

from browser.jupyter import command

ROOT = Path(__file__).parents[2]

CHAPTER = "02_lifecycle"
EXERCISES = ("clean_exit", "exit_codes")
NOTEBOOK = f"{CHAPTER}.ipynb"

# Text that a page could take for its own: tags, a program, a formula.
TAGS = "<b>bold</b>"
SCRIPT = "<script>window.ran = true</script>"
PICTURE = "<img src=nowhere onerror='window.ran = true'>"
FORMULA = "$x$"
ODD = f"{TAGS} {SCRIPT} {PICTURE} {FORMULA}"

# Says odd things to stdout.
ODD_PRINTED = f'''\
import multiprocessing


def write_page(name):
    print("""{ODD}""")


if __name__ == "__main__":
    for name in ("anna", "ben"):
        multiprocessing.Process(target=write_page, args=(name,)).start()
'''

# Says them in a traceback, which a report quotes.
ODD_RAISED = f'raise ValueError("""{ODD}""")\n'

Edit = Callable[[dict[str, Any]], None]


def solution(exercise: str) -> str:
    return (ROOT / "solutions" / CHAPTER / f"{exercise}.py").read_text()


def program(exercise: str, text: str) -> Edit:
    """An edit that puts another program into the cell of an exercise."""

    def edit(notebook: dict[str, Any]) -> None:
        (cell,) = (cell for cell in notebook["cells"] if cell["id"] == f"{exercise}-program")
        cell["source"] = f"%%exercise {CHAPTER}/{exercise}\n{text}"

    return edit


def text_cell(text: str) -> Edit:
    """An edit that puts a cell of text at the end."""

    def edit(notebook: dict[str, Any]) -> None:
        notebook["cells"].append({"cell_type": "markdown", "id": "text", "metadata": {}, "source": text})

    return edit


SOLVED = tuple(program(exercise, solution(exercise)) for exercise in EXERCISES)
ODDLY = (program("clean_exit", ODD_PRINTED), program("exit_codes", ODD_RAISED))


def ids(path: Path) -> list[str]:
    """The ids of a notebook's cells, in their order."""
    return [cell["id"] for cell in json.loads(path.read_text())["cells"]]


@dataclass(frozen=True)
class Coursework:
    """An instructor's folder, with the chapter released, and the home of who works in it."""

    root: Path
    home: Path

    @classmethod
    def release(cls, root: Path, home: Path) -> Coursework:
        """Copy this repository's course and release a chapter of it."""
        for name in ("exercises", "solutions", "graders", "source"):
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("course.yml", "nbgrader_config.py"):
            shutil.copyfile(ROOT / name, root / name)
        # Two exercises fill a page as well as all of them do.
        cohort.only_given(root)
        made = cls(root, home)
        made.nbgrader("generate_assignment", "--create")
        return made

    def nbgrader(self, step: str, *words: str) -> None:
        command(self.home, self.root, "nbgrader", step, CHAPTER, *words)

    def hand_out(self, folder: Path, *edits: Edit) -> Path:
        """A copy of the release in a student's folder, edited; gives the notebook."""
        chapter = folder / CHAPTER
        shutil.copytree(self.root / "release" / CHAPTER, chapter)
        path = chapter / NOTEBOOK
        notebook = json.loads(path.read_text())
        for edit in edits:
            edit(notebook)
        path.write_text(json.dumps(notebook))
        return path

    def hand_in(self, student: str, content: str) -> None:
        path = self.root / "submitted" / student / CHAPTER / NOTEBOOK
        path.parent.mkdir(parents=True)
        path.write_text(content)

    def feedback(self, student: str) -> Path:
        return self.root / "feedback" / student / CHAPTER / f"{CHAPTER}.html"

    def reports(self, student: str) -> list[dict[str, Any]]:
        """The reports in a student's autograded notebook, as the page was made from them."""
        path = self.root / "autograded" / student / CHAPTER / NOTEBOOK
        outputs = [output for cell in json.loads(path.read_text())["cells"] for output in cell.get("outputs", [])]
        kind = "application/vnd.forklings.report+json"
        return [output["data"][kind] for output in outputs if kind in output.get("data", {})]
