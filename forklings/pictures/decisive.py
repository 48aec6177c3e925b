"""The step that decided how a run ended, where its record shows one; nothing is marked by guess."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forklings.pictures.names import Names
from forklings.pictures.story import Act
from forklings.pictures.words import is_read, is_write
from forklings.program import Facts, capital
from forklings.report import Outcome
from forklings.sandbox.evidence import Conducted, Step, Wait
from forklings.text import _

# Steps before which to be passed over changes nothing.
_LEAVES = ("exit",)


@dataclass(frozen=True)
class Mark:
    """Which row is marked, by its act and index, and what the mark means, in one sentence."""

    act: Act
    index: int
    meaning: str


def mark(run: Facts, conducted: Conducted, names: Names, shown: Sequence[int], *, failed: bool) -> Mark | None:
    """The decisive step, one of those that are shown; failed says that a check was not passed with this run.

    At a deadlock it is the last taking of a lock by which the circle of those who wait was
    closed, or a notify that nobody heard; in another failed run, the update by which another
    one is lost, or else the last preemption. None where what moved the run was no step.
    """
    if conducted.around:
        return None
    if run.outcome is Outcome.DEADLOCK:
        return _unheard(conducted, names) or _last_taken(conducted, names, shown)
    if failed and run.outcome not in (Outcome.STEP_LIMIT, Outcome.UNDECIDED, Outcome.INVALID):
        return _lost_update(conducted, names) or _preemption(conducted, names, shown)
    return None


def _unheard(conducted: Conducted, names: Names) -> Mark | None:
    """The last notify that found nobody, where somebody waits for one for ever."""
    asleep = {wait.object: wait for wait in conducted.waits if wait.call.startswith("Condition.wait")}
    for index, notice in reversed(list(enumerate(conducted.notices))):
        wait = asleep.get(notice.object)
        if wait is not None and not notice.asleep and notice.call.startswith("Condition."):
            meaning = _("Nobody waited at this notify; {who} waits for one ever since.")
            return Mark(Act.NOTICE, index, meaning.format(who=names.short(names.who(wait.pid))))
    return None


def _last_taken(conducted: Conducted, names: Names, shown: Sequence[int]) -> Mark | None:
    """The last acquire, among those of the locks in the circle of who waits for whom."""
    taken = []
    circle = _circle(conducted.waits, names)
    for wait in circle:
        if wait.kind == "acquire":
            taken += [
                index
                for index in shown
                if (step := conducted.steps[index]).kind == "acquire" and step.result and step.object == wait.object
            ][-1:]
    if not taken:
        return None
    step = conducted.steps[max(taken)]
    meaning = _("Here the last of the locks was taken that close the circle of who waits for whom: {thing}.")
    if len(circle) == 1:
        meaning = _("Here {who} took {thing}; now it waits for the same again.")
    fields = {"who": names.short(step.who), "thing": names.thing(step.object)}
    return Mark(Act.STEP, max(taken), meaning.format(**fields))


def _circle(waits: tuple[Wait, ...], names: Names) -> list[Wait]:
    """Those who wait for each other in a circle, each for who took its lock last or for a child; or none.

    Of a semaphore that counts it is not known whose it is to release it.
    """

    def waited_for(wait: Wait) -> int:
        if wait.kind == "join":
            return wait.child
        thing = names.thing(wait.object)
        return wait.holder if thing.is_lock and not thing.counts else 0

    by_pid = {wait.pid: wait for wait in waits}
    for wait in waits:
        path: list[Wait] = []
        following: Wait | None = wait
        while following is not None and following not in path:
            path.append(following)
            following = by_pid.get(waited_for(following))
        if following is not None:
            return path[path.index(following) :]
    return []


def _lost_update(conducted: Conducted, names: Names) -> Mark | None:
    """The first writing of a value that comes between another's reading and writing of it."""
    read_at: dict[tuple[str, str], int] = {}
    wrote: dict[str, list[tuple[int, str]]] = {}
    for index, step in enumerate(conducted.steps):
        key = step.who, step.object
        if is_read(step):
            read_at[key] = index
        elif is_write(step):
            since = read_at.pop(key, index)
            between = [at for at, who in wrote.get(step.object, []) if at > since and who != step.who]
            if between:
                return _between(conducted, names, between[0], step)
            wrote.setdefault(step.object, []).append((index, step.who))
    return None


def _between(conducted: Conducted, names: Names, index: int, over: Step) -> Mark:
    meaning = _("{who} writes {thing} here; {other} read it before and writes over it, without reading it again.")
    fields = {"who": names.short(conducted.steps[index].who), "other": names.short(over.who)}
    return Mark(Act.STEP, index, capital(meaning.format(thing=names.thing(over.object), **fields)))


def _preemption(conducted: Conducted, names: Names, shown: Sequence[int]) -> Mark | None:
    """The last step at which another one was let go, although the one that ran could have gone on."""
    for index, passed_over in _preemptions(conducted, shown):
        meaning = _("The last time that another one was let go although {who} could have gone on.")
        return Mark(Act.STEP, index, meaning.format(who=names.short(passed_over)))
    return None


def _preemptions(conducted: Conducted, shown: Sequence[int]) -> Iterator[tuple[int, str]]:
    """The steps of this kind from the last to the first, and who was passed over."""
    ended = dict(conducted.ends)
    following: dict[str, str] = {}
    steps = conducted.steps
    for earlier, index in reversed(list(itertools.pairwise(shown))):
        step, before = steps[index], steps[earlier]
        following[step.who] = step.kind
        who = before.who
        could = who != step.who and who not in step.waiting and ended.get(who, index + 1) > index
        if could and following.get(who, "exit") not in _LEAVES:
            yield index, who
