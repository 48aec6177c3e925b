"""Generated right programs under the conductor; benchmarks/no_false_deadlock.py takes a thousand."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from no_false_deadlock import METHODS, conduct, why_wrong
from right_programs import RightProgram, right_programs

from forklings.conductor.strategies import schedules
from forklings.report import Outcome
from forklings.sandbox.client import Sandbox


@pytest.mark.parametrize("method", METHODS)
def test_a_right_program_is_never_called_anything_else(sandbox: Sandbox, method: str) -> None:
    @settings(
        max_examples=12,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(right_programs())
    def judge(program: RightProgram) -> None:
        name = random.Random(program.text).choice(schedules(12))
        assert why_wrong(program, conduct(sandbox, program, name, method)) == "", name

    judge()


def test_a_turned_lock_order_is_found_and_its_schedule_gives_it_again(sandbox: Sandbox) -> None:
    lines = [
        "under([shared['locks'][0], shared['locks'][2]], lambda: bump(shared, 0, 1))",
        "under([shared['locks'][2], shared['locks'][0]], lambda: bump(shared, 0, 1))",
    ]
    from right_programs import HEAD, MAIN

    workers = "".join(f"\ndef worker_{number}(shared):\n    {line}\n" for number, line in enumerate(lines))
    main = MAIN.replace("WORKERS", "2").replace("TARGETS", "[(worker_0, False), (worker_1, False)]")
    text = f"{HEAD}{workers}{main.replace('PATIENCE', 'None')}"
    program = RightProgram(text, ("", ""), around=False)
    found = next(name for name in schedules(20) if conduct(sandbox, program, name, "fork").outcome is Outcome.DEADLOCK)
    steps = set()
    for method in METHODS:
        run = conduct(sandbox, program, found, method)
        assert run.outcome is Outcome.DEADLOCK
        assert run.conducted is not None
        steps.add(tuple((step.who, step.kind, step.object, step.result) for step in run.conducted.steps))
    assert len(steps) == 1
