"""Release, autograde and scores of a small course: what nbgrader's steps make of ours."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from conftest import SOLUTION, STUB, Workshop
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.validator import Validator

from forklings.author import notebooks
from forklings.nbgrader import scores as scoring
from forklings.nbgrader.scores import NoCourse, NotReleased, Score, coursedir

CHAPTER = "01_first"
CONFIG = Path(__file__).parents[1] / "nbgrader_config.py"

HIDDEN = '''

@points(5, hidden=True)
def test_secret(program: Program) -> None:
    """The main process says nothing."""
    program.run().expect_no_line("and I am here", by=program.run().main)
'''


def nbgrader(workshop: Workshop, *words: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=workshop.root,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )


# Courses as a release left them, by what they were before: many tests begin with the same one.
_RELEASED: dict[str, Path] = {}


def release(workshop: Workshop, *words: str) -> NotebookNode:
    before = hashlib.sha256(repr(words).encode())
    for path in sorted(workshop.root.rglob("*")):
        before.update(f"{path.relative_to(workshop.root)}\0".encode())
        before.update(path.read_bytes() if path.is_file() else b"")
    kept = _RELEASED.get(before.hexdigest())
    if kept is not None:
        shutil.copytree(kept, workshop.root, dirs_exist_ok=True)
    else:
        _release_anew(workshop, *words)
        kept = _RELEASED[before.hexdigest()] = workshop.root.with_name("released")
        shutil.copytree(workshop.root, kept)
    notebook: NotebookNode = nbformat.read(workshop.root / "release" / CHAPTER / f"{CHAPTER}.ipynb", as_version=4)
    return notebook


def _release_anew(workshop: Workshop, *words: str) -> None:
    shutil.copy(CONFIG, workshop.root)
    for built in notebooks.build(workshop.load()):
        built.path.parent.mkdir(parents=True, exist_ok=True)
        built.path.write_bytes(built.content)
    result = nbgrader(workshop, "generate_assignment", CHAPTER, "--create", *words)
    assert result.returncode == 0, result.stderr


def hand_in(workshop: Workshop, student: str, program: str | None = None) -> Path:
    """The released notebook with a program in it, or as it is."""
    folder = workshop.root / "submitted" / student / CHAPTER
    folder.mkdir(parents=True)
    path = folder / f"{CHAPTER}.ipynb"
    notebook = nbformat.read(workshop.root / "release" / CHAPTER / path.name, as_version=4)
    if program is not None:
        (cell,) = [cell for cell in notebook.cells if cell.source.startswith("%%exercise")]
        cell.source = f"%%exercise {CHAPTER}/greet\n{program}"
    nbformat.write(notebook, path)
    return path


def autograde(workshop: Workshop, *words: str) -> dict[str, Score]:
    result = nbgrader(workshop, "autograde", CHAPTER, *words)
    assert result.returncode == 0, result.stderr
    assert "Traceback" not in result.stderr
    return by_student(workshop)


def by_student(workshop: Workshop) -> dict[str, Score]:
    return {score.student: score for score in scoring.scores(workshop.load(), coursedir(workshop.root), CHAPTER)}


def gradebook(workshop: Workshop) -> Gradebook:
    return Gradebook(coursedir(workshop.root).db_url)


def test_the_release_holds_the_stub_and_no_answer(workshop: Workshop) -> None:
    workshop.grader.write_text(workshop.grader.read_text() + HIDDEN)
    notebook = release(workshop)
    (cell,) = [cell for cell in notebook.cells if cell.source.startswith("%%exercise")]
    assert cell.source == f"%%exercise {CHAPTER}/greet\n{STUB.rstrip()}"
    for path in (workshop.root / "release").rglob("*"):
        assert path.is_dir() or "multiprocessing.Process" not in path.read_text(), path
        assert path.is_dir() or "says nothing" not in path.read_text(), path


def test_hidden_checks_come_back(workshop: Workshop) -> None:
    workshop.grader.write_text(workshop.grader.read_text() + HIDDEN)
    release(workshop)
    hand_in(workshop, "right", SOLUTION)
    hand_in(workshop, "wrong", SOLUTION + '    print("and I am here")\n')
    found = autograde(workshop)
    assert (found["right"].points, found["wrong"].points, found["right"].max_points) == (8, 3, 8)


def test_points_that_changed_since_the_release_are_scaled(workshop: Workshop) -> None:
    release(workshop)
    hand_in(workshop, "right", SOLUTION)
    hand_in(workshop, "wrong", SOLUTION + '    print("and I am here")\n')
    workshop.grader.write_text(workshop.grader.read_text() + HIDDEN)
    found = autograde(workshop)
    assert (found["right"].points, found["right"].max_points) == (3, 3)
    assert found["wrong"].points == pytest.approx(3 * 3 / 8)


UNDECIDED = '''
from forklings import Program, Undecided, points


@points(2)
def test_open(program: Program) -> None:
    """Nobody can tell."""
    program.run()
    raise Undecided("the evidence does not decide")


@points(1)
def test_exit(program: Program) -> None:
    """The program ends with exit code 0."""
    program.run().expect_exit(0)
'''


def test_what_is_undecided_waits_for_a_person_with_the_points_that_are_sure(workshop: Workshop) -> None:
    workshop.grader.write_text(UNDECIDED)
    release(workshop)
    hand_in(workshop, "ada", SOLUTION)
    score = autograde(workshop)["ada"]
    assert (score.points, score.person) == (1, True)
    assert "does not decide" in score.parts[0].why[0]


@pytest.mark.parametrize("broken", ["import nothing_of_this_name", "def test_x(program):\n    pass\n"])
def test_a_grader_that_breaks_costs_nobody_points(workshop: Workshop, broken: str) -> None:
    release(workshop)
    hand_in(workshop, "ada", SOLUTION)
    workshop.grader.write_text(broken)
    score = autograde(workshop)["ada"]
    assert score.person
    assert score.parts[0].points is None
    assert "fault of the grader" in score.parts[0].why[0]


def test_cells_that_are_not_ours_are_never_run_and_wait_for_a_person(workshop: Workshop) -> None:
    release(workshop)
    source = workshop.root / "source" / CHAPTER / f"{CHAPTER}.ipynb"
    notebook = nbformat.read(source, as_version=4)
    own = {"grade": True, "grade_id": "own", "locked": True, "points": 2, "schema_version": 3, "solution": False}
    text = "open('/tmp/was-run', 'w')"
    notebook.cells.append(nbformat.v4.new_code_cell(text, metadata={"nbgrader": {**own, "task": False}}))
    nbformat.write(notebook, source)
    result = nbgrader(workshop, "generate_assignment", CHAPTER, "--force")
    assert result.returncode == 0, result.stderr
    hand_in(workshop, "ada", SOLUTION)
    score = autograde(workshop)["ada"]
    assert [(part.exercise, part.points) for part in score.parts] == [(f"{CHAPTER}/greet", 3), ("own", None)]
    assert score.person
    assert not Path("/tmp/was-run").exists()


def test_a_persons_score_and_comment_survive_grading_again(workshop: Workshop) -> None:
    release(workshop)
    hand_in(workshop, "ada")
    assert autograde(workshop)["ada"].points == 0
    with gradebook(workshop) as book:
        book.find_grade("grade_greet", CHAPTER, CHAPTER, "ada").manual_score = 2.5
        book.find_comment("greet", CHAPTER, CHAPTER, "ada").manual_comment = "nearly"
        book.db.commit()
    score = autograde(workshop, "--force")["ada"]
    assert (score.points, score.person) == (2.5, True)
    with gradebook(workshop) as book:
        assert book.find_comment("greet", CHAPTER, CHAPTER, "ada").comment == "nearly"


def test_late_submissions_pay_what_the_plugin_says(workshop: Workshop) -> None:
    release(workshop)
    (workshop.root / "penalty.py").write_text(
        "from nbgrader.plugins import BasePlugin\n\n\n"
        "class Half(BasePlugin):\n"
        "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n"
        "        return score / 2\n"
    )
    with (workshop.root / CONFIG.name).open("a") as config:
        config.write("import sys\nsys.path.append(str(Path(__file__).parent))\n")
        config.write("c.AssignLatePenalties.plugin_class = 'penalty.Half'\n")
    with gradebook(workshop) as book:
        book.update_or_create_assignment(CHAPTER, duedate="2026-01-01 12:00 UTC")
    path = hand_in(workshop, "ada", SOLUTION)
    (path.parent / "timestamp.txt").write_text("2026-01-02 12:00:00 UTC")
    score = autograde(workshop)["ada"]
    assert (score.points, score.penalty) == (3, 1.5)


def test_grading_that_was_interrupted_goes_on_where_it_stopped(workshop: Workshop) -> None:
    release(workshop)
    hand_in(workshop, "ada", SOLUTION)
    autograde(workshop)
    hand_in(workshop, "ben")
    before = by_student(workshop)
    assert not before["ben"].graded
    assert before["ben"].remarks == (f"not graded: nbgrader autograde {CHAPTER} grades it, or says why not",)
    result = nbgrader(workshop, "autograde", CHAPTER)
    assert "Skipping existing assignment" in result.stderr
    assert {student: score.points for student, score in by_student(workshop).items()} == {"ada": 3, "ben": 0}


def validated(path: Path) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = Validator().validate(str(path))
    return found


def test_validate_is_content_with_the_source_and_names_what_the_release_lacks(workshop: Workshop) -> None:
    release(workshop)
    assert validated(workshop.root / "source" / CHAPTER / f"{CHAPTER}.ipynb") == {}
    assert not (workshop.root / "source" / CHAPTER / "exercises").exists()
    (failed,) = validated(workshop.root / "release" / CHAPTER / f"{CHAPTER}.ipynb")["failed"]
    assert failed["source"] == f'grade("{CHAPTER}/greet")'
    assert "✗ A child prints hello.  [0 of 2 points]" in failed["raw_error"]
    assert "not passed yet, 0 of 3 points" in failed["raw_error"]


def test_validate_gives_the_reason_for_a_partial_score(workshop: Workshop) -> None:
    release(workshop)
    path = hand_in(workshop, "ada", SOLUTION + "    raise SystemExit(3)\n")
    shutil.copytree(workshop.root / "release" / CHAPTER, path.parent, dirs_exist_ok=True, ignore=lambda *_: [path.name])
    (failed,) = validated(path)["failed"]
    assert "✓ A child prints hello.  [2 of 2 points]" in failed["raw_error"]
    assert "✗ The program ends with exit code 0.  [0 of 1 points]" in failed["raw_error"]


def test_the_scores_of_what_is_not_there_are_one_clear_line(workshop: Workshop, tmp_path: Path) -> None:
    def refused(folder: Path, assignment: str, error: type[Exception]) -> str:
        with pytest.raises(error) as raised:
            scoring.scores(workshop.load(), coursedir(folder), assignment)
        return str(raised.value)

    assert "holds no nbgrader_config.py" in refused(tmp_path, CHAPTER, NoCourse)
    shutil.copy(CONFIG, workshop.root)
    assert "nothing is released yet" in refused(workshop.root, CHAPTER, NotReleased)
    assert not (workshop.root / "gradebook.db").exists()
    release(workshop)
    assert refused(workshop.root, "02_next", NotReleased) == f"02_next is not released; released are {CHAPTER}"


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


CELLS = '{"nbformat": 4, "metadata": 5, "cells": [%s]}'

SPOILERS: dict[str, Callable[[Path], object]] = {
    "not_json": lambda path: path.write_text("{"),
    "empty": lambda path: path.write_text(""),
    "a_list": lambda path: path.write_text("[]"),
    "no_cells": lambda path: path.write_text('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}'),
    "deep": lambda path: path.write_text("[" * 100_000),
    "odd_cells": lambda path: path.write_text(CELLS % 'null, 7, "x", {}, {"source": 3}'),
    "surrogate": lambda path: path.write_text(CELLS % '{"cell_type": "code", "source": "\\ud800"}'),
    "new_schema": lambda path: path.write_text(path.read_text().replace('"schema_version": 3', '"schema_version": 99')),
    "old_schema": lambda path: path.write_text(path.read_text().replace('"schema_version": 3', '"schema_version": 0')),
    "folder": make_folder,
}


def test_no_submission_stops_another(workshop: Workshop) -> None:
    release(workshop)
    for name, spoil in SPOILERS.items():
        spoil(hand_in(workshop, name, SOLUTION))
    hand_in(workshop, "zoe", SOLUTION)
    found = autograde(workshop)
    assert set(found) == {*SPOILERS, "zoe"}
    assert all(score.graded for score in found.values())
    points = {name: score.points for name, score in found.items() if score.points}
    assert points == {"zoe": 3, "new_schema": 3, "old_schema": 3}
    for name, score in found.items():
        assert score.points or score.parts[0].why, name


@pytest.mark.parametrize("name", ["z[1]", "*", "a?c", "a\nb"])
def test_a_folder_that_reads_as_a_pattern_is_named_and_read_as_nobody_elses(workshop: Workshop, name: str) -> None:
    release(workshop)
    hand_in(workshop, name, "print('hello')")
    for student in ("abc", "z1"):
        hand_in(workshop, student, SOLUTION)
    found = autograde(workshop)
    assert {student: score.points for student, score in found.items() if score.graded} == {"abc": 3, "z1": 3}
    assert "rename the folder" in found[name].remarks[0]


def beside(name: str, make: Callable[[Path], object]) -> Callable[[Path], object]:
    """Something beside the notebook."""
    return lambda path: make(path.parent / name)


def rename(*names: str) -> Callable[[Path], object]:
    """Other names for the notebook, or several copies of it."""

    def renamed(path: Path) -> None:
        for name in names:
            shutil.copy(path, path.parent / name)
        path.unlink()

    return renamed


def link_to_the_answer(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.parents[3] / "source" / CHAPTER / path.name)


# What is done to a right submission, the points it has then, and a word of the line about it.
ODDITIES: dict[str, tuple[Callable[[Path], object], float, str]] = {
    "stamp_words": (beside("timestamp.txt", lambda path: path.write_text("yesterday")), 3, "timestamp.txt cannot be"),
    "stamp_huge": (beside("timestamp.txt", lambda path: path.write_text("9" * 10_000)), 3, "timestamp.txt cannot be"),
    "stamp_late": (beside("timestamp.txt", lambda path: path.write_text("9999-12-31 UTC")), 3, "timestamp.txt cannot"),
    "stamp_bytes": (beside("timestamp.txt", lambda path: path.write_bytes(b"\xff\xfe")), 3, "timestamp.txt cannot be"),
    "stamp_pipe": (beside("timestamp.txt", os.mkfifo), 3, "timestamp.txt cannot be"),
    "dead_link": (beside("data.csv", lambda path: path.symlink_to("/nowhere")), 3, ""),
    "endless": (beside("data.csv", lambda path: path.symlink_to("/dev/zero")), 3, ""),
    "pipe": (beside("data.csv", os.mkfifo), 3, ""),
    "own_graders": (beside("graders", lambda path: path.write_text("x")), 3, ""),
    "another": (beside("old.ipynb", lambda path: path.symlink_to("/nowhere")), 3, "old.ipynb was not graded"),
    "renamed": (rename("01_first (1).ipynb"), 3, "handed in as 01_first (1).ipynb"),
    "two": (rename("a.ipynb", "b.ipynb"), 0, "but a.ipynb, b.ipynb; rename the right one"),
    "link": (link_to_the_answer, 0, "this is no regular file"),
}


def test_odd_names_stamps_links_and_files_cost_nobody_a_grade(workshop: Workshop) -> None:
    release(workshop)
    for name, (make_odd, _, _) in ODDITIES.items():
        make_odd(hand_in(workshop, name, SOLUTION))
    hand_in(workshop, "zoe", SOLUTION)
    found = autograde(workshop)
    assert {name: score.points for name, score in found.items()} == {
        **{name: points for name, (_, points, _) in ODDITIES.items()},
        "zoe": 3,
    }
    for name, (_, points, word) in ODDITIES.items():
        told = [*found[name].remarks, *(why for part in found[name].parts for why in part.why)]
        assert (len(told), found[name].person) == (1 if word else 0, points == 0), name
        assert word in "".join(told)
    result = nbgrader(workshop, "generate_feedback", CHAPTER)
    assert (result.returncode, "Traceback" in result.stderr) == (0, False)


def test_who_hands_in_again_under_another_name_is_graded_again(workshop: Workshop) -> None:
    release(workshop)
    path = hand_in(workshop, "ada", "print('hello')")
    path = path.rename(path.with_name("01_first (1).ipynb"))
    (path.parent / "timestamp.txt").write_text("2026-01-01 12:00:00 UTC")
    assert autograde(workshop)["ada"].points == 0
    shutil.rmtree(path.parent)
    path = hand_in(workshop, "ada", SOLUTION)
    path.rename(path.with_name("01_first (2).ipynb"))
    (path.parent / "timestamp.txt").write_text("2026-01-02 12:00:00 UTC")
    assert autograde(workshop)["ada"].points == 3


def test_an_answer_whose_cell_is_gone_waits_for_a_person(workshop: Workshop) -> None:
    release(workshop)
    source = workshop.root / "source" / CHAPTER / f"{CHAPTER}.ipynb"
    notebook = nbformat.read(source, as_version=4)
    own = {"grade": True, "grade_id": "essay", "locked": False, "points": 2, "schema_version": 3, "solution": True}
    notebook.cells.append(nbformat.v4.new_markdown_cell("Why?", metadata={"nbgrader": {**own, "task": False}}))
    nbformat.write(notebook, source)
    assert nbgrader(workshop, "generate_assignment", CHAPTER, "--force").returncode == 0
    path = hand_in(workshop, "ada", SOLUTION)
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.metadata = NotebookNode()
    notebook.cells[-1].source = "Because."
    nbformat.write(notebook, path)
    hand_in(workshop, "ben", SOLUTION)
    found = autograde(workshop)
    assert found["ada"].person
    assert "essay was missing" in found["ada"].parts[1].why[0]
    assert not found["ben"].person


def test_a_course_may_have_its_folders_in_another_order(workshop: Workshop) -> None:
    shutil.copy(CONFIG, workshop.root)
    with (workshop.root / CONFIG.name).open("a") as config:
        config.write("c.CourseDirectory.directory_structure = '{nbgrader_step}/{assignment_id}/{student_id}'\n")
    for built in notebooks.build(workshop.load()):
        built.path.parent.mkdir(parents=True, exist_ok=True)
        built.path.write_bytes(built.content)
    assert nbgrader(workshop, "generate_assignment", CHAPTER, "--create").returncode == 0
    for student, name in (("ada", f"{CHAPTER}.ipynb"), ("ben", "mine.ipynb")):
        folder = workshop.root / "submitted" / CHAPTER / student
        shutil.copytree(workshop.root / "release" / CHAPTER, folder)
        path = folder / f"{CHAPTER}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        (cell,) = [cell for cell in notebook.cells if cell.source.startswith("%%exercise")]
        cell.source = f"%%exercise {CHAPTER}/greet\n{SOLUTION}"
        nbformat.write(notebook, path)
        path.rename(folder / name)
    assert {student: score.points for student, score in autograde(workshop).items()} == {"ada": 3, "ben": 3}
