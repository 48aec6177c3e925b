"""Strategies: which of the steps that could be taken is taken next. All are deterministic.

A strategy sees who could go, by name and in the order of the names, and never a pid, a
clock of the machine or anything else that differs between two runs of one program.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# TYPE_CHECKING is not from typing: that would double what the supervisor takes to start.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import Protocol

    class Strategy(Protocol):
        """Chooses one of the options, by its index; patience is how often it may pass over one that could go.

        refused is told who asked in vain: for a lock that was taken, a pipe that was empty, an end that had not come.
        """

        patience: int

        def choose(self, options: Sequence[Option]) -> int: ...

        def refused(self, who: tuple[int, ...]) -> None: ...


@dataclass(frozen=True)
class Option:
    """A step that could be taken, by whom.

    who is a process's place in the tree of the run: (0,) is main, (0, 2) its second child.
    """

    who: tuple[int, ...]
    kind: str


class UnknownSchedule(Exception):
    """There is no schedule of this name."""


# How often one that could go is passed over before it goes: no poller starves the others.
_PATIENCE = 40


class _Unmoved:
    """A strategy that does not care who asked in vain."""

    def refused(self, who: tuple[int, ...]) -> None:
        pass


class RoundRobin(_Unmoved):
    """Everyone in turn."""

    patience = _PATIENCE

    def __init__(self) -> None:
        self._last: tuple[int, ...] = ()

    def choose(self, options: Sequence[Option]) -> int:
        names = [option.who for option in options]
        following = [index for index, name in enumerate(names) if name > self._last]
        index = following[0] if following else 0
        self._last = names[index]
        return index


class RunToBlock(_Unmoved):
    """Whoever runs goes on until it cannot; then the first of the others. One that polls is let poll for long."""

    patience = 400

    def __init__(self) -> None:
        self._running: tuple[int, ...] = ()

    def choose(self, options: Sequence[Option]) -> int:
        names = [option.who for option in options]
        if self._running in names:
            return names.index(self._running)
        self._running = names[0]
        return 0


class LastFirst(_Unmoved):
    """The youngest that can go: a child comes before its parent."""

    patience = _PATIENCE

    def choose(self, options: Sequence[Option]) -> int:
        return len(options) - 1


class SwitchAfter(_Unmoved):
    """Whoever runs goes on until it has taken a step of one kind; then everybody else comes first.

    After each acquire, it holds what the others want, and after a look into a pipe or a book what it saw may
    be another's; after each release or write, it may have left half done what it meant to do in one piece.
    """

    patience = _PATIENCE

    def __init__(self, *kinds: str) -> None:
        self._kinds = kinds
        self._running: tuple[int, ...] = ()
        self._switched: list[tuple[int, ...]] = []

    def choose(self, options: Sequence[Option]) -> int:
        names = [option.who for option in options]
        if self._running in names and self._running not in self._switched:
            index = names.index(self._running)
        else:
            # Those that were switched away from come last, the longest ago of them first.
            rank = {name: place for place, name in enumerate(self._switched, 1)}
            index = min(range(len(names)), key=lambda index: rank.get(names[index], 0))
        name = self._running = names[index]
        if name in self._switched:
            self._switched.remove(name)
        if options[index].kind in self._kinds:
            self._switched.append(name)
        return index


class HoldRefused:
    """Whoever asked in vain goes on only when nobody else can: what it was told is long untrue by then."""

    patience = 400

    def __init__(self) -> None:
        self._running: tuple[int, ...] = ()
        self._held: list[tuple[int, ...]] = []

    def choose(self, options: Sequence[Option]) -> int:
        rank = {name: place for place, name in enumerate(self._held, 1)}
        names = [option.who for option in options]
        index = min(range(len(names)), key=lambda index: (rank.get(names[index], 0), names[index] != self._running))
        self._running = names[index]
        if self._running in self._held:
            self._held.remove(self._running)
        return index

    def refused(self, who: tuple[int, ...]) -> None:
        self._held.append(who)


class Walk(_Unmoved):
    """Anyone, by chance, at every step."""

    patience = _PATIENCE

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def choose(self, options: Sequence[Option]) -> int:
        return self._random.randrange(len(options))


class PCT(_Unmoved):
    """Random priorities, and a few points at which whoever runs loses its own.

    Finds a bug that needs so many ordered steps with a known chance (Burckhardt et al., A
    Randomized Scheduler with Probabilistic Guarantees of Finding Bugs, ASPLOS 2010).
    """

    patience = _PATIENCE

    # Steps that a run is taken to have, by seed, and points of change, one less than the bug's depth.
    _STEPS = (60, 20, 150)
    _CHANGES = 3

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._priority: dict[tuple[int, ...], float] = {}
        self._changes = {self._random.randrange(self._STEPS[seed % 3]) for _ in range(self._CHANGES)}
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


_PLAIN: dict[str, Callable[[], Strategy]] = {
    "round-robin": RoundRobin,
    "run-to-block": RunToBlock,
    "switch-after-acquire": lambda: SwitchAfter("acquire", "wait", "read", "call"),
    "switch-after-release": lambda: SwitchAfter("release", "write"),
    "last-first": LastFirst,
    "hold-refused": HoldRefused,
}
_SEEDED: dict[str, Callable[[int], Strategy]] = {"walk": Walk, "pct": PCT}

PLAIN = tuple(_PLAIN)

LAZY = "-lazy"


def is_lazy(schedule: str) -> bool:
    """Whether the clock moves only when nobody can go without it.

    Elsewhere a sleeper, or one whose waiting has an end, may go at any time: a real system
    may keep everyone else waiting for as long.
    """
    return schedule.endswith(LAZY)


def strategy(schedule: str) -> Strategy:
    """The strategy of a schedule's name: one of PLAIN, pct-N or walk-N; each may end in -lazy.

    Raises UnknownSchedule.
    """
    name = schedule.removesuffix(LAZY)
    if name in _PLAIN:
        return _PLAIN[name]()
    kind, _, seed = name.partition("-")
    if kind in _SEEDED and seed.isascii() and seed.isdecimal() and len(seed) < 10:
        return _SEEDED[kind](int(seed))
    raise UnknownSchedule(schedule)


def schedules(count: int, *, lazy: bool = False) -> tuple[str, ...]:
    """The names of the first schedules to try: the plain ones, then random ones with fixed seeds.

    Two random ones come before the last plain one, which finds what hardly any other does, and little else.
    """
    seeded = [f"{kind}-{seed}" for seed in range(1, count + 1) for kind in _SEEDED]
    names = [*PLAIN[:-1], *seeded[:2], PLAIN[-1], *seeded[2:]][:count]
    return tuple(name + LAZY for name in names) if lazy else tuple(names)
