"""Generated right programs under the conductor; benchmarks/no_false_deadlock.py takes a thousand."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from no_false_deadlock import METHODS, RIGHT, WRONG, conduct, why_not_found, why_wrong
from right_programs import RightProgram

from forklings.conductor.strategies import schedules
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
    @given(RIGHT["both"])
    def judge(program: RightProgram) -> None:
        name = random.Random(program.text).choice(schedules(12))
        assert why_wrong(program, conduct(sandbox, program, name, method)) == "", name

    judge()


def test_a_mistake_is_found_and_its_schedule_gives_it_again(sandbox: Sandbox) -> None:
    @settings(
        max_examples=6,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(WRONG["both"])
    def judge(program: RightProgram) -> None:
        assert why_not_found(sandbox, program) == "", program.text

    judge()
