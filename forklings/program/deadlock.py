"""A proven deadlock, in sentences: who waits for what, and who took it last."""

from __future__ import annotations

import re
from collections.abc import Mapping

from forklings.program.processes import Process
from forklings.program.things import Thing, thing_of, things
from forklings.sandbox.evidence import Conducted, Wait
from forklings.text import _

# Where someone sleeps inside a Condition, an Event or a Barrier; what a student calls is its wait().
_CALL = re.compile(r"[A-Z]\w*\.\w+")

_SLEEPS_IN = ("Condition.wait", "Condition.wait_for", "Event.wait", "Barrier.wait")


def sentences(conducted: Conducted, by_pid: Mapping[int, Process], file_name: str) -> list[str]:
    """One sentence for each process that waits, in the order of the processes."""
    shared = things(conducted)
    return [_sentence(wait, shared, by_pid, file_name) for wait in conducted.waits]


def vain_sentences(conducted: Conducted, by_pid: Mapping[int, Process], file_name: str) -> list[str]:
    """For a run in which nobody gets on: who asked how often, and what each waits for."""
    asked = dict(conducted.asked)
    shared = things(conducted)
    said = []
    for wait in conducted.waits:
        if times := asked.get(wait.pid, 0):
            who = _name(wait.pid, by_pid)
            place = f" ({file_name}:{wait.line})" if wait.line else ""
            said.append(
                _("{who} asked {times} times in vain, the last time here{place}.").format(
                    who=who, times=times, place=place
                )
            )
        else:
            said.append(_sentence(wait, shared, by_pid, file_name))
    return said


def _sentence(wait: Wait, shared: Mapping[str, Thing], by_pid: Mapping[int, Process], file_name: str) -> str:
    who = _name(wait.pid, by_pid)
    place = f" ({file_name}:{wait.line})" if wait.line else ""
    if wait.kind == "join":
        return _("{who} waits for the end of {child}{place}.").format(
            who=who, child=_name(wait.child, by_pid), place=place
        )
    kind = thing_of(shared, wait.object)
    sleeps = wait.call in _SLEEPS_IN
    if sleeps or (_CALL.fullmatch(wait.call) and not (kind.is_lock and wait.object in shared)):
        return _("{who} waits in {call}(){place}.").format(who=who, call=wait.call, place=place)
    made = _(", made in line {line},").format(line=wait.made_at) if wait.made_at else ""
    if not wait.holder:
        return _("{who} waits for {kind}{made}{place}.").format(who=who, kind=kind, made=made, place=place)
    since = f" ({file_name}:{wait.held_since})" if wait.held_since else ""
    return _("{who} waits for {kind}{made}{place}; {holder} took it last{since}.").format(
        who=who, kind=kind, made=made, place=place, holder=_name(wait.holder, by_pid), since=since
    )


def _name(pid: int, by_pid: Mapping[int, Process]) -> str:
    return str(by_pid[pid]) if pid in by_pid else _("a process")
