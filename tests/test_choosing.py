"""The pure parts of the conductor: the account of a run, the strategies, and who is next."""

from __future__ import annotations

import pytest

from forklings.conductor.account import Account, Awaited, Malformed, Step
from forklings.conductor.choosing import Chooser
from forklings.conductor.progress import MOST_STEPS, Progress
from forklings.conductor.strategies import (
    PCT,
    LastFirst,
    Option,
    RoundRobin,
    RunToBlock,
    UnknownSchedule,
    schedules,
    strategy,
)


def test_a_step_aside_comes_before_all_others_or_after_them() -> None:
    account, chooser = Account(), Chooser("run-to-block")
    called = Step("0", "call")
    answers = Step("0.1", "read", awaited=(Awaited(),), ready=(True,), aside=True)
    naps = Step("0.1", "sleep", until=1.0, aside=True, thread=1)
    assert chooser.choose([called, answers, naps], account, frozenset()) is answers
    answers.ready = (False,)
    assert chooser.choose([called, answers, naps], account, frozenset()) is called
    assert chooser.choose([answers, naps], account, frozenset()) is naps
    assert chooser.choose([answers], account, frozenset()) is None


def test_the_account_keeps_the_rules_of_a_lock() -> None:
    account, nobody = Account(), frozenset[int]()
    account.made("0", ["3", "7.1", "", "1", "Lock", "BaseContext.Lock"])
    first = account.step("0.1", "acquire", ["5", "", "7.1", "1", "", "0"])
    assert account.is_possible(first, nobody)
    assert account.take(first, nobody)
    second = account.step("0.2", "acquire", ["5", "", "7.1", "1", "2.5", "0"])
    assert not account.is_possible(second, nobody)
    assert not account.take(second, nobody)
    assert account.clock == 2.5 + 2**-20
    # A Lock has no owner: anyone may release it.
    account.step("0.2", "release", ["6", "", "7.1", "0"])
    assert account.is_possible(account.step("0.1", "acquire", ["5", "", "7.1", "1", "", "0"]), nobody)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("acquire", ["1", "", "none", "1", "", "0"]),
        ("sleep", ["1", "", "nan"]),
        ("sleep", ["1", "", "-1"]),
        ("dance", ["1", ""]),
    ],
)
def test_what_no_gate_says_is_malformed(kind: str, fields: list[str]) -> None:
    with pytest.raises(Malformed):
        Account().step("0", kind, fields)


def options(*names: tuple[int, ...]) -> list[Option]:
    return [Option(name, "acquire") for name in names]


def waiting(*names: str, kind: str = "release", until: float | None = None) -> list[Step]:
    return [Step(name, kind, until=until) for name in names]


def test_a_lazy_schedule_moves_the_clock_only_when_nobody_can_go() -> None:
    account, nobody = Account(), frozenset[int]()
    steps = [*waiting("0", kind="sleep", until=5.0), *waiting("0.1", kind="sleep", until=3.0), *waiting("0.2")]
    assert {Chooser(f"pct-{seed}-lazy").choose(steps, account, nobody) is steps[2] for seed in range(9)} == {True}
    assert Chooser("round-robin-lazy").choose(steps[:2], account, nobody) is steps[1]
    chosen = [Chooser(f"pct-{seed}").choose(steps, account, nobody) for seed in range(9)]
    assert {steps.index(step) for step in chosen if step is not None} == {0, 1, 2}
    assert Chooser("pct-1").choose(waiting("0", kind="join"), account, nobody) is None


def test_nobody_is_passed_over_for_ever() -> None:
    account, nobody = Account(), frozenset[int]()
    for schedule in schedules(12):
        chooser, first, counts = Chooser(schedule), waiting("0", "0.1"), [0, 0]
        for _ in range(1000):
            step = chooser.choose(first, account, nobody)
            assert step is not None
            chooser.taken(first, step, result=True)
            counts[first.index(step)] += 1
            step.waited = 0
        assert min(counts) >= 300 // (strategy(schedule).patience + 1), schedule


def test_a_lazy_clock_moves_past_one_that_polls_with_a_time_limit() -> None:
    account, chooser, nobody = Account(), Chooser("round-robin-lazy"), frozenset[int]()
    sleeper = Step("0.1", "sleep", until=3600.0)
    for turn in range(1, 1000):
        poll = Step("0", "wait", until=float(turn))
        step = chooser.choose([poll, sleeper], account, nobody)
        if step is sleeper:
            break
        chooser.taken([poll, sleeper], poll, result=False)
        account.clock = float(turn)
    assert turn < 200


def test_stuck_is_who_asks_in_vain_and_not_who_works_long() -> None:
    stuck, busy, shared = Progress(), Progress(), Progress()
    for turn in range(MOST_STEPS):
        stuck.note("0.1", "acquire", "Lock 1", result=False)
        busy.note("0.1", "acquire", "Lock 1", result=True)
        shared.note("0.1", "acquire", "Lock 1", result=turn % 2 == 0)
    assert [progress.is_stuck(["0.1"]) for progress in (stuck, busy, shared)] == [True, False, False]
    assert not stuck.is_stuck(["0.1", "0.2"])
    assert stuck.is_over
    assert stuck.asked_in_vain[0][0] == "0.1"


def test_strategies_choose_by_name_alone() -> None:
    robin = RoundRobin()
    three = options((0,), (0, 2), (0, 10))
    assert [robin.choose(three) for _ in range(4)] == [0, 1, 2, 0]
    block = RunToBlock()
    assert [block.choose(three), block.choose(three), block.choose(three[1:])] == [0, 0, 0]
    assert LastFirst().choose(three) == 2
    one, same = PCT(7), PCT(7)
    assert [one.choose(three) for _ in range(60)] == [same.choose(three) for _ in range(60)]


def test_schedules_have_names_that_lead_back() -> None:
    assert schedules(2, lazy=True) == ("round-robin-lazy", "run-to-block-lazy")
    assert len(set(schedules(20))) == 20
    for name in (*schedules(20), *schedules(20, lazy=True)):
        assert strategy(name) is not None
    for wrong in ("", "pct", "pct--1", "robin", "-lazy", "walk-²", "pct-1234567890"):
        with pytest.raises(UnknownSchedule):
            strategy(wrong)
