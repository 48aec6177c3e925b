"""A check's result in lines of plain text; every front end says the same."""

from __future__ import annotations

import shlex
from pathlib import Path

from forklings.course import Exercise
from forklings.report import CheckResult, Report, Verdict
from forklings.text import _

MARKS = {
    Verdict.PASSED: "✓",
    Verdict.FAILED: "✗",
    Verdict.SKIPPED: "–",
    Verdict.UNDECIDED: "?",
    Verdict.GRADER_ERROR: "!",
}


def report_lines(exercise: Exercise, report: Report) -> list[str]:
    """The whole report in lines: a line a check, and under each that did not pass, why."""
    lines = [f"{exercise.id}  {_(exercise.title)}", *report.remarks]
    for check in report.checks:
        lines.append(check_line(check))
        lines += [f"    {line}" for line in (*failure_lines(check), *again_lines(check, exercise))]
    return [*lines, headline(report), *hidden_lines(report)]


def check_line(check: CheckResult) -> str:
    """Mark, promise and points of a check."""
    points = _("{points} of {max_points} points").format(points=check.points, max_points=check.max_points)
    return f"{MARKS[check.verdict]} {check.promise}  [{points}]"


def hidden_lines(report: Report) -> list[str]:
    """What a release leaves out, in a line; nothing where all checks were asked."""
    if not report.hidden_checks:
        return []
    text = _("After hand-in more checks are run: {count}, for {points} points.")
    return [text.format(count=report.hidden_checks, points=report.hidden_points)]


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
    lines += method_line(check).splitlines()
    lines += check.help.splitlines()
    return lines


def again_lines(check: CheckResult, exercise: Exercise, file: Path | None = None) -> list[str]:
    """How to see the run again that decided a check, in one line; nothing where it was not conducted.

    file is the program, where it is not the one in the student's place.
    """
    if check.schedule is None or check.verdict not in (Verdict.FAILED, Verdict.UNDECIDED):
        return []
    words = ["forklings", "replay", exercise.name, "--schedule", check.schedule]
    if file is not None and file.absolute() != exercise.stub.absolute():
        words.append(str(file))
    return [_("see it again: {command}").format(command=shlex.join(words))]


def method_line(check: CheckResult) -> str:
    """Under which start method a check did not pass; "" for fork and for one that passed."""
    if check.start_method in ("", "fork"):
        return ""
    return _("Here the start method that is set is {method}.").format(method=check.start_method)


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


# What a person should know first of a program that has not all its points.
_GRAVITY = (Verdict.GRADER_ERROR, Verdict.UNDECIDED, Verdict.FAILED)


def reason(report: Report) -> str:
    """Why a program has not all its points, in one line; "" where it has."""
    lacking = [check for check in report.checks if check.verdict in _GRAVITY]
    if lacking:
        check = min(lacking, key=lambda check: _GRAVITY.index(check.verdict))
        first = check.message.splitlines()[0] if check.message else check.promise
        where = f" ({check.start_method})" if check.start_method not in ("", "fork") else ""
        return f"{first}{where}"
    return report.remarks[-1] if report.remarks and report.verdict is not Verdict.PASSED else ""


def fault_of_ours(why: str) -> str:
    """A fault of the engine or of a grader, told to a student."""
    return _("This is a fault of the grader, not of your program; please tell whoever runs the course: {why}").format(
        why=why
    )
