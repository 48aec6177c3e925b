"""forklings replay: the run that a report names, played again, drawn, or said to have diverged."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import textwrap

import pytest
from conftest import Workshop

from forklings.grading import replaying
from forklings.grading.grade import grade
from forklings.grading.replaying import Name, NameUnknown, parsed
from forklings.notebook.bundle import bundle_of
from forklings.report import CheckResult, Report

COMMAND = [sys.executable, "-c", "from forklings.cli import main; main()"]

COUNTER = """\
import multiprocessing


def add(value):
    value.value += 1


def main():
    value = multiprocessing.Value("i", 0)
    adders = [multiprocessing.Process(target=add, args=(value,)) for _ in range(2)]
    for adder in adders:
        adder.start()
    for adder in adders:
        adder.join()
    print(value.value)


if __name__ == "__main__":
    main()
"""

SLEEPER = """\
import multiprocessing, time


def nap():
    time.sleep(2)
    print("child")


if __name__ == "__main__":
    child = multiprocessing.Process(target=nap)
    child.start()
    time.sleep(3)
    print("main")
    child.join()
"""

GRADER = '''
@points(1)
def test_ends(program: Program) -> None:
    """It ends well."""
    program.run().expect_exit(0)

@points(2, needs=test_ends)
def test_counts(program: Program) -> None:
    """It prints 2 under every schedule."""
    for run in program.explore():
        run.expect_output("2\\\\n")
'''

LAZY = '''
@points(1)
def test_order(program: Program) -> None:
    """The child prints last."""
    for run in program.explore(schedules=3, time="lazy"):
        run.expect_order("main", "child")
'''


@pytest.fixture
def course(workshop: Workshop) -> Workshop:
    workshop.stub.write_text(COUNTER)
    checks(workshop, GRADER)
    return workshop


def checks(workshop: Workshop, text: str) -> None:
    workshop.grader.write_text(
        "from forklings import Program, points\n" + textwrap.dedent(text).replace("\\\\n", "\\n")
    )


def graded(workshop: Workshop) -> Report:
    return grade(workshop.exercise, workshop.stub.read_bytes())


def failed(report: Report) -> CheckResult:
    return next(check for check in report.checks if check.verdict == "failed")


def forklings(workshop: Workshop, *words: str, columns: int = 100) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words],
        cwd=workshop.root,
        env=os.environ | {"COLUMNS": str(columns)},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )


def test_what_a_report_says_leads_back_to_the_run(course: Workshop) -> None:
    told = forklings(course, "grade", "exercises/01_first/greet.py").stdout
    again = re.search(r"^    see it again: forklings (replay .*)$", told, re.MULTILINE)
    assert again is not None
    result = forklings(course, *again[1].split())
    assert (result.returncode, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == f"01_first/greet  {again[1].split()[-1]}"
    assert any(line.startswith("▶") and "write Value 1" in line for line in lines)
    assert "✗ It prints 2 under every schedule.  [0 of 2 points]" in lines
    assert "DIVERGED" not in result.stdout
    assert not any("It ends well" in line for line in lines)


def test_one_name_gives_one_picture_every_time(course: Workshop) -> None:
    pictures = {forklings(course, "replay", "greet", "--schedule", "fork.walk-5").stdout for _ in range(2)}
    assert len(pictures) == 1


def test_a_program_elsewhere_is_named_in_the_line_that_leads_back(course: Workshop) -> None:
    (course.root / "my program.py").write_text(COUNTER)
    told = forklings(course, "grade", "my program.py", "-e", "greet").stdout
    assert re.search(r"see it again: forklings replay greet --schedule fork\.\S+ 'my program.py'$", told, re.MULTILINE)
    schedule = failed(graded(course)).schedule or ""
    assert forklings(course, "replay", "greet", "--schedule", schedule, "my program.py").returncode == 0


def test_every_front_end_says_how_to_see_it_again(course: Workshop) -> None:
    report = graded(course)
    line = f"see it again: forklings replay greet --schedule {failed(report).schedule}"
    bundle = bundle_of(course.exercise, report)
    assert f"    {line}" in str(bundle["text/plain"]).splitlines()
    assert line in str(bundle["text/html"])
    shown = course.command("pytest", "exercises", "-p", "no:cacheprovider").stdout
    assert f"    {line}" in shown.splitlines()


def test_a_check_of_real_runs_is_not_to_be_seen_again(workshop: Workshop) -> None:
    assert "see it again" not in forklings(workshop, "grade", "exercises/01_first/greet.py").stdout


def test_a_program_that_changed_since_is_said_to_diverge(course: Workshop) -> None:
    schedule = failed(graded(course)).schedule or ""
    course.stub.write_text(COUNTER.replace("value.value += 1", "value.value += 1; value.value += 1"))
    result = forklings(course, "replay", "greet", "--schedule", schedule)
    assert (result.returncode, result.stderr) == (1, "")
    assert result.stdout.splitlines()[1].startswith(f"DIVERGED: {schedule} was not seen again; this is fork.")
    assert "The program or its grader changed since" in result.stdout
    assert result.stdout.count("● write Value 1") == 4


def test_what_goes_around_the_gates_is_said_where_it_diverges(course: Workshop) -> None:
    course.stub.write_text(
        COUNTER.replace(
            "def main():",
            "def main():\n    import signal\n    signal.alarm(100)",
        )
    )
    result = forklings(course, "replay", "greet", "--schedule", "fork.round-robin.0000")
    assert result.returncode == 1
    assert "The schedule does not decide all of it: an alarm." in result.stdout


def test_a_lazy_schedule_is_played_as_one(course: Workshop) -> None:
    course.stub.write_text(SLEEPER)
    checks(course, LAZY)
    schedule = failed(graded(course)).schedule or ""
    assert schedule.startswith("fork.round-robin-lazy.")
    result = forklings(course, "replay", "greet", "--schedule", schedule)
    lines = [line.split() for line in result.stdout.splitlines()]
    assert (result.returncode, "DIVERGED" in result.stdout) == (0, False)
    slept = next(index for index, words in enumerate(lines) if words[:3] == ["2", "s", ":5"])
    assert lines[slept][-1] == "sleep"
    assert lines[slept + 1][-2:] == ["»", "child"]
    hasty = forklings(course, "replay", "greet", "--schedule", "round-robin")
    assert (hasty.returncode, hasty.stdout) == (2, "")
    assert "no check makes a run of fork.round-robin" in hasty.stderr


@pytest.mark.parametrize("method", ["", "fork.", "spawn."])
def test_without_a_sum_nothing_is_compared(course: Workshop, method: str) -> None:
    result = forklings(course, "replay", "greet", "--schedule", f"{method}last-first")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith(f"01_first/greet  {method or 'fork.'}last-first.")


def test_json_is_the_run_alone(course: Workshop) -> None:
    schedule = failed(graded(course)).schedule or ""
    result = forklings(course, "replay", "greet", "--schedule", schedule, "--json")
    told = json.loads(result.stdout)
    assert result.returncode == 0
    assert [told[key] for key in ("schedule", "start_method", "diverged", "outcome")] == [
        schedule,
        "fork",
        False,
        "finished",
    ]
    assert {"processes", "steps", "waits", "clock"} <= told.keys()
    assert [process["shown"] for process in told["processes"]] == ["main", "child 1", "child 2"]
    other = forklings(course, "replay", "greet", "--schedule", schedule[:-4] + "0000", "--json")
    assert (other.returncode, json.loads(other.stdout)["diverged"]) == (1, True)


def test_the_checks_that_another_needs_come_first(course: Workshop) -> None:
    course.stub.write_text("import sys\nsys.exit(3)\n")
    result = forklings(course, "replay", "greet", "--schedule", "walk-1")
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert "no check makes a run of fork.walk-1" in result.stderr
    assert "“It ends well.” is not passed" in result.stderr


WRONG = ("", "walk", "walk-x", "fork", "fork.", "fork.walk-3.", "fork.walk-3.xyz", "a.walk-3", "fork.walk-3.7f2a.1")


@pytest.mark.parametrize("name", WRONG)
def test_a_name_that_is_none_is_not_guessed_at(name: str) -> None:
    with pytest.raises(NameUnknown, match=r"fork\.walk-3\.7f2a"):
        parsed(name)


def test_a_name_that_is_none_gives_status_2_and_says_what_names_are_like(course: Workshop) -> None:
    result = forklings(course, "replay", "greet", "--schedule", "\x1b[31m")
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    for part in ("fork.walk-3.7f2a", "round-robin", "walk-N", "pct-N", "-lazy", "forkserver"):
        assert part in result.stderr
    assert "\x1b" not in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["replay", "gret", "--schedule", "walk-1"], "did you mean 01_first/greet?"),
        (["replay", "greet", "--schedule", "walk-1", "nowhere.py"], "nowhere.py: there is no such file"),
        (["replay", "greet", "--schedule", "walk-1", "--course", "/proc"], "no course.yml in /proc"),
    ],
)
def test_a_wrong_call_gives_status_2_and_one_line(course: Workshop, words: list[str], said: str) -> None:
    result = forklings(course, *words)
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert said in result.stderr


@pytest.mark.parametrize("grader", ["raise RuntimeError('oh')", GRADER.replace("program.run()", "program.walk()")])
def test_a_broken_grader_gives_status_3(course: Workshop, grader: str) -> None:
    checks(course, grader)
    result = forklings(course, "replay", "greet", "--schedule", "walk-1")
    assert (result.returncode, result.stdout) == (3, "")
    assert "RuntimeError: oh" in result.stderr or "has no attribute 'walk'" in result.stderr


def test_a_name_is_read_as_it_is_written() -> None:
    assert parsed("fork.walk-3.7f2a") == Name("fork", "walk-3", "7f2a")
    assert parsed(" spawn.pct-4-lazy ") == Name("spawn", "pct-4-lazy", "")
    assert parsed("switch-after-acquire") == Name("", "switch-after-acquire", "")


def test_of_several_runs_the_sum_tells_which(course: Workshop) -> None:
    checks(
        course,
        '''
        @points(1)
        def test_plain(program: Program) -> None:
            """It ends, called without words."""
            for run in program.explore(schedules=1):
                run.expect_exit(0)

        @points(1)
        def test_words(program: Program) -> None:
            """It prints 9, called with a word."""
            for run in program.explore("more", schedules=1):
                run.expect_output("9")
        ''',
    )
    more = COUNTER.replace("    value.value += 1", "    import sys\n    for _ in sys.argv:\n        value.value += 1")
    course.stub.write_text(more)
    source = more.encode()
    first = replaying.replay(course.exercise, source, parsed("round-robin"))
    assert first.failed is not None
    assert first.failed.name == "test_words"
    assert len(first.others) == 1
    other = replaying.replay(course.exercise, source, parsed(first.others[0]))
    assert (other.run.schedule, other.diverged, other.failed) == (first.others[0], False, None)


@pytest.mark.parametrize("columns", [40, 80])
def test_no_line_of_the_picture_is_wider_than_the_terminal(course: Workshop, columns: int) -> None:
    result = forklings(course, "replay", "greet", "--schedule", "walk-2", columns=columns)
    drawn = result.stdout.split("\n\n")[0].splitlines()[1:]
    assert len(drawn) > 5
    assert max(map(len, drawn)) <= columns
