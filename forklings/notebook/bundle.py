"""A report as Jupyter shows it: one output in HTML, in plain text and as JSON."""

from __future__ import annotations

import functools
import json
from importlib import resources

from jinja2 import Environment, Template

from forklings.course import Exercise
from forklings.grading.wording import MARKS, again_lines, headline, hidden_lines, method_line, report_lines
from forklings.report import Report, Verdict, from_json, to_json
from forklings.text import _

# Front ends show what they know and pass over the rest; so the report travels with its picture.
MIMETYPE = "application/vnd.forklings.report+json"


class Points(float):
    """The points of a program: a number to nbgrader, a sentence to a person."""

    def __new__(cls, points: float, most: float) -> Points:
        made = super().__new__(cls, points)
        made.most = most
        return made

    most: float

    def _repr_html_(self) -> str:
        return f"<p>{points_line(self, self.most)}</p>"


def points_line(points: float, most: float) -> str:
    return _("{points:g} of {max_points:g} points").format(points=points, max_points=most)


def bundle_of(exercise: Exercise, report: Report) -> dict[str, object]:
    """The report by MIME type."""
    return {
        "text/plain": "\n".join(report_lines(exercise, report)),
        "text/html": html_of(exercise, report),
        MIMETYPE: json.loads(to_json(report)),
    }


def report_in(bundle: dict[str, object]) -> Report | None:
    """The report that an output carries; None for any other output."""
    document = bundle.get(MIMETYPE)
    return None if document is None else from_json(json.dumps(document).encode())


def html_of(exercise: Exercise, report: Report) -> str:
    """The report as a piece of HTML: every text escaped, nothing told by colour alone."""
    return _template().render(
        exercise=exercise,
        report=report,
        headline=headline(report),
        hidden=hidden_lines(report),
        marks=MARKS,
        words=_words(),
        method_line=method_line,
        again=lambda check: "\n".join(again_lines(check, exercise)),
        points_line=points_line,
        _=_,
    )


def _words() -> dict[Verdict, str]:
    return {
        Verdict.PASSED: _("passed"),
        Verdict.FAILED: _("not passed"),
        Verdict.SKIPPED: _("not asked"),
        Verdict.UNDECIDED: _("undecided"),
        Verdict.GRADER_ERROR: _("the grader broke"),
    }


@functools.cache
def _template() -> Template:
    text = resources.files("forklings.notebook").joinpath("report.html").read_text("utf-8")
    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(text)
