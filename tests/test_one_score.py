"""One program, one score: through pytest, the command, a kernel and nbgrader, check by check.

Cases of every exercise are handed in: the nth case of each exercise of a chapter makes the
nth notebook. Three of the notebooks are, from all over the course, and all of them with
FORKLINGS_ALL_CASES=1, which takes hours of processor time. pytest, the kernels and nbgrader
work side by side, since they mostly wait.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import nbformat
import pytest
from nbformat.notebooknode import NotebookNode
from typer.testing import CliRunner

from forklings import course as courses
from forklings.cli.main import app
from forklings.course import Chapter, Exercise
from forklings.grading.checks import load
from forklings.nbgrader.grading import report_of
from forklings.notebook.programs import magic_line
from forklings.report import Report, Verdict, from_json

ROOT = Path(__file__).parents[1]
COURSE = courses.load(ROOT)

# The verdict of each check, and the points of all.
Score = tuple[dict[str, Verdict], float]

pytestmark = pytest.mark.timeout(1200)


@dataclass(frozen=True)
class Notebook:
    """The nth case of each exercise of a chapter, in one notebook."""

    chapter: Chapter
    number: int
    programs: tuple[tuple[Exercise, Path], ...]

    @property
    def name(self) -> str:
        return f"{self.chapter.name}-{self.number:02}"


def notebooks() -> list[Notebook]:
    made = []
    for chapter in COURSE.chapters:
        columns = [cases_of(exercise) for exercise in chapter.exercises]
        for number, row in enumerate(zip_longest(*columns)):
            made.append(Notebook(chapter, number, tuple(program for program in row if program is not None)))
    return made


def cases_of(exercise: Exercise) -> list[tuple[Exercise, Path]]:
    return [(exercise, path) for path in sorted(exercise.case_folder.glob("*.py"))]


def some_of(made: list[Notebook], count: int) -> list[Notebook]:
    """So many of them, as far from each other as from the first and the last one."""
    return [made[(2 * place + 1) * len(made) // (2 * count)] for place in range(count)]


NOTEBOOKS = notebooks() if os.environ.get("FORKLINGS_ALL_CASES") else some_of(notebooks(), 3)


def score_of(report: Report) -> Score:
    return {check.name: check.verdict for check in report.checks}, report.points


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course, released by nbgrader, with every notebook handed in."""
    folder = tmp_path_factory.mktemp("one") / "course"
    for name in ("exercises", "solutions", "graders", "source"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("course.yml", "nbgrader_config.py"):
        shutil.copy(ROOT / name, folder / name)
    for name in dict.fromkeys(notebook.chapter.name for notebook in NOTEBOOKS):
        nbgrader(folder, "generate_assignment", name, "--create")
    for notebook in NOTEBOOKS:
        name = notebook.chapter.name
        filled = nbformat.read(folder / "release" / name / f"{name}.ipynb", as_version=4)
        for exercise, path in notebook.programs:
            (cell,) = [cell for cell in filled.cells if cell.source.startswith(magic_line(exercise))]
            cell.source = f"{magic_line(exercise)}\n{path.read_text('utf-8')}"
        handed_in = folder / "submitted" / notebook.name / name
        handed_in.mkdir(parents=True)
        nbformat.write(filled, handed_in / f"{name}.ipynb")
    return folder


def nbgrader(folder: Path, *words: str) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=folder,
        env={**os.environ, "PATH": path},
        check=True,
        capture_output=True,
        timeout=1000,
    )


def reports_in(notebook: NotebookNode) -> dict[str, Score]:
    found = {}
    for cell in notebook.cells:
        if cell.cell_type == "code" and (report := report_of(cell)) is not None:
            points = [out.data["text/plain"] for out in cell.outputs if out.output_type == "execute_result"]
            assert [float(text) for text in points] == [report.points]
            found[report.exercise] = score_of(report)
    return found


def by_autograde(course: Path) -> dict[str, dict[str, Score]]:
    for name in dict.fromkeys(notebook.chapter.name for notebook in NOTEBOOKS):
        nbgrader(course, "autograde", name)
    found = {}
    for notebook in NOTEBOOKS:
        name = notebook.chapter.name
        path = course / "autograded" / notebook.name / name / f"{name}.ipynb"
        found[notebook.name] = reports_in(nbformat.read(path, as_version=4))
    return found


