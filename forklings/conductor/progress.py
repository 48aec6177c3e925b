"""Whether a run that does not end gets on at all. Nothing here touches the system."""

from __future__ import annotations

from collections.abc import Collection

from forklings.conductor.choosing import ASKS, GETS_ON, only_asks

# A right program of an exercise takes some hundred; one that takes these does not come to an end.
MOST_STEPS = 5000

# What is asked in vain from here on, in steps that chance orders, is asked in vain for good.
_WATCHED_FROM = 2000


class Progress:
    """Counts the steps of a run and remembers who only asked, and for what, in the later ones.

    A run at its bound is stuck where everyone who moves asks in vain, what they ask for was given
    to nobody, and nobody's time is still to come. Otherwise it may be long: a loop's counter is
    nothing that a step shows.
    """

    def __init__(self) -> None:
        self.steps = 0
        self._moved: set[str] = set()
        self._in_vain: dict[str, int] = {}
        self._refused: set[str] = set()
        self._given: set[str] = set()
        self._got_on = False

    @property
    def is_over(self) -> bool:
        return self.steps >= MOST_STEPS

    def note(self, who: str, kind: str, object_name: str, *, result: bool, counts: bool = True) -> None:
        """A step was taken; one that is no choice of the schedule's does not count."""
        self.steps += counts
        if self.steps < _WATCHED_FROM:
            return
        self._moved.add(who)
        self._got_on = self._got_on or kind in GETS_ON
        if kind in ASKS:
            if only_asks(kind, result):
                self._in_vain[who] = self._in_vain.get(who, 0) + 1
                self._refused.add(object_name)
            else:
                self._given.add(object_name)

    def is_stuck(self, asleep: Collection[str]) -> bool:
        """asleep are those who wait for a time; one of them that has not moved will have something to do then."""
        return bool(self._moved) and (
            not self._got_on
            and self._moved <= self._in_vain.keys()
            and not self._refused & self._given
            and self._moved.issuperset(asleep)
        )

    @property
    def asked_in_vain(self) -> tuple[tuple[str, int], ...]:
        """Who asked in vain, and how often, the most eager first."""
        return tuple(sorted(self._in_vain.items(), key=lambda item: (-item[1], item[0])))
