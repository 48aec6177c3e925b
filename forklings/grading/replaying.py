"""One schedule of a program, played again: the checks make its runs as they did when they were graded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forklings.conductor import strategies
from forklings.course import START_METHODS, Exercise
from forklings.grading import checks
from forklings.grading.session import Session
from forklings.program import Run
from forklings.report import CheckResult, Verdict
from forklings.text import _


@dataclass(frozen=True)
class Name:
    """What a schedule's name says: START_METHOD.SCHEDULE.SUM; method and sum are "" where they are left out."""

    method: str
    schedule: str
    sum: str


class ReplayImpossible(Exception):
    """There is nothing to show, and why."""


class NameUnknown(ReplayImpossible):
    """No schedule has a name like this."""


class GraderFailed(ReplayImpossible):
    """The grader broke before it made a run: a fault of ours."""


@dataclass(frozen=True)
class Replay:
    """The run that was asked for, or the nearest one where it diverged.

    failed is the check that was not passed with this run, None where there is none; others
    are the names of the other runs of this schedule that the checks made.
    """

    run: Run
    diverged: bool
    failed: CheckResult | None
    others: tuple[str, ...]


def parsed(name: str) -> Name:
    """The parts of a name such as fork.walk-3.7f2a, fork.walk-3 or walk-3.

    Raises NameUnknown.
    """
    method, separator, rest = name.strip().partition(".")
    if not separator:
        method, rest = "", method
    schedule, separator, path = rest.partition(".")
    try:
        strategies.strategy(schedule)
    except strategies.UnknownSchedule as error:
        raise NameUnknown(_like(name)) from error
    is_sum = len(path) == 4 and set(path) <= set("0123456789abcdef")
    if method not in ("", *START_METHODS) or (separator and not is_sum):
        raise NameUnknown(_like(name))
    return Name(method, schedule, path)


def _like(name: str) -> str:
    told = _(
        "no schedule is called {name}. A report names one as START_METHOD.SCHEDULE.SUM, fork.walk-3.7f2a say; "
        "fork.walk-3 and walk-3 will do. A schedule is {schedules}, walk-N or pct-N, with -lazy at its end or without; "
        "a start method is {methods}"
    )
    return told.format(name=repr(name[:60]), schedules=", ".join(strategies.PLAIN), methods=", ".join(START_METHODS))


def replay(exercise: Exercise, source: bytes, name: Name) -> Replay:
    """Ask the checks again with this schedule alone, and find the run of this name.

    Raises ReplayImpossible where no check makes a run of it, GraderFailed where that is
    the grader's fault, checks.GraderBroken where there is no grader.
    """
    method = name.method or exercise.start_methods[0]
    grader = checks.load(exercise)
    with Session(exercise, grader, source, start_methods=(method,), only=name.schedule) as session:
        results = session.results()
        runs = [run for run in session.program.runs if _is_of(run, name.schedule)]
    if not runs:
        raise _nothing(results, f"{method}.{name.schedule}")
    asked = f"{method}.{name.schedule}.{name.sum}"
    same = [run for run in runs if run.schedule == asked]
    run = _chosen(same or runs, results)
    failed = next((result for result in results if _is_about(result, run)), None)
    others = tuple(dict.fromkeys(str(other.schedule) for other in runs if other.schedule != run.schedule))
    return Replay(run, bool(name.sum) and not same, failed, others)


def _is_of(run: Run, schedule: str) -> bool:
    return run.conducted is not None and run.conducted.schedule == schedule


def _chosen(runs: Sequence[Run], results: Sequence[CheckResult]) -> Run:
    """The first run that a check was not passed with, or else the first."""
    return next((run for run in runs if any(_is_about(result, run) for result in results)), runs[0])


def _is_about(result: CheckResult, run: Run) -> bool:
    return result.verdict is not Verdict.PASSED and result.schedule == run.schedule


def _nothing(results: Sequence[CheckResult], schedule: str) -> ReplayImpossible:
    """Why there is no run of a schedule, as far as the verdicts tell."""
    for result in results:
        if result.verdict is Verdict.GRADER_ERROR:
            return GraderFailed(result.message)
    missing = _("no check makes a run of {schedule}").format(schedule=schedule)
    for result in results:
        if result.verdict is not Verdict.PASSED:
            because = _("{missing}: before that, “{promise}” is not passed: {message}")
            return ReplayImpossible(because.format(missing=missing, promise=result.promise, message=result.message))
    return ReplayImpossible(missing)
