"""author check: what it finds in an exercise that is not whole, or judged wrongly."""

from __future__ import annotations

import pytest
from conftest import SOLUTION, Workshop

from forklings.author import cases, checking, judging
from forklings.author.cases import CaseInvalid
from forklings.report import Outcome

WRONG = '"""misconception: belief {n}\nfails: {fails}\n"""\n{source}'
INLINE = "print('hello')  # {n}\n"
BAD_EXIT = SOLUTION + "    raise SystemExit(1)  # {n}\n"
OTHER_RIGHT = "import multiprocessing\n# {n}\n" + SOLUTION.split("\n\n", 1)[1].replace("import multiprocessing\n", "")


def complete(workshop: Workshop) -> None:
    """Make the workshop's exercise as whole as author check asks."""
    for number in range(3):
        workshop.case(
            f"wrong_inline_{number}.py",
            WRONG.format(n=number, fails="test_child_greets", source=INLINE.format(n=number)),
        )
    workshop.case("wrong_exit.py", WRONG.format(n="exit", fails="test_exit", source=BAD_EXIT.format(n=0)))
    for number in range(2):
        workshop.case(f"right_{number}.py", OTHER_RIGHT.format(n=number))


@pytest.fixture(autouse=True)
def _fewer_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """What holds for many cases holds for four, and is known sooner."""
    monkeypatch.setattr(checking, "LEAST_WRONG", 4)
    monkeypatch.setattr(checking, "LEAST_RIGHT", 2)


def problems(workshop: Workshop) -> list[str]:
    course = workshop.load()
    found = [problem for done in checking.check(course, course.exercises, jobs=2) for problem in done.problems]
    return [f"{problem.where}: {problem.what}" for problem in found]


def test_a_whole_exercise_has_no_problems(workshop: Workshop) -> None:
    complete(workshop)
    assert problems(workshop) == []


def test_the_bar_ends_where_the_work_does(workshop: Workshop) -> None:
    complete(workshop)
    course = workshop.load()
    done = list(checking.check(course, course.exercises, jobs=2))
    assert len(done) == checking.size(course.exercises)


def test_everything_that_is_missing_is_named(workshop: Workshop) -> None:
    (workshop.root / "exercises/01_first/README.md").unlink()
    (workshop.root / "solutions/01_first/greet.py").write_text("print(1)\n")
    workshop.stub.write_text(SOLUTION)
    (workshop.root / "solutions/01_first/stray.py").touch()
    found = "\n".join(problems(workshop))
    for said in (
        "solutions/01_first/stray.py: belongs to no exercise",
        "there is no lesson",
        "0 wrong cases; write at least 4",
        "0 right cases; write at least 2",
        "no section that begins with `Contract`",
        "does not begin with `Why it works`",
        "the untouched stub earns 3 points",
        "on the solution test_child_greets is failed",
        "no wrong case fails test_exit alone",
    ):
        assert said in found


def test_a_missing_stub_is_named_and_nothing_else_is_tried(workshop: Workshop) -> None:
    complete(workshop)
    workshop.stub.unlink()
    assert any("there is no stub: write exercises/01_first/greet.py" in problem for problem in problems(workshop))


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("wrong_a.py", WRONG.format(n=9, fails="test_exit", source=SOLUTION), "should fail test_exit, but all checks"),
        ("right_a.py", "print('hello')", "should be accepted, but test_child_greets failed"),
        ("wrong_a.py", WRONG.format(n=0, fails="test_child_greets", source="print()"), "the same misconception"),
        ("wrong_a.py", WRONG.format(n=9, fails="test_gone", source="print()"), "checks that are not there: test_gone"),
        (
            "wrong_a.py",
            WRONG.format(n=9, fails="test_child_greets\nends: timeout", source="print()"),
            "should end as timeout, not as finished",
        ),
    ],
)
def test_a_case_that_is_not_judged_as_it_says_is_named(workshop: Workshop, name: str, text: str, said: str) -> None:
    complete(workshop)
    workshop.case(name, text)
    assert any(said in problem for problem in problems(workshop))


def test_a_grader_that_a_result_of_the_programs_own_breaks_is_named(workshop: Workshop) -> None:
    complete(workshop)
    trusting = """

def say(module):
    return [1, 2]


@points(1)
def test_two(program: Program) -> None:
    \"\"\"It says two numbers.\"\"\"
    first, second = program.drive(say).expect_result(list[int])
"""
    workshop.grader.write_text(workshop.grader.read_text() + trusting)
    found = "\n".join(problems(workshop))
    assert "test_two: breaks where a program sends a result of its own (longer)" in found
    assert "test_two: breaks where a program sends a result of its own (shorter)" in found
    assert "(lower)" not in found


def test_half_of_the_wrong_cases_must_look_as_if_all_were_well(workshop: Workshop) -> None:
    complete(workshop)
    for number in range(4):
        source = f"raise SystemExit(2)  # {number}\n"
        workshop.case(f"wrong_loud_{number}.py", WRONG.format(n=f"l{number}", fails="test_child_greets", source=source))
    assert any("3 of 8 wrong cases exit with 0" in problem for problem in problems(workshop))


def test_a_case_says_under_which_start_methods_it_is_wrong(workshop: Workshop) -> None:
    course = workshop.root / "course.yml"
    course.write_text(course.read_text().replace("[fork]", "[fork, spawn]"))
    unguarded = SOLUTION.replace('if __name__ == "__main__":', "if True:")
    workshop.case("wrong_guard.py", WRONG.format(n=1, fails="test_child_greets\nunder: spawn", source=unguarded))
    (case,) = cases.read(workshop.exercise)
    assert case.under == ("spawn",)
    assert [judging.judge(case, method).problem for method in ("fork", "spawn")] == ["", ""]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("fails: test_exit", "misconception"),
        ("misconception: x", "fails"),
        ("misconception: x\nfails: test_exit\nunder: threads", "threads is not graded here"),
        ("misconception: x\nfails: test_exit\nends: well", "expected one of engine_error"),
    ],
)
def test_a_header_that_cannot_be_used_is_an_error(workshop: Workshop, header: str, said: str) -> None:
    workshop.case("wrong_x.py", f'"""{header}\n"""\n')
    with pytest.raises(CaseInvalid, match=said):
        cases.read(workshop.exercise)


def test_a_case_that_is_no_python_still_has_a_header(workshop: Workshop) -> None:
    path = workshop.case("wrong_x.py", "")
    path.write_bytes(b'"""\nmisconception: any bytes will do\nfails: test_child_greets\nends: invalid\n\xff"""')
    (case,) = cases.read(workshop.exercise)
    assert case.ends is Outcome.INVALID
    assert judging.judge(case, "fork").problem == ""


def test_the_command_says_what_to_mend(workshop: Workshop) -> None:
    import subprocess
    import sys

    command = [sys.executable, "-c", "from forklings.cli import main; main()", "author", "check"]
    result = subprocess.run(command, cwd=workshop.root, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "01_first/greet: 0 wrong cases; write at least 8" in result.stdout
