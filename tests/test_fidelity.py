"""A class of CPython's own tests under the conductor; benchmarks/fidelity.py takes them all."""

from __future__ import annotations

import importlib.util

import pytest
from fidelity import FAIR, WAYS, Reasons, Results, Seen, Verdict, Way, faults, names_of, page, run_test, section

from forklings.sandbox.client import Sandbox

FORK = Way("fork", FAIR)


needs_tests = pytest.mark.skipif(
    importlib.util.find_spec("test") is None or importlib.util.find_spec("test._test_multiprocessing") is None,
    reason="this Python came without its test package",
)


@needs_tests
def test_cpythons_tests_of_events_pass_when_conducted(sandbox: Sandbox) -> None:
    names = names_of(sandbox, ["Event"])
    assert "Event.test_event" in names
    seen = {(name, way): run_test(sandbox, name, way) for name in names for way in WAYS if way.schedule == FAIR}
    assert {key: one for key, one in seen.items() if one.verdict is not Verdict.PASSED} == {}


@needs_tests
def test_a_test_that_is_not_there_fails(sandbox: Sandbox) -> None:
    seen = run_test(sandbox, "Event.test_nothing", FORK)
    assert seen.verdict is Verdict.FAILED
    assert "test_nothing" in seen.detail


def results(*verdicts: Verdict) -> Results:
    return {f"Lock.test_{number}": {FORK: Seen(verdict, "", "")} for number, verdict in enumerate(verdicts)}


def test_what_does_not_pass_needs_a_reason_and_a_reason_something_that_needs_it() -> None:
    passed, failed = Verdict.PASSED, Verdict.FAILED
    mostly = results(*[passed] * 9, failed)
    known = {FAIR: {"Lock.test_9": {"failed": "it looks at a wall clock"}}}
    assert list(faults(mostly, Reasons(known))) == []
    assert "fidelity.yml has no reason" in "".join(faults(mostly, Reasons({})))
    # Hung is not what the reason explains.
    assert len(list(faults(results(*[passed] * 9, Verdict.HUNG), Reasons(known)))) == 2
    assert "nothing needs this reason" in "".join(faults(results(*[passed] * 10), Reasons(known)))
    assert "fewer than 80%" in "".join(faults(results(passed, failed), Reasons(known)))
    assert list(faults(results(*[passed] * 4, Verdict.SKIPPED), Reasons({}))) == []


def test_the_page_keeps_what_other_versions_have_shown() -> None:
    reasons = Reasons({FAIR: {"Lock.test_1": {"failed": "it looks at a wall clock"}}})
    part = section(results(*[Verdict.PASSED] * 4, Verdict.SKIPPED), reasons)
    assert "| Lock | 5 | 4, 1 skipped |" in part
    assert "Of 4 runs under `round-robin-lazy` 4 pass" in part
    other = "## Python 3.9\n\nolder\n"
    both = page(page("", other), part)
    assert both.index("## Python 3.9") < both.index(part.splitlines()[0])
    assert page(both, other) == page(both, part) == both
    assert "- `Lock.test_1` (round-robin-lazy, fork): failed. It looks at a wall clock." in section(
        results(Verdict.PASSED, Verdict.FAILED), reasons
    )
