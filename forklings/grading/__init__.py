"""grade(exercise, program) -> Report, and the pytest plugin."""

from forklings.grading.checks import Check, Grader, GraderBroken, load
from forklings.grading.grade import ProgramUnreadable, grade, read_program, report_of
from forklings.grading.session import Session

__all__ = [
    "Check",
    "Grader",
    "GraderBroken",
    "ProgramUnreadable",
    "Session",
    "grade",
    "load",
    "read_program",
    "report_of",
]
