"""A released chapter in JupyterLab and in Notebook 7, as a student works with it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from browser.coursework import FORMULA, ODD, ODDLY, SOLVED, Coursework, program, text_cell
from browser.jupyter import Server
from browser.window import RUNNING, Window, in_lab, in_notebook_7

pytestmark = pytest.mark.browser

# Says one line, and then waits until somebody ends it.
WAITING_PROGRAM = """\
import multiprocessing
import threading


def wait():
    print("the child waits")
    threading.Event().wait()


if __name__ == "__main__":
    multiprocessing.Process(target=wait).start()
"""

# Longer than it takes to interrupt a program, on any machine.
LIMIT_SECONDS = 250


def test_a_stub_runs_its_report_says_why_it_has_no_points_and_hints_help(
    window: Window, students_server: Server, coursework: Coursework, desks: Path
) -> None:
    notebook = in_lab(window, students_server, coursework.hand_out(desks / "stub"))
    notebook.run("setup", "clean_exit-program", "clean_exit-grade")

    run = notebook.output("clean_exit-program")
    window.expect(run).to_contain_text("main         │ main: goodbye")
    window.expect(run).to_contain_text("The program ended with exit code 0.")

    graded = notebook.output("clean_exit-grade")
    report = graded.locator(".forklings-report")
    window.expect(report).to_have_count(1)
    window.expect(report).to_contain_text("not passed yet, 0 of 5 points")
    window.expect(report).to_contain_text("✗ not passed, 0 of 1 points: Both writers finish their page")
    window.expect(report.locator("tr").first).to_contain_text("expected")
    window.expect(report.locator("tr").last).to_contain_text("main: goodbye")
    window.expect(report).to_contain_text("Who waits for each of them")
    # What nbgrader's own steps would read as the points.
    window.expect(graded.locator(".jp-OutputArea-executeResult")).to_contain_text("0 of 5 points")
    window.picture("lab_stub", notebook.cell("clean_exit-grade"))

    hints = notebook.add_below("exit_codes-grade", "%hint clean_exit\n%hint clean_exit")
    window.expect(hints).to_contain_text("(1 of 3)")
    window.expect(hints).to_contain_text("(2 of 3)")
    window.expect(hints).not_to_contain_text("3 of 3")
    window.picture("lab_hints", hints)


def test_a_solution_gets_all_points(
    window: Window, students_server: Server, coursework: Coursework, desks: Path
) -> None:
    notebook = in_lab(window, students_server, coursework.hand_out(desks / "solved", *SOLVED))
    notebook.run("setup", "clean_exit-program", "clean_exit-grade")
    run = notebook.output("clean_exit-program")
    for line in ("Process-1    │ anna: done", "Process-2    │ ben: done", "main         │ main: goodbye"):
        window.expect(run).to_contain_text(line)
    report = notebook.output("clean_exit-grade").locator(".forklings-report")
    window.expect(report).to_contain_text("passed, 5 of 5 points")
    window.expect(report.get_by_text("✓ passed")).to_have_count(4)
    window.expect(report.locator("pre")).to_have_count(0)
    window.picture("lab_solution", notebook.cell("clean_exit-grade"))
    saved = desks / "solved/02_lifecycle/exercises/02_lifecycle/clean_exit.py"
    assert saved.read_text().startswith('"""Why it works')


def test_lines_come_while_the_program_runs_and_an_interrupt_ends_it(
    window: Window, students_server: Server, coursework: Coursework, desks: Path
) -> None:
    path = coursework.hand_out(desks / "waiting", program("clean_exit", WAITING_PROGRAM))
    course = path.parent / "course.yml"
    document = yaml.safe_load(course.read_text())
    document["chapters"][0]["exercises"][0]["limits"] = {"seconds": LIMIT_SECONDS}
    course.write_text(yaml.safe_dump(document))

    notebook = in_lab(window, students_server, path)
    notebook.run("setup")
    notebook.start("clean_exit-program")
    run = notebook.output("clean_exit-program")
    window.expect(run).to_contain_text("Process-1    │ the child waits")
    window.expect(notebook.prompt("clean_exit-program")).to_have_text(RUNNING)
    window.picture("lab_running", notebook.cell("clean_exit-program"))
    window.page.locator('[data-command="notebook:interrupt-kernel"]').click()
    window.expect(run).to_contain_text("You interrupted the program; all its processes are ended.")


def test_what_a_student_wrote_is_shown_as_it_is(
    window: Window, students_server: Server, coursework: Coursework, desks: Path
) -> None:
    path = coursework.hand_out(desks / "odd", *ODDLY, text_cell(FORMULA))
    notebook = in_lab(window, students_server, path)
    notebook.run("setup", "clean_exit-program", "clean_exit-grade", "exit_codes-program", "exit_codes-grade")
    # Formulas are typeset here, so one that is not was left alone.
    window.expect(notebook.cell("text").locator("mjx-container")).to_have_count(1)
    seen = notebook.output("clean_exit-grade").locator(".forklings-report")
    window.expect(seen.locator("tr").last).to_contain_text(ODD)
    message = notebook.output("exit_codes-grade").locator(".forklings-report")
    window.expect(message).to_contain_text(f"ValueError: {ODD} (exit_codes.py:1)")
    for report in (seen, message):
        window.expect(report.locator("b, script, img, mjx-container")).to_have_count(0)
    assert not window.page.evaluate("window.ran")
    window.picture("lab_odd", notebook.cell("clean_exit-grade"))


def test_notebook_7_shows_the_same(
    window: Window, students_server: Server, coursework: Coursework, desks: Path
) -> None:
    notebook = in_notebook_7(window, students_server, coursework.hand_out(desks / "seven"))
    notebook.run("setup", "clean_exit-program", "clean_exit-grade")
    window.expect(notebook.output("clean_exit-program")).to_contain_text("main         │ main: goodbye")
    report = notebook.output("clean_exit-grade").locator(".forklings-report")
    window.expect(report).to_contain_text("not passed yet, 0 of 5 points")
    window.expect(report).to_contain_text("✗ not passed, 0 of 1 points: Both writers finish their page")
    window.picture("notebook_7_stub", notebook.cell("clean_exit-grade"))
