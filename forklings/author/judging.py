"""Is a case judged as its header says? One program, one start method, one answer."""

from __future__ import annotations

from dataclasses import dataclass

from forklings.author.cases import Case
from forklings.grading.grade import grade, read_program
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
    report = grade(case.exercise, read_program(case.path), start_methods=[start_method])
    return Judgement(case, start_method, report, problem_of(case, start_method, report))


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
