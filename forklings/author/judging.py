"""Is a case judged as its header says? One program, one start method, one answer."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from forklings.author.cases import Case
from forklings.grading import checks
from forklings.grading.grade import broke, read_program, report_of
from forklings.grading.session import Session
from forklings.report import CheckResult, Report, Verdict


@dataclass(frozen=True)
class Judgement:
    """What the grader said of a case under one start method; problem is "" where it was right to."""

    case: Case
    start_method: str
    report: Report
    problem: str

    @property
    def failed(self) -> frozenset[str]:
        return frozenset(check.name for check in self.report.checks if check.verdict is Verdict.FAILED)

    @property
    def signature(self) -> tuple[tuple[str, str, str], ...]:
        """What must not change from one repeat to the next."""
        return tuple((check.name, str(check.verdict), str(check.outcome)) for check in self.report.checks)


def judge(case: Case, start_method: str) -> Judgement:
    """Grade a case under one start method and hold the report against its header."""
    source = read_program(case.path)
    try:
        grader = checks.load(case.exercise)
    except checks.GraderBroken as broken:
        report = broke(case.exercise, source, str(broken))
        return Judgement(case, start_method, report, problem_of(case, start_method, report))
    with Session(case.exercise, grader, source, start_methods=[start_method]) as session:
        report = report_of(session)
    return Judgement(case, start_method, report, problem_of(case, start_method, report))


def start_methods_of(case: Case) -> tuple[str, ...]:
    """The start methods under which a case is judged.

    Where schedules are explored they are all tried under the first start method, and under the
    others a few of them. A wrong case that must fail under the first may pass these, and a
    program is graded under the others only while it passes: so it is judged under the first alone.
    """
    methods = case.exercise.start_methods
    if case.wrong and methods[0] in case.under and _explores(case.exercise.grader):
        return methods[:1]
    return methods


@functools.cache
def _explores(grader: Path) -> bool:
    try:
        return ".explore(" in grader.read_text(encoding="utf-8")
    except OSError:
        return False


def problem_of(case: Case, start_method: str, report: Report) -> str:
    """Why a report is not what the case's header says, or ""."""
    for check in report.checks:
        if check.verdict in (Verdict.GRADER_ERROR, Verdict.UNDECIDED):
            return f"{check.name} is {check.verdict}: {check.message}"
    failed = [check for check in report.checks if check.verdict is Verdict.FAILED]
    wrong = case.wrong and start_method in case.under
    if not wrong:
        if report.verdict is Verdict.PASSED:
            return ""
        return f"should be accepted, but {_said(failed)}"
    if {check.name for check in failed} != set(case.fails):
        return f"should fail {', '.join(case.fails)}, but {_said(failed)}"
    for check in failed:
        if check.outcome is not case.ends:
            return f"{check.name} should end as {case.ends}, not as {check.outcome}"
    return ""


def _said(failed: list[CheckResult]) -> str:
    if not failed:
        return "all checks passed"
    return "; ".join(f"{check.name} failed: {check.message}" for check in failed)
