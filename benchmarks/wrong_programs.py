"""Wrong programs by the dozen: right ones, each with a mistake put in that some schedule must show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import strategies as st
from right_programs import RightProgram, right_programs

_WORKERS = "for target, daemon in ["
_NOTIFY = 'shared["condition"].notify_all()\n    shared["event"]'
_TOTALS = "    totals = ["


def _a_turned_lock_order(text: str) -> str:
    workers = """
def turned_0(shared):
    under([shared["locks"][0], shared["locks"][2]], lambda: bump(shared, 0, 1))


def turned_1(shared):
    under([shared["locks"][2], shared["locks"][0]], lambda: bump(shared, 0, 1))

"""
    return _with_workers(text, workers, "(turned_0, False), (turned_1, False), ")


def _a_dropped_notify(text: str) -> str:
    worker = """
def waiter(shared):
    with shared["condition"]:
        while shared["stage"].value < 3:
            shared["condition"].wait()

"""
    assert _NOTIFY in text
    return _with_workers(text.replace(_NOTIFY, 'pass\n    shared["event"]'), worker, "(waiter, False), ")


def _a_skipped_release(text: str) -> str:
    worker = """
def keeper(shared):
    shared["locks"][0].acquire()
    bump(shared, 0, 1)

"""
    assert _TOTALS in text
    text = text.replace(_TOTALS, f'    shared["locks"][0].acquire()\n{_TOTALS}')
    return _with_workers(text, worker, "(keeper, False), ")


def _with_workers(text: str, functions: str, targets: str) -> str:
    before, main, after = text.partition("\n\ndef main():")
    assert _WORKERS in after
    return before + functions + main + after.replace(_WORKERS, _WORKERS + targets)


MISTAKES: tuple[Callable[[str], str], ...] = (_a_turned_lock_order, _a_dropped_notify, _a_skipped_release)


@st.composite
def wrong_programs(draw: st.DrawFn) -> RightProgram:
    """A program that some schedule stops for good; nothing in it goes around the gates."""
    right = draw(right_programs().filter(lambda program: not program.around))
    return replace(right, text=draw(st.sampled_from(MISTAKES))(right.text))
