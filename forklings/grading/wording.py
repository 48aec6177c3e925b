"""A check's result in lines of plain text; every front end says the same."""

from __future__ import annotations

from forklings.report import CheckResult, Report, Verdict
from forklings.text import _


def failure_lines(check: CheckResult) -> list[str]:
    """What a student reads under a check that did not pass; nothing for one that did."""
    if check.verdict is Verdict.PASSED:
        return []
    lines = []
    expected, seen = _("expected"), _("seen")
    width = max(len(expected), len(seen))
    for label, text in ((expected, check.expected), (seen, check.actual)):
        for index, line in enumerate(text.rstrip("\n").splitlines()):
            lines.append(f"{label if index == 0 else '':{width}}  {line}")
    lines += check.message.splitlines()
    if check.start_method not in ("", "fork"):
        lines.append(_("This happens under the start method {method}.").format(method=check.start_method))
    lines += check.help.splitlines()
    return lines


def headline(report: Report) -> str:
    """The verdict and the points in one line."""
    points = _("{points} of {max_points} points").format(points=report.points, max_points=report.max_points)
    words = {
        Verdict.PASSED: _("passed"),
        Verdict.FAILED: _("not passed yet"),
        Verdict.SKIPPED: _("not passed yet"),
        Verdict.UNDECIDED: _("undecided: a person has to look at it"),
        Verdict.GRADER_ERROR: _("the grader broke; this is not your fault"),
    }
    return f"{words[report.verdict]}, {points}"


def reason(report: Report) -> str:
    """Why a program has not all its points, in one line; "" where it has."""
    for check in report.checks:
        if check.verdict not in (Verdict.PASSED, Verdict.SKIPPED):
            first = check.message.splitlines()[0] if check.message else check.promise
            where = f" ({check.start_method})" if check.start_method not in ("", "fork") else ""
            return f"{first}{where}"
    return ""


def fault_of_ours(why: str) -> str:
    """A fault of the engine or of a grader, told to a student."""
    return _("This is a fault of the grader, not of your program; please tell whoever runs the course: {why}").format(
        why=why
    )
