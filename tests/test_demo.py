"""The bundled cohort through nbgrader, from release to feedback: every line of the table is right."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from forklings import course as courses
from forklings.nbgrader.scores import Score, coursedir, scores

DEMO = Path(__file__).parents[1] / "demo"
CHAPTER = "02_lifecycle"

# Points of clean_exit and exit_codes, and of each line of reason a part.
EXPECTED: dict[str, tuple[float, float, tuple[str, ...]]] = {
    "ada": (5, 6, ()),
    "ben": (5, 4, ("the report says “error -15”",)),
    "cleo": (0, 0, ("“anna: done” was never written", "the report says “ok”")),
    "dan": (0, 6, ("'(' was never closed (clean_exit.py:20)",)),
    "eva": (5, 0, ("did not end within 6 seconds",)),
    "finn": (0, 0, ("“anna: done” was never written", "Not every job ran")),
    "gina": (0, 6, ("A process was still there",)),
    "hugo": (0, 6, ("the main process wrote it",)),
    "iris": (0, 6, ("there is no program to grade", "The cell grade_exit_codes was missing")),
    "jan": (5, 6, ("the last of them was graded", "was there 2 times")),
    "kira": (0, 6, ("was split", "“anna: done” was never written")),
    "liam": (5, 6, ("There is text above the line",)),
    "mona": (5, 6, ("the last of them was graded",)),
    "nils": (5, 6, ()),
    "olga": (5, 6, ("handed in as 02_lifecycle (1).ipynb",)),
    "paul": (0, 0, ("it is not JSON",)),
    "quin": (0, 0, ("it is not UTF-8 text",)),
    "rosa": (5, 6, ()),
    "sven": (5, 0, ("started too many processes",)),
    "tara": (0, 0, ("“anna: done” was never written", "the report says “ok”")),
}
WAITING = {"paul", "quin"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The demo's folder and what it printed."""
    folder = tmp_path_factory.mktemp("demo") / "course"
    command = [sys.executable, str(DEMO / "run.py"), str(folder)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False)
    assert (result.returncode, result.stderr) == (0, "")
    return folder, result.stdout


@pytest.fixture(scope="module")
def by_student(demo: tuple[Path, str]) -> dict[str, Score]:
    return {score.student: score for score in scores(courses.load(demo[0]), coursedir(demo[0]), CHAPTER)}


@pytest.mark.parametrize("student", EXPECTED)
def test_a_line_of_the_table(by_student: dict[str, Score], student: str) -> None:
    score = by_student[student]
    first, second, reasons = EXPECTED[student]
    assert [(part.exercise, part.points) for part in score.parts] == [
        ("02_lifecycle/clean_exit", first),
        ("02_lifecycle/exit_codes", second),
    ]
    assert (score.points, score.max_points) == (first + second, 11)
    assert (score.person, score.graded) == (student in WAITING, True)
    said = list(dict.fromkeys([*score.remarks, *(why for part in score.parts for why in part.why)]))
    assert len(said) == len(reasons), said
    for text, wanted in zip(said, reasons, strict=True):
        assert wanted in text


def test_the_table_is_printed_and_no_one_is_missing(demo: tuple[Path, str], by_student: dict[str, Score]) -> None:
    assert set(by_student) == set(EXPECTED)
    assert "20 submissions, 2 wait for a person, 0 not graded." in demo[1]
    for student in EXPECTED:
        assert f"│ {student} " in demo[1]


def test_everybody_gets_a_page_of_feedback(demo: tuple[Path, str]) -> None:
    for student in EXPECTED:
        page = (demo[0] / "feedback" / student / CHAPTER / f"{CHAPTER}.html").read_text("utf-8")
        assert page.count('class="forklings-report"') == 2
    assert "job 1 ended by os.kill" in (demo[0] / "feedback/ben" / CHAPTER / f"{CHAPTER}.html").read_text("utf-8")


def test_nothing_that_was_handed_in_is_changed(demo: tuple[Path, str]) -> None:
    for path in (DEMO / "submitted").rglob("*.ipynb"):
        taken = demo[0] / path.relative_to(DEMO)
        if "rosa" not in path.parts:
            assert taken.read_bytes() == path.read_bytes()


def test_a_folder_of_somebody_elses_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").touch()
    command = [sys.executable, str(DEMO / "run.py"), str(tmp_path)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert result.returncode == 1
    assert "was not made by this script" in result.stderr
    assert (tmp_path / "mine.txt").exists()
