"""The checks of one program, run in order or one at a time, each verdict found once."""

from __future__ import annotations

import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from forklings.course import Exercise
from forklings.grading.checks import Check, Grader
from forklings.grading.guard import GraderHung, deadline
from forklings.grading.wording import fault_of_ours
from forklings.program import CheckFailed, EngineFault, OutOfTime, Program, Run, Undecided
from forklings.report import CheckResult, Outcome, Verdict
from forklings.sandbox.client import Sandbox
from forklings.text import _

# What a check may take beyond the time of the program's runs: the engine's own work.
SECONDS_OF_OURS = 120.0


@dataclass(frozen=True)
class _Ending:
    """How one check ended under one start method."""

    verdict: Verdict
    outcome: Outcome
    message: str = ""
    help: str = ""
    expected: str = ""
    actual: str = ""
    schedule: str | None = None


class Session:
    """Grades one program: holds its sandbox, its runs and the verdicts found so far.

    A check is judged under the first start method, and while it passes under the
    next; its verdict is the first that is not passed.
    """

    def __init__(
        self,
        exercise: Exercise,
        grader: Grader,
        source: bytes,
        *,
        start_methods: Sequence[str] | None = None,
        only: str = "",
    ) -> None:
        """start_methods defaults to the exercise's; only names the one schedule to be explored, "" for all."""
        self.exercise = exercise
        self.grader = grader
        self.source = source
        self._methods = tuple(start_methods or exercise.start_methods)
        self._sandbox = Sandbox(hidden=exercise.root)
        self._program = Program(
            source,
            file_name=exercise.file_name,
            limits=exercise.limits,
            start_method=self._methods[0],
            home=exercise.start_methods[0],
            sandbox=self._sandbox,
            only=only,
        )
        self._results: dict[str, CheckResult] = {}
        self._timed_out = ""

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def program(self) -> Program:
        return self._program

    def close(self) -> None:
        self._sandbox.close()

    def warm_up(self) -> None:
        """Start the sandbox's supervisor; a failure shows again, as ours, at the first run."""
        self._sandbox.warm_up()

    def result(self, check: Check) -> CheckResult:
        """The verdict of a check; those that it needs are found first."""
        if check.name not in self._results:
            started = time.monotonic()
            ending, method = self._judge(check)
            passed = ending.verdict is Verdict.PASSED
            self._results[check.name] = CheckResult(
                name=check.name,
                promise=_(check.promise),
                verdict=ending.verdict,
                points=check.points if passed else 0,
                max_points=check.points,
                outcome=ending.outcome,
                message=ending.message,
                help=ending.help,
                expected=ending.expected,
                actual=ending.actual,
                schedule=ending.schedule,
                start_method="" if passed or ending.verdict is Verdict.SKIPPED else method,
                seconds=round(time.monotonic() - started, 3),
            )
        return self._results[check.name]

    @property
    def failed(self) -> frozenset[str]:
        """Names of the checks that were asked so far and did not pass."""
        fine = (Verdict.PASSED, Verdict.SKIPPED)
        return frozenset(name for name, result in self._results.items() if result.verdict not in fine)

    def results(self) -> tuple[CheckResult, ...]:
        """The verdicts of all checks, in the grader's order."""
        return tuple(self.result(check) for check in self.grader.checks)

    def _judge(self, check: Check) -> tuple[_Ending, str]:
        if check.needs:
            needed = self.grader.check(check.needs)
            if self.result(needed).verdict is not Verdict.PASSED:
                message = _("Not asked yet: first comes “{promise}”").format(promise=_(needed.promise))
                return _Ending(Verdict.SKIPPED, Outcome.FINISHED, message), ""
        if self._timed_out:
            message = _("Not asked: the program already hit the time limit in “{promise}”").format(
                promise=self._timed_out
            )
            return _Ending(Verdict.SKIPPED, Outcome.FINISHED, message), ""
        ending = _Ending(Verdict.PASSED, Outcome.FINISHED)
        for method in self._methods:
            ending = self._judge_under(check, method)
            if ending.verdict is Verdict.PASSED:
                continue
            if ending.outcome in (Outcome.TIMEOUT, Outcome.CPU_LIMIT):
                self._timed_out = _(check.promise)
            return ending, method
        return ending, self._methods[0]

    def _judge_under(self, check: Check, method: str) -> _Ending:
        self._program.take_touched()
        limits = self.exercise.limits
        try:
            with deadline(limits.exercise_seconds + SECONDS_OF_OURS):
                check.function(self._program.under(method))
        except CheckFailed as failed:
            return _Ending(
                Verdict.FAILED,
                failed.outcome,
                failed.message,
                failed.help,
                failed.expected,
                failed.actual,
                failed.schedule,
            )
        except Undecided as undecided:
            return _Ending(Verdict.UNDECIDED, undecided.outcome, undecided.message, schedule=undecided.schedule)
        except OutOfTime:
            message = _("The runs of this exercise took more than {seconds:g} seconds together.").format(
                seconds=limits.exercise_seconds
            )
            return _Ending(Verdict.FAILED, Outcome.TIMEOUT, message)
        except EngineFault as fault:
            return _Ending(Verdict.GRADER_ERROR, Outcome.ENGINE_ERROR, fault_of_ours(str(fault)))
        except GraderHung:
            return _Ending(Verdict.GRADER_ERROR, Outcome.ENGINE_ERROR, fault_of_ours(_("the grader did not end")))
        except (Exception, SystemExit) as error:
            return _Ending(Verdict.GRADER_ERROR, Outcome.ENGINE_ERROR, fault_of_ours(_where(error, self.grader.path)))
        return _Ending(Verdict.PASSED, _gravest(self._program.take_touched()))


def _gravest(runs: tuple[Run, ...]) -> Outcome:
    return min((run.outcome for run in runs), key=lambda outcome: outcome.gravity, default=Outcome.FINISHED)


def _where(error: BaseException, grader: Path) -> str:
    said = f"{type(error).__name__}: {error}"
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename == str(grader):
            return f"{said} ({grader.name}:{frame.lineno})"
    return said
