"""pytest on exercises: a program is collected as its checks, and never imported."""

from __future__ import annotations

import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from conftest import SOLUTION, STUB, Workshop

FILE = "exercises/01_first/greet.py"

# Plugins of this repository's own tests, slow to import and of no interest to a student.
_OTHERS_OFF = ("-p", "no:hypothesispytest", "-p", "no:anyio")


def run_pytest(workshop: Workshop, *words: str, cwd: str = ".") -> subprocess.CompletedProcess[str]:
    return workshop.command("pytest", *_OTHERS_OFF, "--color=no", *words, cwd=workshop.root / cwd)


def outcomes(result: subprocess.CompletedProcess[str]) -> str:
    return result.stdout.splitlines()[-1].strip("= ").split(" in ")[0]


@pytest.mark.parametrize("words", [[], ["exercises"], ["exercises/01_first"], [FILE]])
def test_by_folder_and_by_file(workshop: Workshop, words: list[str]) -> None:
    assert outcomes(run_pytest(workshop, *words)) == "1 failed, 1 skipped" if words else "no tests ran"


def test_a_failure_shows_promise_expected_seen_and_help_and_nothing_of_the_engine(workshop: Workshop) -> None:
    shown = run_pytest(workshop, FILE).stdout
    for text in (
        "✗ A child prints hello.  [0 of 2 points]",
        "expected  1 or more processes started with multiprocessing",
        "seen      0 started",
        "No such process was started.",
        "01_first/greet  0 of 3",
    ):
        assert text in shown
    assert "Traceback" not in shown
    assert "forklings/" not in shown


def test_solutions_pass(workshop: Workshop) -> None:
    result = run_pytest(workshop, "solutions")
    assert (result.returncode, outcomes(result)) == (0, "2 passed")
    assert "01_first/greet  3 of 3" in result.stdout


@pytest.mark.parametrize(
    "hostile",
    [
        "import os; os._exit(0)",
        "while True: pass",
        "import sys; sys.exit(0)",
        "def test_x(): pass",
        "import pytest; pytest.exit('done', returncode=0)",
        "raise KeyboardInterrupt",
        "x = = 1",
        "collect_ignore = ['.']\npytest_plugins = ['nothing']",
    ],
)
@pytest.mark.parametrize("word", ["exercises", f"{FILE}::test_child_greets"])
def test_whatever_a_program_does_it_is_graded(workshop: Workshop, hostile: str, word: str) -> None:
    course = workshop.root / "course.yml"
    course.write_text(course.read_text().replace("seconds: 5", "seconds: 1"))
    workshop.stub.write_text(f"{hostile}\n{STUB}")
    result = run_pytest(workshop, word)
    assert result.returncode == 1
    assert outcomes(result).startswith("1 failed")
    assert "test_x" not in result.stdout


def test_a_check_by_name_runs_what_it_needs_unreported(workshop: Workshop) -> None:
    workshop.stub.write_text(SOLUTION)
    assert outcomes(run_pytest(workshop, f"{FILE}::test_exit")) == "1 passed"
    assert outcomes(run_pytest(workshop, "exercises", "-k", "exit")) == "1 passed, 1 deselected"


def test_a_check_by_name_whose_need_is_not_met_fails_with_the_reason(workshop: Workshop) -> None:
    result = run_pytest(workshop, f"{FILE}::test_exit")
    assert (result.returncode, outcomes(result)) == (1, "1 failed")
    assert "first comes “A child prints hello.”" in result.stdout


def test_a_check_that_is_not_there_is_told(workshop: Workshop) -> None:
    result = run_pytest(workshop, f"{FILE}::test_nothing")
    assert result.returncode == 4
    assert "not found" in result.stderr


def test_stop_at_the_first_failure(workshop: Workshop) -> None:
    result = run_pytest(workshop, "-x", "exercises", "solutions")
    assert outcomes(result).startswith("1 failed")
    assert "stopping after 1 failures" in result.stdout


def test_the_last_failed_are_run_again(workshop: Workshop) -> None:
    run_pytest(workshop, "exercises", "solutions")
    workshop.stub.write_text(SOLUTION)
    result = run_pytest(workshop, "--lf", "exercises", "solutions")
    assert outcomes(result).startswith("1 passed")


