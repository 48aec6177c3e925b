"""Whose step is next: what a strategy says, within bounds that let nobody starve. Nothing here touches the system."""

from __future__ import annotations

import functools
import random

from forklings.conductor.account import Account, Step
from forklings.conductor.strategies import Option, is_lazy, strategy

# A step that only asks counts for several when it is counted how often someone was passed over.
_ASKING_COUNTS = 4

# In a lazy schedule, how often a sleeper is passed over before the clock moves past one that polls.
_MOST_WAITED_ASLEEP = 500

# Passed over so often, one that asks with a time limit is no poller: a poller is back, and asks anew.
_MOST_WAITED_POLLING = 100

# From here on chance decides, with a fixed seed: two that back off in step would never get on by turns.
_ORDERLY_STEPS = 1000

# Steps that ask whether something has happened yet, when it has not.
ASKS = frozenset({"acquire", "join", "look", "wait", "lock", "await", "alive"})

# Steps by which a run gets on, whoever else asks in vain meanwhile.
GETS_ON = frozenset({"start", "born", "exit", "signal", "read", "write", "begin"})


def only_asks(kind: str, result: bool) -> bool:
    """Whether a step was one of those that a poller repeats: it slept, read a clock, or asked in vain."""
    return kind in ("sleep", "clock") or (kind in ASKS and not result)


class Chooser:
    """Chooses among the steps that everyone waits with, in the way that a schedule's name says."""

    def __init__(self, schedule: str) -> None:
        """Raises UnknownSchedule."""
        self._strategy = strategy(schedule)
        self._lazy = is_lazy(schedule)
        self._random = random.Random(0)
        self._chosen = 0

    def choose(self, steps: list[Step], account: Account, ended: frozenset[int]) -> Step | None:
        """The step to take next, or None where nothing can go on; steps is in the order of the places.

        A step aside comes before all others, or, where it waits for a time, after them.
        """
        aside = [step for step in steps if step.aside]
        forced = next((step for step in aside if account.is_possible(step, ended)), None)
        chosen = forced or self._among([step for step in steps if not step.aside], account, ended)
        waking = [step for step in aside if step.until is not None]
        return chosen or min(waking, key=lambda step: step.until or 0.0, default=None)

    def _among(self, steps: list[Step], account: Account, ended: frozenset[int]) -> Step | None:
        possible = [step for step in steps if account.is_possible(step, ended)]
        options = possible
        if not possible or not self._lazy:
            options = [step for step in steps if step in possible or step.until is not None]
        if not options:
            return None
        if not possible and self._lazy:
            first = min(step.until or 0.0 for step in options)
            options = [step for step in options if step.until == first]
        starved = self._starved(steps, options, account.clock)
        self._chosen += 1
        if starved is not None:
            return starved
        if self._chosen > _ORDERLY_STEPS:
            return self._random.choice(options)
        return options[self._strategy.choose([Option(place(step.actor), step.kind) for step in options])]

    def _starved(self, steps: list[Step], options: list[Step], clock: float) -> Step | None:
        """One that was passed over too often; of sleepers that wait for a poller, the first to wake."""
        for step in options:
            if step.waited >= self._strategy.patience:
                return step
        # One that asks without waiting has a time as well, which is now.
        asleep = [step for step in steps if step.until is not None and step.until > clock]
        longest = max((step.waited for step in asleep), default=0)
        if longest < _MOST_WAITED_ASLEEP:
            return None
        # Who has come to a lock that is free does not poll, or not with this step.
        if longest < 2 * _MOST_WAITED_ASLEEP and any(step.kind == "acquire" and step.block for step in options):
            return None
        # The poller itself sleeps as well, where it asks with a time limit, and is always the first to wake.
        waited_for = [step for step in asleep if step.kind == "sleep" or step.waited >= _MOST_WAITED_POLLING]
        first = min(waited_for, key=lambda step: step.until or 0.0)
        if first.waited >= _MOST_WAITED_POLLING:
            for step in asleep:
                # Then it is for those who could go without the clock again.
                step.waited = 0
        # Else it may be the poller, in the sleep between two looks: the next one is for those who wait for it.
        return first

    def taken(self, steps: list[Step], step: Step, *, result: bool) -> None:
        """Take note that of these steps this one was taken."""
        if step.kind in ASKS and not result:
            self._strategy.refused(place(step.actor))
        for other in steps:
            if other is step or other.aside:
                continue
            if self._lazy and step.kind in GETS_ON and other.until is not None:
                # Who sleeps waits for a poller, not for those who work.
                other.waited = 0
            else:
                other.waited += _ASKING_COUNTS if only_asks(step.kind, result) else 1


@functools.lru_cache(maxsize=1024)
def place(who: str) -> tuple[int, ...]:
    """An actor's place in the tree of the run: (0,) is main, (0, 2) its second child, (0, 0, 1) its first thread."""
    process, _, thread = who.partition("/")
    parts = tuple(int(part) for part in process.split("."))
    # Children count from 1, so that no process has a place with a 0 behind its first.
    return (*parts, 0, int(thread)) if thread else parts
