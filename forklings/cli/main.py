"""Commands, their arguments and their exit statuses; the work is done on the floors below."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

import forklings
from forklings import course as courses
from forklings.cli.authoring import author
from forklings.cli.calling import (
    GRADER_BROKE,
    NOT_PASSED,
    CourseOption,
    RequireOption,
    find_course,
    isolate,
    refuse,
)
from forklings.text import _

app = typer.Typer(
    name="forklings",
    help="Exercises on Python multiprocessing, and the engine that grades them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(author)


def main() -> None:
    """Run the command and exit with its status."""
    from forklings.sandbox.errors import IsolationMissing, Unsupported

    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except (courses.CourseError, IsolationMissing, Unsupported) as error:
        refuse(str(error))
    except BrokenPipeError:
        # The reader of our output went away, `| head` say; that is no error of ours.
        _close_output()
        sys.exit(NOT_PASSED)
    except OSError as error:
        _close_output()
        refuse(f"{error.strerror}{f': {error.filename}' if error.filename else ''}")


def _close_output() -> None:
    """Keep Python from failing again when it flushes stdout at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _version(value: bool) -> None:
    if value:
        print(f"forklings {forklings.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    del version


@app.command()
def grade(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The program to grade.")],
    exercise: Annotated[
        str | None,
        typer.Option("--exercise", "-e", metavar="ID", help="Its exercise; any unambiguous end of the id will do."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the report as JSON alone on stdout.")] = False,
    require_isolation: RequireOption = False,
    course: CourseOption = None,
) -> None:
    """Grade one program.

    Exit status: 0 passed, 1 not passed, 2 the call is wrong or FILE cannot be read,
    3 the grader broke. The last line says which sandbox was in force; with --json it is on stderr.
    """
    from forklings import report
    from forklings.cli import showing
    from forklings.grading import grade as grading

    found = find_course(course)
    chosen = courses.exercise(found, exercise) if exercise else courses.exercise_of_file(file.absolute())
    if chosen is None:
        refuse(f"{file} is no file of this course; say which exercise it answers with --exercise ID")
    try:
        source = grading.read_program(file)
    except grading.ProgramUnreadable as error:
        refuse(str(error))
    isolation = isolate(require_isolation)
    graded = grading.grade(chosen, source)
    if json:
        sys.stdout.buffer.write(report.to_json(graded) + b"\n")
    else:
        showing.show_report(chosen, graded, file)
    print(isolation, file=sys.stderr if json else sys.stdout)
    match graded.verdict:
        case report.Verdict.PASSED:
            sys.exit(0)
        case report.Verdict.GRADER_ERROR:
            sys.exit(GRADER_BROKE)
        case _:
            sys.exit(NOT_PASSED)


@app.command("list")
def list_(course: CourseOption = None) -> None:
    """List the chapters and exercises in teaching order."""
    found = find_course(course)
    print(_(found.title))
    for chapter in found.chapters:
        print(f"\n{chapter.name}  {_(chapter.title)}")
        width = max((len(exercise.name) for exercise in chapter.exercises), default=0)
        for exercise in chapter.exercises:
            mark = "*" if exercise.core else " "
            print(f"  {mark} {exercise.name:{width}}  {_(exercise.title)}")
    print(f"\n* {_('on the first path through the course')}")


@app.command()
def hint(
    exercise: Annotated[str, typer.Argument(metavar="ID", help="The exercise; any unambiguous end of its id.")],
    number: Annotated[int, typer.Argument(metavar="[N]", help="Which hint; they get plainer.")] = 1,
    course: CourseOption = None,
) -> None:
    """Show a hint; the first asks for a look, the last points at the line."""
    found = courses.exercise(find_course(course), exercise)
    count = len(found.hints)
    if not 1 <= number <= count:
        refuse(f"{found.id} has {count} hints; ask for one from 1 to {count}" if count else f"{found.id} has no hints")
    print(_(found.hints[number - 1]))
    if number < count:
        following = f"forklings hint {found.name} {number + 1}"
        print(_("({number} of {count}; the next: {command})").format(number=number, count=count, command=following))
    else:
        print(_("({number} of {count}, the last)").format(number=number, count=count))


@app.command()
def replay(
    exercise: Annotated[str, typer.Argument(metavar="ID", help="The exercise; any unambiguous end of its id.")],
    schedule: Annotated[
        str,
        typer.Option(
            "--schedule", "-s", metavar="NAME", help="As a report names it, fork.walk-3.7f2a; walk-3 will do."
        ),
    ],
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="The program; else the exercise's file in exercises/.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the run as one JSON object alone on stdout.")] = False,
    require_isolation: RequireOption = False,
    course: CourseOption = None,
) -> None:
    """Play one schedule of a program again and draw who did what, step by step.

    The exercise's checks make the run as they did when the program was graded.

    Exit status: 0 it was played and drawn, 1 it diverged: the nearest run is drawn, 2 the
    call is wrong or no check makes such a run, 3 the grader broke.
    """
    from forklings.cli import drawing
    from forklings.grading import checks, replaying
    from forklings.grading.grade import ProgramUnreadable, read_program

    chosen = courses.exercise(find_course(course), exercise)
    try:
        name = replaying.parsed(schedule)
        source = read_program(file or chosen.stub)
        isolation = isolate(require_isolation)
        replayed = replaying.replay(chosen, source, name)
    except (checks.GraderBroken, replaying.GraderFailed) as error:
        print(f"forklings: {error}", file=sys.stderr)
        sys.exit(GRADER_BROKE)
    except (replaying.ReplayImpossible, ProgramUnreadable) as error:
        refuse(str(error))
    if json:
        drawing.print_replay(replayed)
    else:
        drawing.show_replay(chosen, replayed, schedule)
    print(isolation, file=sys.stderr if json else sys.stdout)
    sys.exit(NOT_PASSED if replayed.diverged else 0)


@app.command()
def scores(
    assignment: Annotated[str, typer.Argument(metavar="ASSIGNMENT", help="The chapter, as nbgrader released it.")],
    course: CourseOption = None,
) -> None:
    """Show the scores that nbgrader's gradebook holds, and why in a line each.

    Run it after `nbgrader autograde`, in the folder of nbgrader_config.py.
    """
    from forklings.cli import showing
    from forklings.nbgrader import scores as scoring

    found = find_course(course)
    try:
        table = scoring.scores(found, scoring.coursedir(found.root), assignment)
    except scoring.ScoresUnavailable as error:
        refuse(str(error))
    showing.show_scores(table)
