"""Expectations: each is met by what it promises, and fails with two texts to compare."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from conftest import RunText

from forklings.course import Limits
from forklings.program import CheckFailed, Run
from forklings.report import Outcome

TWO = """
    import multiprocessing
    def work(name):
        print(f"{name}: hello")
    if __name__ == "__main__":
        print("main: begin")
        for name in ("a", "b"):
            child = multiprocessing.Process(target=work, args=(name,), name=name)
            child.start()
            child.join()
        print("main: end")
"""


def failure(expectation: Callable[[], object]) -> CheckFailed:
    with pytest.raises(CheckFailed) as caught:
        expectation()
    return caught.value


@pytest.fixture
def two(run_text: RunText) -> Run:
    return run_text(TWO)


def test_what_is_there_is_accepted(two: Run) -> None:
    two.expect_exit(0)
    two.expect_exit(0, of=two.children[1])
    two.expect_children(2)
    two.expect_output("main: begin\na: hello\nb: hello\nmain: end\n")
    two.expect_lines(["main: end", "b: hello", "a: hello", "main: begin"])
    two.expect_line("a: hello", by=two.children[0], times=1)
    two.expect_line(re.compile(r"\w: hello"), by=two.children, times=2)
    two.expect_line("b: hello", by=two.children[1].pid)
    two.expect_no_line("a: hello", by=two.main)
    two.expect_order("main: begin", "a: hello", re.compile("main: .*"))
    two.expect_no_error()
    two.expect_nothing_left()


def test_what_is_not_there_is_refused(two: Run) -> None:
    assert "by" in str(failure(lambda: two.expect_line("a: hello", by=two.main)).expected)
    assert "child 1 (a) wrote it, not the main process" in str(
        failure(lambda: two.expect_line("a: hello", by=two.main))
    )
    failure(lambda: two.expect_line("a: hello", times=2))
    failure(lambda: two.expect_line("hello"))
    failure(lambda: two.expect_no_line(re.compile("main.*")))
    failure(lambda: two.expect_lines(["main: end"]))
    failure(lambda: two.expect_order("b: hello", "a: hello"))
    failure(lambda: two.expect_order("b: hello", "c: hello"))
    failure(lambda: two.expect_children(3))
    failure(lambda: two.expect_exit(1))
    failure(lambda: two.expect_line("x", by=1))
    failed = failure(lambda: two.children[2])
    assert (failed.message, failed.actual) == ("No such process was started.", "2 started")


def test_help_stands_beside_the_difference(two: Run) -> None:
    failed = failure(lambda: two.expect_output("main: end\n", help="Think of the others."))
    assert failed.expected == "main: end\n"
    assert failed.actual.startswith("main: begin\n")
    assert failed.help == "Think of the others."


def test_an_error_is_told_with_the_students_line(run_text: RunText) -> None:
    run = run_text("import sys\n\ndef work():\n    raise LookupError('no such page')\n\nwork()\n")
    failed = failure(lambda: run.expect_exit(0))
    assert failed.message == "An error ended the main process: LookupError: no such page (here.py:4)"
    assert (failed.expected, failed.actual) == ("exit code 0", "exit code 1")
    failure(run.expect_no_error)


def test_an_error_of_a_thread_is_not_said_to_have_ended_its_process(run_text: RunText) -> None:
    run = run_text(
        "import threading\n\ndef work():\n    raise LookupError('no')\n\nthreading.Thread(target=work).start()\n"
    )
    failed = failure(run.expect_no_error)
    assert failed.message == "An error came up in the main process: LookupError: no (here.py:4)"


def test_a_signal_is_told_by_name(run_text: RunText) -> None:
    run = run_text("import os, signal; os.kill(os.getpid(), signal.SIGTERM)")
    assert failure(lambda: run.expect_exit(0)).actual == "exit code -15 (SIGTERM)"
    run.expect_exit(-15)


def test_a_missing_main_guard_is_named(run_text: RunText) -> None:
    source = """
        import multiprocessing
        def work(): print("work")
        child = multiprocessing.Process(target=work)
        child.start()
        child.join()
    """
    failed = failure(lambda: run_text(source, method="spawn").expect_line("work"))
    assert '`if __name__ == "__main__":`' in failed.help


def test_right_output_rescues_no_run_that_had_to_be_stopped(run_text: RunText) -> None:
    run = run_text("print('right')\nwhile True: pass", limits=Limits(seconds=1))
    for expectation in (
        lambda: run.expect_line("right"),
        lambda: run.expect_output("right\n"),
        lambda: run.expect_exit(0),
        lambda: run.expect_nothing_left(),
        lambda: run.children[0],
    ):
        failed = failure(expectation)
        assert failed.outcome is Outcome.TIMEOUT
        assert "The main process is still running, at here.py:2." in failed.message


def test_right_output_rescues_no_run_that_left_a_process(run_text: RunText) -> None:
    run = run_text("import os, time\nprint('right')\nif os.fork() == 0: time.sleep(100)")
    assert failure(lambda: run.expect_line("right")).outcome is Outcome.LEFTOVER_PROCESS


def test_an_invalid_program_is_told_with_line_and_reason(run_text: RunText) -> None:
    failed = failure(lambda: run_text("print(1)\nx = = 2\n").expect_exit(0))
    assert failed.outcome is Outcome.INVALID
    assert failed.message == "Python cannot read the program: invalid syntax (here.py:2)"


def test_long_output_is_cut_in_messages(run_text: RunText) -> None:
    run = run_text("print('x' * 100_000)")
    assert len(failure(lambda: run.expect_output("")).actual) <= 2000


def test_an_error_names_paths_as_from_the_runs_folder(run_text: RunText) -> None:
    run = run_text("import os, tempfile; os.rename(tempfile.gettempdir() + '/x', os.path.abspath('y'))")
    assert run.error_of(run.main).endswith("'tmp/x' -> 'y' (here.py:1)")
