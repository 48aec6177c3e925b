"""Reports and progress in a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from forklings.author.checking import Done, Problem
from forklings.course import Exercise
from forklings.grading.wording import check_line, failure_lines, headline, hidden_lines
from forklings.report import Report, Verdict
from forklings.text import _

_COLOURS = {
    Verdict.PASSED: "green",
    Verdict.FAILED: "red",
    Verdict.SKIPPED: "yellow",
    Verdict.UNDECIDED: "yellow",
    Verdict.GRADER_ERROR: "magenta",
}


def show_report(exercise: Exercise, report: Report) -> None:
    """Print a report: a line a check, and under those that failed what was expected and seen."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"{exercise.id}  {_(exercise.title)}", markup=False, style="bold")
    for check in report.checks:
        console.print(check_line(check), markup=False, style=_COLOURS[check.verdict])
        for line in failure_lines(check):
            console.print(f"    {line}", markup=False)
    console.print(headline(report), markup=False, style="bold")
    for line in hidden_lines(report):
        console.print(line, markup=False)
    if report.verdict is not Verdict.PASSED and exercise.hints:
        command = f"forklings hint {exercise.name}"
        console.print(_("A hint: {command}").format(command=command), markup=False)


def follow(done: Iterator[Done], total: int) -> list[Problem]:
    """Show a progress bar while work is done, and gather the problems."""
    problems: list[Problem] = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total)
        for piece in done:
            progress.update(task, description=f"{piece.what:.40}", advance=1)
            problems += piece.problems
    return problems