def by_kernel(course: Path) -> dict[str, dict[str, Score]]:
    """Run All, each notebook in a kernel of its own, in a folder that holds the release alone."""
    script = (
        "import sys, nbformat\n"
        "from nbclient import NotebookClient\n"
        "for path, folder in zip(sys.argv[1::2], sys.argv[2::2]):\n"
        "    notebook = nbformat.read(path, as_version=4)\n"
        "    resources = {'metadata': {'path': folder}}\n"
        "    NotebookClient(notebook, timeout=60, iopub_timeout=60, resources=resources).execute()\n"
        "    nbformat.write(notebook, f'{folder}/done.ipynb')\n"
    )
    words: list[str] = []
    desks = {}
    for notebook in NOTEBOOKS:
        chapter = notebook.chapter.name
        desk = course.parent / "desks" / notebook.name
        shutil.copytree(course / "release" / chapter, desk)
        words += [str(course / "submitted" / notebook.name / chapter / f"{chapter}.ipynb"), str(desk)]
        desks[notebook.name] = desk
    subprocess.run([sys.executable, "-c", script, *words], check=True, capture_output=True, timeout=1000)
    return {name: reports_in(nbformat.read(desk / "done.ipynb", as_version=4)) for name, desk in desks.items()}


def by_pytest(course: Path) -> dict[str, dict[str, Score]]:
    """`pytest exercises/` in a student's copy of the course, one copy a notebook."""
    copies = course.parent / "copies"
    for notebook in NOTEBOOKS:
        folder = copies / notebook.name
        shutil.copytree(course / "graders", folder / "graders")
        shutil.copy(course / "course.yml", folder)
        for exercise, path in notebook.programs:
            target = folder / "exercises" / exercise.chapter / exercise.file_name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    record = copies / "record.xml"
    folders = [f"{notebook.name}/exercises" for notebook in NOTEBOOKS]
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", f"--junitxml={record}", "--rootdir=.", "-q"]
    result = subprocess.run([*command, *folders], cwd=copies, capture_output=True, text=True, timeout=1000, check=False)
    assert result.returncode == 1, result.stdout[-2000:]
    points = {(exercise.id, name): number for exercise in COURSE.exercises for name, number in points_of(exercise)}
    found: dict[str, dict[str, Score]] = {}
    for case in ElementTree.parse(record).getroot().iter("testcase"):
        name, _exercises, chapter, short = case.attrib["classname"].split(".")
        check, verdict = case.attrib["name"], verdict_of(case)
        verdicts, so_far = found.setdefault(name, {}).get(f"{chapter}/{short}", ({}, 0))
        earned = points[f"{chapter}/{short}", check] if verdict is Verdict.PASSED else 0
        found[name][f"{chapter}/{short}"] = ({**verdicts, check: verdict}, so_far + earned)
    return found


def verdict_of(case: ElementTree.Element) -> Verdict:
    if case.find("failure") is not None:
        return Verdict.FAILED
    return Verdict.SKIPPED if case.find("skipped") is not None else Verdict.PASSED


def points_of(exercise: Exercise) -> list[tuple[str, int]]:
    return [(check.name, check.points) for check in load(exercise).checks]


def by_command() -> dict[str, dict[str, Score]]:
    found: dict[str, dict[str, Score]] = {}
    for notebook in NOTEBOOKS:
        for exercise, path in notebook.programs:
            words = ["grade", str(path), "--exercise", exercise.id, "--json", "--course", str(ROOT)]
            result = CliRunner().invoke(app, words)
            report = from_json(result.stdout.encode())
            assert result.exit_code == (0 if report.verdict is Verdict.PASSED else 1)
            found.setdefault(notebook.name, {})[exercise.id] = score_of(report)
    return found


@pytest.fixture(scope="module")
def scores(course: Path) -> dict[str, dict[str, dict[str, Score]]]:
    """By front end, notebook and exercise."""
    with ThreadPoolExecutor() as pool:
        others = {
            "pytest": pool.submit(by_pytest, course),
            "kernel": pool.submit(by_kernel, course),
            "autograde": pool.submit(by_autograde, course),
        }
        found = {"command": by_command()}
        return found | {name: future.result() for name, future in others.items()}


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.name)
def test_one_score(scores: dict[str, dict[str, dict[str, Score]]], notebook: Notebook) -> None:
    for exercise, path in notebook.programs:
        by_front = {front: found[notebook.name][exercise.id] for front, found in scores.items()}
        assert len({json.dumps(score) for score in by_front.values()}) == 1, (path.name, by_front)
