"""The public API that a grader uses: Program, Run, expectations that explain themselves."""

from forklings.program.drives import Drive
from forklings.program.errors import CheckEnded, CheckFailed, EngineFault, Undecided
from forklings.program.facts import Facts, capital
from forklings.program.judged import Children
from forklings.program.outcomes import signal_name
from forklings.program.output import Line
from forklings.program.processes import Kind, Process
from forklings.program.program import OutOfTime, Program
from forklings.program.run import Run
from forklings.program.scoring import ATTRIBUTE, CheckFunction, Points, points
from forklings.program.things import QUEUES, Thing, is_of_a_library, thing_of, things

__all__ = [
    "ATTRIBUTE",
    "QUEUES",
    "CheckEnded",
    "CheckFailed",
    "CheckFunction",
    "Children",
    "Drive",
    "EngineFault",
    "Facts",
    "Kind",
    "Line",
    "OutOfTime",
    "Points",
    "Process",
    "Program",
    "Run",
    "Thing",
    "Undecided",
    "capital",
    "is_of_a_library",
    "points",
    "signal_name",
    "thing_of",
    "things",
]
