"""How long a conducted run may take: the program's own time, not the machine's."""

from __future__ import annotations

import pytest
from holding_up import Late, hold_up

from forklings.conductor.patience import Patience
from forklings.course import Limits
from forklings.program import Program
from forklings.report import Outcome
from forklings.sandbox import starting
from forklings.sandbox.client import Sandbox


class Clock:
    """Monotonic seconds that a test sets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        monkeypatch.setattr("time.monotonic", lambda: self.now)


@pytest.mark.parametrize(
    ("steps", "cpu", "idle", "more"),
    [
        (7, 0.1, 7.0, True),  # it takes steps, and sleeps at its gates meanwhile
        (7, 7.0, 0.0, True),  # it takes steps and computes between them
        (0, 7.9, 0.0, False),  # an endless loop that had its processor
        (0, 0.1, 7.5, False),  # it sleeps on its own
        (0, 1.0, 0.5, True),  # it could run, and others had the processor
    ],
)
def test_whose_time_it_was(monkeypatch: pytest.MonkeyPatch, steps: int, cpu: float, idle: float, more: bool) -> None:
    clock = Clock(monkeypatch)
    its = Patience()
    clock.now = 8.0
    assert bool(its.more_seconds(steps, cpu, idle)) is more
    assert not its.was_held_up


@pytest.mark.parametrize(("share", "held_up"), [(0.1, True), (0.9, False)])
def test_patience_has_an_end(monkeypatch: pytest.MonkeyPatch, share: float, held_up: bool) -> None:
    clock = Clock(monkeypatch)
    its = Patience()
    steps = 0
    clock.now = 8.0
    while more := its.more_seconds(steps := steps + 1, share * clock.now, 0.0):
        clock.now += more
    assert steps > 2
    assert its.was_held_up is held_up


TALKS = """
import multiprocessing
lock = multiprocessing.Lock()
for number in range(400):
    with lock:
        pass
"""


def test_a_run_that_a_slow_machine_held_up_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "BOOT", starting.BOOT)
    hold_up(Late.TURN, 0.02)
    impatient = "from forklings.conductor import patience; patience._MOST_EXTENSIONS = 0\n"
    monkeypatch.setattr(starting, "BOOT", starting.BOOT.replace("def late", f"{impatient}def late"))
    with Sandbox() as sandbox:
        run = Program(
            TALKS.encode(), file_name="talks.py", limits=Limits(seconds=1), start_method="fork", sandbox=sandbox
        ).conduct("round-robin")
    assert run.outcome == Outcome.UNDECIDED
    assert run.evidence.conducted is not None
    assert "too busy" in run.evidence.conducted.around
