"""What an instructor sees in formgrader of submissions that were graded without a kernel."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from browser.coursework import CHAPTER, EXERCISES
from browser.jupyter import Server
from browser.window import Window

if TYPE_CHECKING:
    from playwright.sync_api import Locator

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def signed_in(window: Window, instructors_server: Server) -> None:
    """Only Jupyter's own pages turn the token of an address into the cookie that formgrader's requests need."""
    window.page.goto(instructors_server.address("lab"))


def test_it_opens_from_the_menu_and_lists_the_assignments(window: Window, instructors_server: Server) -> None:
    page = window.page
    page.goto(instructors_server.address("lab"))
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name="Formgrader", exact=True).click()
    grader = page.frame_locator("iframe").first
    row = grader.get_by_role("row").filter(has_text=CHAPTER)
    window.expect(row.locator(".num-submissions")).to_have_text("4")


def test_the_submissions_have_their_scores(window: Window, instructors_server: Server) -> None:
    window.page.goto(instructors_server.address("formgrader", "manage_submissions", CHAPTER))
    expected = {
        "ada": ("graded", "11 / 11"),
        "ben": ("graded", "0 / 11"),
        "cleo": ("needs manual grading", "0 / 11"),
        "dan": ("graded", "0 / 11"),
    }
    for student, (status, score) in expected.items():
        id = window.page.locator("td.student-id").get_by_text(student, exact=True)
        row = window.page.get_by_role("row").filter(has=id)
        window.expect(row.locator("td.status")).to_have_text(status)
        window.expect(row.locator("td.score")).to_have_text(score)


def test_a_submission_shows_the_report_under_its_grade_cell(window: Window, instructors_server: Server) -> None:
    reports = submission(window, instructors_server, "ben")
    window.expect(reports).to_have_count(len(EXERCISES))
    window.expect(reports.first).to_contain_text("not passed yet, 0 of 5 points")
    window.expect(reports.first).to_contain_text("✗ not passed, 0 of 1 points: Both writers finish their page")
    window.expect(reports.first).to_contain_text("Who waits for each of them")
    window.expect(window.page.locator("#grade_clean_exit")).to_have_attribute("placeholder", "0")
    window.picture("formgrader_report", reports.first)


def test_a_file_that_is_no_notebook_says_so_and_waits_for_a_person(window: Window, instructors_server: Server) -> None:
    reports = submission(window, instructors_server, "cleo")
    for index in range(len(EXERCISES)):
        window.expect(reports.nth(index)).to_contain_text(f"{CHAPTER}.ipynb: it is not JSON, so it is no notebook")
    window.expect(window.page.locator("#grade_clean_exit")).to_have_class(re.compile("needs_manual_grade"))


def test_no_script_of_a_student_runs_in_the_instructors_browser(window: Window, instructors_server: Server) -> None:
    submission(window, instructors_server, "dan")
    assert not window.page.evaluate("window.ran")


def submission(window: Window, server: Server, student: str) -> Locator:
    """Open a student's submission as an instructor does; gives its reports."""
    page = window.page
    page.goto(server.address("formgrader", "gradebook", CHAPTER, CHAPTER))
    # The button shows the names of the rows that are there, and rows come later than the button.
    window.expect(page.locator("tbody tr td.score")).to_have_count(4)
    page.get_by_role("button", name="Show All Names").click()
    page.get_by_role("link", name=student, exact=True).click()
    window.expect(page.locator(".panel-title")).to_contain_text("Submission")
    return page.locator(".forklings-report")
