"""The command: its exit statuses, and one clear line for every wrong call."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import SOLUTION, Workshop

from forklings.report import Verdict, from_json

COMMAND = [sys.executable, "-c", "from forklings.cli import main; main()"]


def forklings(workshop: Workshop, *words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words], cwd=cwd or workshop.root, capture_output=True, text=True, timeout=240, check=False
    )


def test_a_right_program_gives_status_0(workshop: Workshop) -> None:
    result = forklings(workshop, "grade", "solutions/01_first/greet.py")
    assert (result.returncode, result.stderr) == (0, "")
    assert "passed, 3 of 3 points" in result.stdout


def test_a_wrong_program_gives_status_1_and_says_what_was_seen(workshop: Workshop) -> None:
    result = forklings(workshop, "grade", "exercises/01_first/greet.py", "--exercise", "greet")
    assert (result.returncode, result.stderr) == (1, "")
    assert "A child prints hello." in result.stdout
    assert "forklings hint greet" in result.stdout


@pytest.mark.parametrize("source", [b"", b"\xff\xfe", b"x = = 1", b"\0", b"#" * 900_000])
def test_a_program_that_does_nothing_right_is_graded_all_the_same(workshop: Workshop, source: bytes) -> None:
    (workshop.root / "odd.py").write_bytes(source)
    result = forklings(workshop, "grade", "odd.py", "-e", "greet")
    assert (result.returncode, result.stderr) == (1, "")


def test_json_is_the_report_alone(workshop: Workshop) -> None:
    result = forklings(workshop, "grade", "exercises/01_first/greet.py", "--json")
    report = from_json(result.stdout.encode())
    assert (result.returncode, report.verdict, report.exercise) == (1, Verdict.FAILED, "01_first/greet")
    assert json.loads(result.stdout)["format"] == 1


def test_a_broken_grader_gives_status_3(workshop: Workshop) -> None:
    workshop.grader.write_text("raise RuntimeError('oh')")
    result = forklings(workshop, "grade", "solutions/01_first/greet.py")
    assert result.returncode == 3
    assert "RuntimeError: oh" in result.stdout
    assert "not your fault" in result.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["grade", "nowhere.py", "-e", "greet"], "nowhere.py: there is no such file"),
        (["grade", "exercises", "-e", "greet"], "this is a folder"),
        (["grade", "/dev/null", "-e", "greet"], "no regular file"),
        (["grade", "course.yml"], "say which exercise it answers"),
        (["grade", "course.yml", "-e", "gret"], "did you mean 01_first/greet?"),
        (["grade", "course.yml", "-e", "greet", "--course", "/proc"], "no course.yml in /proc"),
        (["hint", "greet", "3"], "has 2 hints"),
        (["hint", "greet", "0"], "has 2 hints"),
        (["list", "--course", "nowhere"], "no course.yml"),
    ],
)
def test_a_wrong_call_gives_status_2_and_one_line(workshop: Workshop, words: list[str], said: str) -> None:
    result = forklings(workshop, *words)
    assert (result.returncode, result.stdout) == (2, "")
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_course_that_cannot_be_read_names_the_line(workshop: Workshop) -> None:
    path = workshop.root / "course.yml"
    path.write_text(path.read_text().replace("seconds: 5", "seconds: many"))
    result = forklings(workshop, "list")
    assert result.returncode == 2
    assert "course.yml:3: limits.seconds: expected a number above 0" in result.stderr


def test_a_file_that_may_not_be_read_is_told(workshop: Workshop) -> None:
    result = forklings(workshop, "grade", "/proc/self/mem", "-e", "greet")
    assert (result.returncode, result.stdout) == (2, "")


def test_a_disk_that_is_full_is_told(workshop: Workshop) -> None:
    with open("/dev/full", "w") as full:
        result = subprocess.run(
            [*COMMAND, "list"], cwd=workshop.root, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (result.returncode, result.stderr) == (2, "forklings: No space left on device\n")


def test_a_reader_that_goes_away_is_no_error(workshop: Workshop) -> None:
    read, write = os.pipe()
    os.close(read)
    result = subprocess.run([*COMMAND, "list"], cwd=workshop.root, stdout=write, stderr=subprocess.PIPE, check=False)
    assert result.stderr == b""


def test_grading_works_in_a_folder_that_cannot_be_written(workshop: Workshop) -> None:
    (workshop.root / "exercises/01_first").chmod(0o555)
    try:
        result = forklings(workshop, "grade", "greet.py", cwd=workshop.root / "exercises/01_first")
    finally:
        (workshop.root / "exercises/01_first").chmod(0o755)
    assert (result.returncode, result.stderr) == (1, "")


def test_exercises_and_hints_are_shown(workshop: Workshop) -> None:
    listed = forklings(workshop, "list", cwd=workshop.root / "graders/01_first")
    assert "greet  Say hello from a child" in listed.stdout
    first = forklings(workshop, "hint", "greet")
    assert first.stdout.splitlines() == ["Who prints?", "(1 of 2; the next: forklings hint greet 2)"]
    assert forklings(workshop, "hint", "greet", "2").stdout.splitlines()[1] == "(2 of 2, the last)"


def test_the_version_is_told(workshop: Workshop) -> None:
    import forklings as package

    assert forklings(workshop, "--version").stdout == f"forklings {package.__version__}\n"


def test_an_empty_submission_is_a_program(workshop: Workshop) -> None:
    (workshop.root / "solutions/01_first/greet.py").write_text(SOLUTION)
    (workshop.root / "empty.py").touch()
    report = from_json(forklings(workshop, "grade", "empty.py", "-e", "greet", "--json").stdout.encode())
    assert report.checks[0].outcome == "finished"
