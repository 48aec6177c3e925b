"""Report, CheckResult, Verdict: one versioned document for every front end."""

from forklings.report.records import (
    FORMAT,
    CheckResult,
    Outcome,
    Report,
    Timeline,
    Verdict,
    bounded,
    from_json,
    schema,
    to_json,
    verdict_of,
)

__all__ = [
    "FORMAT",
    "CheckResult",
    "Outcome",
    "Report",
    "Timeline",
    "Verdict",
    "bounded",
    "from_json",
    "schema",
    "to_json",
    "verdict_of",
]
