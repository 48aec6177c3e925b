"""The public API that a grader uses: Program, Run, expectations that explain themselves."""

from forklings.program.drives import Drive
from forklings.program.errors import CheckEnded, CheckFailed, EngineFault, Undecided
from forklings.program.judged import Children
from forklings.program.output import Line
from forklings.program.processes import Kind, Process
from forklings.program.program import OutOfTime, Program
from forklings.program.run import Run
from forklings.program.scoring import ATTRIBUTE, CheckFunction, Points, points

__all__ = [
    "ATTRIBUTE",
    "CheckEnded",
    "CheckFailed",
    "CheckFunction",
    "Children",
    "Drive",
    "EngineFault",
    "Kind",
    "Line",
    "OutOfTime",
    "Points",
    "Process",
    "Program",
    "Run",
    "Undecided",
    "points",
]
