"""Reports and progress in a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from forklings.author.problems import Done, Problem
from forklings.course import Exercise
from forklings.grading.wording import again_lines, check_line, failure_lines, headline, hidden_lines
from forklings.report import Report, Verdict, bounded
from forklings.text import _

if TYPE_CHECKING:
    # nbgrader takes a second to import, and grading one program needs none of it.
    from forklings.nbgrader.scores import Part, Score

# Where nobody's terminal sets the width: a table in a file or in a log.
_WIDE = 160

COLOURS = {
    Verdict.PASSED: "green",
    Verdict.FAILED: "red",
    Verdict.SKIPPED: "yellow",
    Verdict.UNDECIDED: "yellow",
    Verdict.GRADER_ERROR: "magenta",
}


def show_report(exercise: Exercise, report: Report, file: Path) -> None:
    """Print the report of a file: a line a check, and under those that failed what was expected and seen."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"{exercise.id}  {_(exercise.title)}", markup=False, style="bold")
    for check in report.checks:
        console.print(check_line(check), markup=False, style=COLOURS[check.verdict])
        for line in (*failure_lines(check), *again_lines(check, exercise, file)):
            console.print(f"    {line}", markup=False)
    console.print(headline(report), markup=False, style="bold")
    for line in hidden_lines(report):
        console.print(line, markup=False)
    if report.verdict is not Verdict.PASSED and exercise.hints:
        command = f"forklings hint {exercise.name}"
        console.print(_("A hint: {command}").format(command=command), markup=False)


def show_scores(scores: Sequence[Score]) -> None:
    """Print a table of submissions: points by exercise and in all, and what to know of each."""
    console = Console(markup=False, highlight=False, width=None if sys.stdout.isatty() else _WIDE)
    if not scores:
        console.print(_("Nothing has been handed in."))
        return
    exercises = list(dict.fromkeys(part.exercise for score in scores for part in score.parts))
    names = [name.rpartition("/")[2] for name in exercises]
    table = Table(_("student"), *names, _("points"), _("what to know"))
    for score in scores:
        parts = {part.exercise: part for part in score.parts}
        cells = [_points(parts[name]) if name in parts else "" for name in exercises]
        total = f"{score.points:g}/{score.max_points:g}" if score.graded else ""
        table.add_row(bounded(score.student).replace("\n", "\\n"), *cells, total, "\n".join(_to_know(score)))
    console.print(table)
    waiting = sum(score.person for score in scores)
    missing = sum(not score.graded for score in scores)
    told = _("{count} submissions, {waiting} wait for a person, {missing} not graded.")
    console.print(told.format(count=len(scores), waiting=waiting, missing=missing))


def _points(part: Part) -> str:
    points = "?" if part.points is None else f"{part.points:g}"
    return f"{points}/{part.max_points:g}"


def _to_know(score: Score) -> Iterator[str]:
    if score.person:
        yield _("waits for a person")
    if score.penalty:
        yield _("late: {points:g} points off").format(points=score.penalty)
    yield from score.remarks
    # What is wrong with the whole submission stands on each exercise, and is said once.
    for why in dict.fromkeys(why for part in score.parts for why in part.why):
        names = [part.exercise.rpartition("/")[2] for part in score.parts if why in part.why]
        yield why if len(names) == len(score.parts) > 1 else f"{names[0]}: {why}"


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


def show_table(rows: list[list[str]]) -> None:
    """Print rows of text below their headings; the last row is of all the others."""
    console = Console(markup=False, highlight=False, width=None if sys.stdout.isatty() else _WIDE)
    table = Table(*rows[0])
    for row in rows[1:-1]:
        table.add_row(*row)
    table.add_section()
    table.add_row(*rows[-1])
    console.print(table)
