"""The report: one document for every front end."""

from __future__ import annotations

from pathlib import Path

import pytest

from forklings.report import (
    CheckResult,
    Outcome,
    Report,
    Verdict,
    bounded,
    from_json,
    schema,
    to_json,
    verdict_of,
)

SCHEMA = Path(__file__).parents[1] / "docs/report.schema.json"


def result(verdict: Verdict, message: str = "", expected: str = "") -> CheckResult:
    return CheckResult("test_x", "It works.", verdict, 0, 1, Outcome.FINISHED, message, "", expected)


def report(*checks: CheckResult) -> Report:
    return Report("01_first/greet", verdict_of(checks), 0, 1, "a", "b", "0", "3", "basic", checks)


def test_a_report_survives_json() -> None:
    made = report(result(Verdict.FAILED, message="ü ✗ \x1b", expected='"'))
    assert from_json(to_json(made)) == made


def test_the_schema_in_the_docs_is_the_reports() -> None:
    command = "python -c 'from forklings.report import schema; print(schema().decode(), end=\"\")'"
    assert SCHEMA.read_bytes() == schema(), f"rebuild it: {command} > docs/report.schema.json"


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ("PASSED PASSED", "PASSED"),
        ("PASSED FAILED", "FAILED"),
        ("FAILED SKIPPED", "FAILED"),
        ("PASSED SKIPPED", "FAILED"),
        ("UNDECIDED PASSED", "UNDECIDED"),
        ("UNDECIDED FAILED", "FAILED"),
        ("FAILED GRADER_ERROR", "GRADER_ERROR"),
    ],
)
def test_the_gravest_check_gives_the_verdict(verdicts: str, expected: str) -> None:
    assert verdict_of(tuple(result(Verdict[name]) for name in verdicts.split())) is Verdict[expected]


def test_student_text_is_bounded_and_without_control_characters() -> None:
    assert bounded("a\x1b[31mb\u202ec\n\td") == "a\\x1b[31mb\\x202ec\n\td"
    assert len(bounded("x" * 10_000)) <= 2000


def test_tampering_comes_before_a_limit_and_a_limit_before_a_leftover() -> None:
    order = [Outcome.TAMPERING, Outcome.TIMEOUT, Outcome.LEFTOVER_PROCESS, Outcome.SIGNALED, Outcome.FINISHED]
    assert sorted(order, key=lambda outcome: outcome.gravity) == order
