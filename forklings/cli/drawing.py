"""A run that is played again, drawn in a terminal."""

from __future__ import annotations

import json

from rich.console import Console
from rich.text import Text

from forklings.cli.showing import COLOURS
from forklings.course import Exercise
from forklings.grading.replaying import Replay
from forklings.grading.wording import check_line, failure_lines
from forklings.pictures import document, picture
from forklings.report import Outcome, bounded
from forklings.text import _


def show_replay(exercise: Exercise, replay: Replay, asked: str) -> None:
    """Draw a run as wide as the terminal, and say below it which check was not passed with it."""
    run = replay.run
    console = Console(highlight=False, soft_wrap=True)
    outcome = "" if run.outcome in (Outcome.FINISHED, Outcome.SIGNALED) else f": {run.outcome}"
    console.print(f"{exercise.id}  {run.schedule}{outcome}", markup=False, style="bold")
    if replay.diverged:
        for sentence in _diverged(replay, asked):
            console.print(sentence, markup=False, style="yellow")
    for line in picture(run, console.width, failed=replay.failed is not None):
        drawn = Text.assemble(*((span.text, span.style.value) for span in line))
        drawn.rstrip()
        console.print(drawn)
    if replay.failed is not None:
        console.print()
        console.print(check_line(replay.failed), markup=False, style=COLOURS[replay.failed.verdict])
        said = run.explanation().message.splitlines() if run.outcome is not Outcome.FINISHED else []
        for text in failure_lines(replay.failed):
            if text not in said:
                console.print(f"    {text}", markup=False)
    if replay.others:
        named = _("Other runs of this schedule: {names}").format(names=", ".join(replay.others))
        console.print(named, markup=False)


def print_replay(replay: Replay) -> None:
    """Print a run as one JSON object."""
    print(json.dumps(document(replay.run, diverged=replay.diverged), indent=1))


def _diverged(replay: Replay, asked: str) -> list[str]:
    """That this is not the run that was asked for, and why it may not be."""
    said = _("DIVERGED: {asked} was not seen again; this is {schedule}.")
    around = replay.run.conducted.around if replay.run.conducted is not None else ""
    if around:
        why = _("The schedule does not decide all of it: {why}.").format(why=bounded(around))
    else:
        why = _(
            "The program or its grader changed since, or it draws on what no schedule decides: chance, pids, the date."
        )
    return [said.format(asked=asked, schedule=replay.run.schedule), why]
