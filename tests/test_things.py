"""Semaphores by what the student made of them."""

from __future__ import annotations

from forklings.program import thing_of, things
from forklings.sandbox.evidence import Conducted, Made


def made(*parts: tuple[str, str]) -> Conducted:
    """A run in which these semaphores were made, each by its call, in line 3."""
    names = [Made(f"{kind} 0.{number}", 3, call) for number, (kind, call) in enumerate(parts, 1)]
    return Conducted("walk-1", (), (), (), "", 0.0, made=tuple(names))


EVENT = [("Lock", "BaseContext.Event"), *[("Semaphore", "BaseContext.Event")] * 4]


def test_two_of_a_kind_in_one_line_are_two() -> None:
    found = things(made(("Lock", "BaseContext.Lock"), *EVENT, ("RLock", "BaseContext.Value"), *EVENT))
    assert [str(found[name]) for name in ("Lock 0.1", "Lock 0.2", "Semaphore 0.6", "RLock 0.7", "Lock 0.8")] == [
        "Lock 1",
        "Event 1",
        "Event 1",
        "Value 1",
        "Event 2",
    ]
    assert [found[name].is_lock for name in ("Lock 0.2", "Semaphore 0.3", "Semaphore 0.12")] == [True, False, False]
    assert found["RLock 0.7"].holds_values


def test_a_condition_may_have_a_lock_that_was_made_before() -> None:
    parts = [("Semaphore", "BaseContext.Condition")] * 3
    found = things(made(("Lock", "BaseContext.Lock"), *parts, ("RLock", "BaseContext.Condition"), *parts))
    assert [str(thing) for thing in found.values()] == ["Lock 1", *["Condition 1"] * 3, *["Condition 2"] * 4]


def test_what_nobody_told_of_has_its_own_name() -> None:
    found = things(made(("Lock", "Pool"), ("Semaphore", "BaseContext.Event"), ("L\x1b\n", "")))
    assert [str(thing) for thing in found.values()] == ["Lock 1", "Semaphore 1", "L\\x1b  1"]
    assert str(thing_of(found, "RLock 0.2.7")) == "RLock 7"
    assert str(thing_of({}, "")) == " 1"
