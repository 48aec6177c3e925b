"""From checks to verdicts: needs, time, start methods, and faults that are ours."""

from __future__ import annotations

import os
import subprocess
import textwrap
from pathlib import Path

import pytest
from conftest import SOLUTION, Workshop

from forklings.grading.grade import grade
from forklings.report import Outcome, Report, Verdict

HEAD = "from forklings import CheckFailed, Program, Undecided, points\n\n"


def graded(workshop: Workshop, source: str, grader: str | None = None, **keywords: object) -> Report:
    if grader is not None:
        workshop.grader.write_text(HEAD + textwrap.dedent(grader))
    return grade(workshop.exercise, source.encode(), **keywords)  # type: ignore[arg-type]


def verdicts(report: Report) -> list[str]:
    return [str(check.verdict) for check in report.checks]


def test_the_solution_earns_all(workshop: Workshop) -> None:
    report = graded(workshop, SOLUTION)
    assert (report.verdict, report.points, report.max_points) == (Verdict.PASSED, 3, 3)


def test_the_stub_earns_nothing_and_what_it_would_earn_is_not_asked(workshop: Workshop) -> None:
    report = graded(workshop, workshop.stub.read_text())
    assert (report.points, verdicts(report)) == (0, ["failed", "skipped"])
    assert "A child prints hello." in report.checks[1].message


def test_the_same_program_gives_the_same_report(workshop: Workshop) -> None:
    from msgspec import structs

    def timeless(report: Report) -> Report:
        checks = tuple(structs.replace(check, seconds=0) for check in report.checks)
        return structs.replace(report, checks=checks)

    assert timeless(graded(workshop, SOLUTION)) == timeless(graded(workshop, SOLUTION))


TWO_RUNS = """
    @points(1)
    def test_first(program: Program) -> None:
        '''It ends.'''
        program.run().expect_exit(0)

    @points(1)
    def test_second(program: Program) -> None:
        '''It ends again.'''
        program.run("again").expect_exit(0)
"""


def test_after_the_time_limit_nothing_more_is_asked(workshop: Workshop) -> None:
    course = workshop.root / "course.yml"
    course.write_text(course.read_text().replace("{seconds: 5}", "{seconds: 1}"))
    report = graded(workshop, "while True: pass", TWO_RUNS)
    assert verdicts(report) == ["failed", "skipped"]
    assert report.checks[0].outcome is Outcome.TIMEOUT
    assert "It ends." in report.checks[1].message


def test_the_runs_of_an_exercise_share_its_time(workshop: Workshop) -> None:
    course = workshop.root / "course.yml"
    course.write_text(course.read_text().replace("{seconds: 5}", "{seconds: 5, exercise_seconds: 1}"))
    report = graded(workshop, "import time; time.sleep(1.1)", TWO_RUNS)
    assert verdicts(report) == ["passed", "failed"]
    assert report.checks[1].outcome is Outcome.TIMEOUT


def test_what_is_left_of_an_exercises_time_cuts_no_real_run_short(workshop: Workshop) -> None:
    """It is counted in processor time, and on a busy machine a run takes longer than that."""
    course = workshop.root / "course.yml"
    course.write_text(course.read_text().replace("{seconds: 5}", "{seconds: 5, exercise_seconds: 2}"))
    assert verdicts(graded(workshop, "import time; time.sleep(1.2)", TWO_RUNS)) == ["passed", "passed"]


def test_a_check_that_passed_keeps_no_other_from_being_asked(workshop: Workshop) -> None:
    """A grader may look at a run that came to its time limit, and be content."""
    course = workshop.root / "course.yml"
    course.write_text(course.read_text().replace("{seconds: 5}", "{seconds: 1}"))
    grader = """
        @points(1)
        def test_goes_on(program: Program) -> None:
            '''It goes on.'''
            if program.run().outcome != "timeout":
                program.run().fail("It ended.")

        @points(1)
        def test_says(program: Program) -> None:
            '''It is asked too.'''
            if not program.run().lines:
                program.run().fail("It said nothing.")
    """
    source = "print('on and on', flush=True)\nwhile True: pass"
    assert verdicts(graded(workshop, source, grader)) == ["passed", "passed"]


def test_a_check_is_asked_under_the_next_start_method_only_while_it_passes(workshop: Workshop) -> None:
    source = "import multiprocessing\nif __name__ == '__main__': print(multiprocessing.get_start_method())"
    grader = """
        @points(1)
        def test_not_spawn(program: Program) -> None:
            '''It is not spawn.'''
            program.run().expect_no_line("spawn")

        @points(1)
        def test_never(program: Program) -> None:
            '''It is neither.'''
            program.run().expect_no_line("fork")
    """
    report = graded(workshop, source, grader, start_methods=["fork", "spawn"])
    assert [check.start_method for check in report.checks] == ["spawn", "fork"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("raise KeyError('lost')", "KeyError: 'lost' (test_greet.py:6)"),
        ("assert program is None", "AssertionError"),
        ("program.no_such_thing()", "AttributeError"),
        ("import sys; sys.exit(0)", "SystemExit"),
    ],
)
def test_a_grader_that_breaks_is_our_fault(workshop: Workshop, body: str, said: str) -> None:
    report = graded(
        workshop, SOLUTION, f"@points(1)\ndef test_it(program: Program) -> None:\n    '''It works.'''\n    {body}\n"
    )
    assert report.verdict is Verdict.GRADER_ERROR
    assert "not of your program" in report.checks[0].message
    assert said in report.checks[0].message


