"""The page that a student gets back: `nbgrader generate_feedback`."""

from __future__ import annotations

import pytest

from browser.coursework import EXERCISES, FORMULA, ODD, Coursework
from browser.window import Window

pytestmark = pytest.mark.browser

WORDS = {"passed": "passed", "failed": "not passed", "skipped": "not asked"}

# How often a text stands where MathJax, which is not here, would look at it, and where it would not.
PLACES = """
(report, text) => {
    const walker = document.createTreeWalker(report, NodeFilter.SHOW_TEXT);
    const count = {typeset: 0, literal: 0};
    while (walker.nextNode()) {
        const node = walker.currentNode;
        if (node.data.includes(text)) count[node.parentElement.closest("pre") ? "literal" : "typeset"]++;
    }
    return count;
}
"""


@pytest.mark.parametrize("student", ["ada", "ben", "cleo", "dan"])
def test_every_check_is_told_in_words(window: Window, cohort: Coursework, student: str) -> None:
    window.page.goto(cohort.feedback(student).as_uri())
    # No colours and none of the page's styles: what is left are words.
    window.page.emulate_media(forced_colors="active")
    window.page.evaluate("document.querySelectorAll('style, link').forEach(element => element.remove())")
    reports = cohort.reports(student)
    assert len(reports) == len(EXERCISES)
    for index, report in enumerate(reports):
        shown = window.page.locator(".forklings-report").nth(index)
        text = shown.inner_text()
        assert f"{report['points']} of {report['max_points']} points" in text
        for check in report["checks"]:
            points = f"{check['points']} of {check['max_points']} points"
            assert f"{WORDS[check['verdict']]}, {points}: {check['promise']}" in text
            for field in ("expected", "actual", "message", "help"):
                for line in check[field].splitlines():
                    assert line in text
        for label, field in (("expected", "expected"), ("seen", "actual")):
            told = sum(bool(check[field]) for check in report["checks"])
            window.expect(shown.get_by_role("rowheader", name=label, exact=True)).to_have_count(told)
        window.picture(f"feedback_plain_{student}_{index + 1}", shown)


def test_what_a_student_wrote_is_shown_as_it_is(window: Window, cohort: Coursework) -> None:
    window.page.goto(cohort.feedback("dan").as_uri())
    seen, message = (window.page.locator(".forklings-report").nth(index) for index in range(len(EXERCISES)))
    window.expect(seen.locator("tr").last).to_contain_text(ODD)
    window.expect(message).to_contain_text(f"ValueError: {ODD} (exit_codes.py:1)")
    for report in (seen, message):
        window.expect(report.locator("b, script, img")).to_have_count(0)
        assert report.evaluate(PLACES, FORMULA) == {"typeset": 0, "literal": 1}
    window.picture("feedback_odd", seen)


def test_no_script_of_a_student_runs_where_the_page_is_opened(window: Window, cohort: Coursework) -> None:
    window.page.goto(cohort.feedback("dan").as_uri())
    assert not window.page.evaluate("window.ran")