def test_a_junit_file_has_every_check_and_its_points(workshop: Workshop, tmp_path: Path) -> None:
    path = tmp_path / "result.xml"
    run_pytest(workshop, "exercises", f"--junitxml={path}")
    cases = list(ElementTree.parse(path).iter("testcase"))
    assert [case.get("name") for case in cases] == ["test_child_greets", "test_exit"]
    assert cases[0].find("failure") is not None
    assert cases[1].find("skipped") is not None
    properties = {prop.get("name"): prop.get("value") for prop in cases[0].iter("property")}
    assert str(properties.pop("isolation")).startswith("isolation: ")
    assert properties == {"exercise": "01_first/greet", "points": "0", "max_points": "2"}


@pytest.mark.parametrize("cwd", [".", "exercises/01_first"])
def test_xdist_keeps_an_exercise_on_one_worker(workshop: Workshop, cwd: str) -> None:
    words = ["greet.py"] if cwd != "." else ["exercises"]
    result = run_pytest(workshop, "-n", "2", "-v", *words, cwd=cwd)
    assert outcomes(result).startswith("1 failed")
    shown = [line.split()[0] for line in result.stdout.splitlines() if line.startswith("[gw") and "greet.py::" in line]
    assert len(shown) == 2
    assert len(set(shown)) == 1
    assert "01_first/greet" in result.stdout


def test_from_a_subfolder(workshop: Workshop) -> None:
    assert outcomes(run_pytest(workshop, "greet.py", cwd="exercises/01_first")) == "1 failed, 1 skipped"
    assert outcomes(
        run_pytest(
            workshop,
            cwd="exercises/01_first",
        )
    ) in ("no tests ran", "1 failed, 1 skipped")


def test_collection_lists_what_editors_look_for(workshop: Workshop) -> None:
    listed = run_pytest(workshop, "--collect-only", "-q", "exercises").stdout.splitlines()
    assert listed[:2] == [f"{FILE}::test_child_greets", f"{FILE}::test_exit"]


def test_other_files_are_pytests_own(workshop: Workshop) -> None:
    (workshop.root / "exercises/01_first/test_mine.py").write_text("def test_mine(): pass")
    (workshop.root / "test_here.py").write_text("def test_here(): pass")
    assert outcomes(run_pytest(workshop, "exercises/01_first/test_mine.py", "test_here.py")) == "2 passed"


def test_a_course_that_cannot_be_read_is_one_clear_error(workshop: Workshop) -> None:
    (workshop.root / "course.yml").write_text("format: 9\n")
    result = run_pytest(workshop, "exercises/01_first/greet.py")
    assert result.returncode != 0
    assert "course.yml:1:" in result.stdout
    assert "Traceback" not in result.stdout


def test_a_broken_grader_is_told_as_ours(workshop: Workshop) -> None:
    workshop.grader.write_text("import nothing_of_this_name")
    result = run_pytest(workshop, "exercises")
    assert result.returncode != 0
    assert "the grader test_greet.py cannot be used: ModuleNotFoundError" in result.stdout
    assert "Traceback" not in result.stdout


def test_a_check_that_breaks_is_told_as_ours(workshop: Workshop) -> None:
    text = workshop.grader.read_text().replace("run = program.run()", "raise OSError('ours')")
    workshop.grader.write_text(text)
    shown = run_pytest(workshop, "solutions").stdout
    assert "This is a fault of the grader, not of your program" in shown
    assert "Traceback" not in shown


def test_a_check_that_hangs_is_ended_by_pytest_timeout(workshop: Workshop) -> None:
    text = workshop.grader.read_text().replace("run = program.run()", "while True: pass")
    workshop.grader.write_text(text)
    (workshop.root / "conftest.py").write_text(
        "from forklings.grading import collecting\ncollecting.OUTER_SECONDS = -19\n"
    )
    result = run_pytest(workshop, "-x", "solutions")
    assert result.returncode == 1
    assert "a fault of the grader" in result.stdout
    assert "took longer than 1 seconds" in result.stdout


def test_cases_are_judged_not_imported(workshop: Workshop) -> None:
    workshop.case("right_same.py", SOLUTION)
    workshop.case("wrong_parent.py", '"""misconception: x\nfails: test_child_greets\n"""\nprint("hello")\n')
    lie = workshop.case("wrong_lie.py", f'"""misconception: y\nfails: test_exit\n"""\n{SOLUTION}')
    result = run_pytest(workshop, "graders")
    assert outcomes(result) == "1 failed, 2 passed"
    assert "wrong_lie[fork]" in result.stdout
    assert "should fail test_exit, but all checks passed" in result.stdout
    assert outcomes(run_pytest(workshop, str(lie))) == "1 failed"


def test_a_case_with_a_bad_header_is_one_clear_error(workshop: Workshop) -> None:
    workshop.case("wrong_headless.py", "print(1)")
    assert "needs a line `misconception: …`" in run_pytest(workshop, "graders").stdout
