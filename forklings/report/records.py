"""The report: the verdicts of one program, as every front end shows them."""

from __future__ import annotations

import enum
import inspect
from typing import Any

import msgspec
from msgspec import Struct, field

FORMAT = 1

# Student text in a report, in characters a field.
MOST_TEXT = 2000


class Verdict(enum.StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNDECIDED = "undecided"
    GRADER_ERROR = "grader_error"


class Outcome(enum.StrEnum):
    """How a run ended, the gravest first: an earlier one is never excused by a later."""

    ENGINE_ERROR = "engine_error"
    TAMPERING = "tampering"
    INVALID = "invalid"
    UNDECIDED = "undecided"
    DEADLOCK = "deadlock"
    STEP_LIMIT = "step_limit"
    TIMEOUT = "timeout"
    CPU_LIMIT = "cpu_limit"
    OUTPUT_LIMIT = "output_limit"
    MEMORY_LIMIT = "memory_limit"
    PROCESS_LIMIT = "process_limit"
    FILE_LIMIT = "file_limit"
    OPEN_FILES_LIMIT = "open_files_limit"
    LEFTOVER_PROCESS = "leftover_process"
    LEFTOVER_RESOURCE = "leftover_resource"
    SIGNALED = "signaled"
    FINISHED = "finished"

    @property
    def gravity(self) -> int:
        """0 for the gravest."""
        return list(Outcome).index(self)


class CheckResult(Struct, frozen=True):
    """The verdict of one check; points are 0 unless it passed.

    start_method names where it failed, "" where it passed everywhere.
    """

    name: str
    promise: str
    verdict: Verdict
    points: int
    max_points: int
    outcome: Outcome
    message: str = ""
    help: str = ""
    expected: str = ""
    actual: str = ""
    start_method: str = ""
    schedule: str | None = None
    seconds: float = 0.0


class Timeline(Struct, frozen=True):
    processes: tuple[dict[str, Any], ...] = ()
    events: tuple[dict[str, Any], ...] = ()


class Report(Struct, frozen=True):
    """Format 1. verdict is the gravest of the checks; passed only when all passed.

    remarks say what was odd about the way the program was handed in. hidden_checks and
    hidden_points count what is only run after hand-in, and is no part of this report.
    """

    exercise: str
    verdict: Verdict
    points: int
    max_points: int
    program_sha256: str
    grader_sha256: str
    engine: str
    python: str
    isolation: str
    checks: tuple[CheckResult, ...]
    remarks: tuple[str, ...] = ()
    hidden_checks: int = 0
    hidden_points: int = 0
    timeline: Timeline = field(default_factory=Timeline)
    format: int = FORMAT


def verdict_of(checks: tuple[CheckResult, ...]) -> Verdict:
    """The verdict of a report: a grader's fault first, then what keeps it from passing."""
    verdicts = {check.verdict for check in checks}
    for verdict in (Verdict.GRADER_ERROR, Verdict.FAILED, Verdict.UNDECIDED, Verdict.SKIPPED):
        if verdict in verdicts:
            return verdict if verdict is not Verdict.SKIPPED else Verdict.FAILED
    return Verdict.PASSED


def to_json(report: Report) -> bytes:
    """The report as one JSON document, indented, ASCII-safe for any terminal."""
    return msgspec.json.format(msgspec.json.encode(report), indent=1)


def from_json(data: bytes) -> Report:
    """A report read back.

    Raises msgspec.DecodeError or msgspec.ValidationError on anything else.
    """
    return msgspec.json.decode(data, type=Report)


def schema() -> bytes:
    """The JSON schema of a report, byte for byte the same each time."""
    document = msgspec.json.schema(Report)
    for definition in document["$defs"].values():
        # Python 3.13 strips a docstring's indentation when it compiles, and 3.12 does not.
        if "description" in definition:
            definition["description"] = inspect.cleandoc(definition["description"])
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def bounded(text: str) -> str:
    """Student text made safe to show: short, and without control characters."""
    if len(text) > MOST_TEXT:
        text = text[: MOST_TEXT - 20] + " … (cut)"
    return "".join(
        character if character in "\n\t" or character.isprintable() else f"\\x{ord(character):02x}"
        for character in text
    )
