"""Strategies: which of the steps that could be taken is taken next. All are deterministic.

A strategy sees who could go, by name and in the order of the names, and never a pid, a
clock of the machine or anything else that differs between two runs of one program.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

# TYPE_CHECKING is not from typing: that would double what the supervisor takes to start.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import Protocol

    class Strategy(Protocol):
        """Chooses one of the options, by its index."""

        wakes_sleepers: bool

        def choose(self, options: Sequence[Option]) -> int: ...


@dataclass(frozen=True)
class Option:
    """A step that could be taken: by whom, and whether the clock would have to move for it.

    who is a process's place in the tree of the run: (0,) is main, (0, 2) its second child.
    """

    who: tuple[int, ...]
    kind: str
    moves_clock: bool = False


class UnknownSchedule(Exception):
    """There is no schedule of this name."""


class RoundRobin:
    """Everyone in turn."""

    wakes_sleepers = False

    def __init__(self) -> None:
        self._last: tuple[int, ...] = ()

    def choose(self, options: Sequence[Option]) -> int:
        names = [option.who for option in options]
        following = [index for index, name in enumerate(names) if name > self._last]
        index = following[0] if following else 0
        self._last = names[index]
        return index


class RunToBlock:
    """Whoever runs goes on until it cannot; then the first of the others, or the last."""

    wakes_sleepers = False

    def __init__(self, *, last_first: bool = False) -> None:
        self._last_first = last_first
        self._running: tuple[int, ...] = ()

    def choose(self, options: Sequence[Option]) -> int:
        names = [option.who for option in options]
        if self._running in names:
            return names.index(self._running)
        index = len(names) - 1 if self._last_first else 0
        self._running = names[index]
        return index


class PCT:
    """Random priorities, and a few points at which whoever runs loses its own.

    Finds a bug that needs so many ordered steps with a known chance (Burckhardt et al., A
    Randomized Scheduler with Probabilistic Guarantees of Finding Bugs, ASPLOS 2010). A
    sleeper may be woken out of turn: a real system may keep everyone else waiting as long.
    """

    wakes_sleepers = True

    # Steps that a run is taken to have, and points of change, one less than the bug's depth.
    _STEPS = 60
    _CHANGES = 3

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._priority: dict[tuple[int, ...], float] = {}
        self._changes = {self._random.randrange(self._STEPS) for _ in range(self._CHANGES)}
        self._step = 0
        self._lowest = 0.0

    def choose(self, options: Sequence[Option]) -> int:
        for option in options:
            if option.who not in self._priority:
                self._priority[option.who] = 1 + self._random.random()
        index = max(range(len(options)), key=lambda index: self._priority[options[index].who])
        if self._step in self._changes:
            self._lowest -= 1
            self._priority[options[index].who] = self._lowest
            index = max(range(len(options)), key=lambda index: self._priority[options[index].who])
        self._step += 1
        return index


def strategy(name: str) -> Strategy:
    """The strategy of a schedule's name: round-robin, run-to-block, last-first, pct-N.

    Raises UnknownSchedule.
    """
    if name == "round-robin":
        return RoundRobin()
    if name == "run-to-block":
        return RunToBlock()
    if name == "last-first":
        return RunToBlock(last_first=True)
    kind, _, seed = name.partition("-")
    if kind == "pct" and seed.isdecimal():
        return PCT(int(seed))
    raise UnknownSchedule(name)


def schedules(count: int) -> tuple[str, ...]:
    """The names of the first schedules to try: the plain ones, then random ones with fixed seeds."""
    plain = ("round-robin", "run-to-block", "last-first")
    return (*plain[:count], *(f"pct-{seed}" for seed in range(1, count - len(plain) + 1)))
