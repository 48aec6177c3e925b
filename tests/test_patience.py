"""How long a run may take: the program's own time, not the machine's."""

from __future__ import annotations

import pytest
from holding_up import Late, hold_up

from forklings.course import Limits
from forklings.program import Program
from forklings.program.errors import EngineFault
from forklings.report import Outcome
from forklings.sandbox import starting
from forklings.sandbox.client import Sandbox
from forklings.sandbox.supervisor.patience import Patience


class Clock:
    """Monotonic seconds that a test sets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        monkeypatch.setattr("time.monotonic", lambda: self.now)


@pytest.mark.parametrize(
    ("cpu", "idle", "steps", "more"),
    [
        (0.1, 7.0, 7, True),  # it takes steps, and sleeps at its gates meanwhile
        (7.0, 0.0, 7, True),  # it takes steps and computes between them
        (7.9, 0.0, 0, False),  # an endless loop that had its processor
        (0.1, 7.5, 0, False),  # it sleeps on its own
        (2.0, 0.0, 0, False),  # an endless loop beside some others
        (1.0, 0.5, 0, True),  # it could run, and others had the processor
    ],
)
def test_whose_time_it_was(monkeypatch: pytest.MonkeyPatch, cpu: float, idle: float, steps: int, more: bool) -> None:
    clock = Clock(monkeypatch)
    its = Patience(8.0)
    clock.now = 8.0
    assert bool(its.more_seconds(cpu, idle, steps)) is more
    assert not its.was_held_up


@pytest.mark.parametrize(("share", "held_up"), [(0.1, True), (0.9, False)])
def test_patience_has_an_end(monkeypatch: pytest.MonkeyPatch, share: float, held_up: bool) -> None:
    clock = Clock(monkeypatch)
    its = Patience(8.0)
    steps = 0
    clock.now = 8.0
    while more := its.more_seconds(share * clock.now, 0.0, steps := steps + 1):
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
    impatient = "from forklings.sandbox.supervisor import patience; patience._MOST_EXTENSIONS = 0\n"
    monkeypatch.setattr(starting, "BOOT", starting.BOOT.replace("def late", f"{impatient}def late"))
    with Sandbox() as sandbox:
        run = Program(
            TALKS.encode(), file_name="talks.py", limits=Limits(seconds=1), start_method="fork", sandbox=sandbox
        ).conduct("round-robin")
    assert run.outcome == Outcome.UNDECIDED
    assert run.evidence.conducted is not None
    assert "too busy" in run.evidence.conducted.around


def test_a_program_that_never_got_the_processor_is_not_too_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in its time nor after all extensions: a fault of the machine's is reported as one."""
    nothing_counts = (
        "from forklings.sandbox.supervisor import measuring, patience; patience._MOST_EXTENSIONS = 1; "
        "nothing = property(lambda self: 0.0, lambda self, _: None); "
        "measuring.Meter.cpu_seconds = measuring.Meter.idle_seconds = nothing; "
    )
    monkeypatch.setattr(starting, "BOOT", starting.BOOT.replace("from forklings", f"{nothing_counts}from forklings", 1))
    with Sandbox() as sandbox:

        def seconds(text: str) -> Program:
            limits = Limits(seconds=0.5)
            return Program(text.encode(), file_name="naps.py", limits=limits, start_method="fork", sandbox=sandbox)

        with pytest.raises(EngineFault, match="too busy"):
            seconds("import time; time.sleep(100)").run()
        assert seconds("import time; time.sleep(1)").run().outcome == Outcome.FINISHED