def test_a_grader_that_hangs_is_ended_and_our_fault(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    from forklings.grading import session

    monkeypatch.setattr(session, "SECONDS_OF_OURS", -19.0)
    # pytest-timeout holds the alarm; the guard is tried as the command has it.
    import signal

    held = signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        report = graded(
            workshop,
            SOLUTION,
            "@points(1)\ndef test_it(program: Program) -> None:\n    '''It works.'''\n    while True: pass\n",
        )
    finally:
        signal.setitimer(signal.ITIMER_REAL, *held)
    assert report.verdict is Verdict.GRADER_ERROR
    assert "the grader did not end" in report.checks[0].message


@pytest.mark.parametrize(
    ("grader", "said"),
    [
        ("x = = 1", "SyntaxError"),
        ("import no_such_module_anywhere", "ModuleNotFoundError"),
        ("def test_it(program): '''It works.'''", "has no points"),
        ("@points(1)\ndef test_it(program): pass", "has no promise"),
        ("@points(1)\ndef test_it(): '''It works.'''", "one argument, program"),
        ("@points(0)\ndef test_it(program): '''It works.'''", "a whole number from 1 on"),
        ("", "holds no check"),
        (
            "def test_b(program): pass\n@points(1, needs=test_b)\ndef test_a(program): '''A.'''\ndel test_b",
            "needs test_b, which does not stand above it",
        ),
    ],
)
def test_a_grader_that_cannot_be_used_is_our_fault(workshop: Workshop, grader: str, said: str) -> None:
    report = graded(workshop, SOLUTION, grader)
    assert report.verdict is Verdict.GRADER_ERROR
    assert said in report.checks[0].message


def test_undecided_is_neither_passed_nor_failed(workshop: Workshop) -> None:
    report = graded(
        workshop,
        SOLUTION,
        "@points(1)\ndef test_it(program: Program) -> None:\n    '''It works.'''\n    raise Undecided('who knows')\n",
    )
    assert (report.verdict, report.points) == (Verdict.UNDECIDED, 0)


@pytest.mark.skipif(os.getuid() != 0, reason="only root may mount a disk to fill")
def test_a_full_disk_is_our_fault(workshop: Workshop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", disk], check=False)
    if mounted.returncode != 0:
        pytest.skip("this container may not mount")
    try:
        monkeypatch.setenv("TMPDIR", str(disk))
        # A box has its own.
        monkeypatch.setenv("FORKLINGS_ISOLATION", "basic")
        report = graded(workshop, SOLUTION + "#" * 10_000)
    finally:
        subprocess.run(["umount", disk], check=True)
    assert report.verdict is Verdict.GRADER_ERROR
    assert "No space left on device" in report.checks[0].message


DRIVE = """
    def call(module, number):
        return {"answer": module.double(number), "unused": None}

    @points(1)
    def test_doubles(program: Program) -> None:
        '''double() doubles.'''
        number = program.number(10, 99)
        result = program.drive(call, number=number).result
        if result["answer"] != 2 * number:
            raise CheckFailed("wrong", expected=str(2 * number), actual=str(result["answer"]))
"""


@pytest.mark.parametrize(
    ("source", "verdict", "said"),
    [
        ("def double(n): return 2 * n", "passed", ""),
        ("def double(n): return n + 1", "failed", "wrong"),
        ("def double(n): raise ValueError('no')", "failed", "ValueError: no (greet.py:1)"),
        ("def double(n): import os; os._exit(0)", "failed", "ended before its function returned"),
        ("def double(n): return object()", "failed", "cannot be read: TypeError"),
        ("def double(n): return 'x' * 100_000", "failed", "cannot be read: it is too long"),
        ("raise SystemExit(0)", "failed", "cannot be imported: SystemExit"),
        ("", "failed", "no attribute 'double'"),
        ("def double(n:", "failed", "Python cannot read the program"),
    ],
)
def test_a_function_is_graded_by_a_drive(workshop: Workshop, source: str, verdict: str, said: str) -> None:
    check = graded(workshop, source, DRIVE).checks[0]
    assert str(check.verdict) == verdict
    assert said in check.message


def test_the_programs_number_is_its_own_and_always_the_same(workshop: Workshop) -> None:
    from forklings.course import Limits
    from forklings.program import Program
    from forklings.sandbox.client import Sandbox

    def number(source: bytes, salt: str = "") -> int:
        program = Program(source, file_name="x.py", limits=Limits(), start_method="fork", sandbox=Sandbox())
        return program.number(0, 10**9, salt=salt)

    assert number(b"a") == number(b"a") != number(b"b")
    assert number(b"a") != number(b"a", "other")
