"""A proven deadlock, in sentences: who waits for what, and who took it last."""

from __future__ import annotations

import re
from collections.abc import Mapping

from forklings.conductor.account import AT_PIPES
from forklings.program import pipes
from forklings.program.pipes import name, named
from forklings.program.processes import POOL_WORKER, Process
from forklings.program.things import is_of_a_library, thing_of, things
from forklings.sandbox.evidence import Conducted, Wait
from forklings.text import _

# Where someone sleeps inside a Condition, an Event or a Barrier; what a student calls is its wait().
_CALL = re.compile(r"[A-Z]\w*\.\w+")

_SLEEPS_IN = ("Condition.wait", "Condition.wait_for", "Event.wait", "Barrier.wait")


def sentences(conducted: Conducted, by_pid: Mapping[int, Process], file_name: str) -> list[str]:
    """One sentence for each that waits, in the order of the processes, then who died before."""
    waits = [_sentence(wait, conducted, by_pid, file_name) for wait in conducted.waits if not _is_a_librarys(wait)]
    return [*waits, *_deaths(conducted, by_pid)]


def _is_a_librarys(wait: Wait) -> bool:
    """A thread that multiprocessing or logging runs for itself: it waits for work, and tells nobody anything.

    But one that cannot get rid of what it has to write is the reason why others wait.
    """
    return bool(wait.thread) and wait.kind != "write" and is_of_a_library(wait.call)


def _deaths(conducted: Conducted, by_pid: Mapping[int, Process]) -> list[str]:
    """Processes that came to a bad end before: what they held, or were to do, nobody will give back or do."""
    pids = dict(conducted.pids)
    ended = [by_pid[pid] for place, _at in conducted.ends if (pid := pids.get(place, 0)) in by_pid]
    return [
        _("{who} had ended with exit code {code}.").format(who=process, code=process.exitcode)
        for process in ended
        if process.exitcode
    ]


def vain_sentences(conducted: Conducted, by_pid: Mapping[int, Process], file_name: str) -> list[str]:
    """For a run in which nobody gets on: who asked how often, and what each waits for."""
    asked = dict(conducted.asked)
    said = []
    for wait in conducted.waits:
        if _is_a_librarys(wait):
            continue
        if times := asked.get(wait.pid, 0):
            who = name(wait.pid, by_pid)
            place = f" ({file_name}:{wait.line})" if wait.line else ""
            said.append(
                _("{who} asked {times} times in vain, the last time here{place}.").format(
                    who=who, times=times, place=place
                )
            )
        else:
            said.append(_sentence(wait, conducted, by_pid, file_name))
    return [*said, *_deaths(conducted, by_pid)]


def _is_elsewhere(wait: Wait, conducted: Conducted) -> bool:
    """Whether a process waits in code that is not the student's, for what nobody waits for in his."""
    return (
        wait.kind in (*AT_PIPES, "lock", "acquire")
        and not wait.line
        and not wait.thread
        and not any(other.object == wait.object and other.line for other in conducted.waits)
    )


def _sentence(wait: Wait, conducted: Conducted, by_pid: Mapping[int, Process], file_name: str) -> str:
    who = named(wait, by_pid)
    if _is_elsewhere(wait, conducted):
        if wait.pid in by_pid and POOL_WORKER.fullmatch(by_pid[wait.pid].name):
            return _("{who} waits for something to do.").format(who=who)
        return _("{who} waits, in no line of {file}.").format(who=who, file=file_name)
    if wait.kind in AT_PIPES:
        return pipes.sentence(wait, conducted, by_pid, file_name)
    place = f" ({file_name}:{wait.line})" if wait.line else ""
    if wait.kind == "join":
        return _("{who} waits for the end of {child}{place}.").format(
            who=who, child=name(wait.child, by_pid), place=place
        )
    if wait.kind in ("sleep", "clock"):
        return _("{who} lets time pass{place}.").format(who=who, place=place)
    if wait.kind == "await":
        if not wait.line:
            return _("{who} has come to its end, but for a thread that it waits for.").format(who=who)
        return _("{who} waits for the end of a thread{place}.").format(who=who, place=place)
    if wait.kind == "flock":
        return _("{who} waits for the lock on a file{place}; {holders} has it.").format(
            who=who, place=place, holders=", ".join(name(pid, by_pid) for pid in wait.holders)
        )
    if wait.kind == "call":
        return _("{who} waits in {call}() of a manager{place}.").format(who=who, call=wait.object, place=place)
    if wait.kind == "lock":
        call = wait.call or "threading.Lock.acquire"
        return _("{who} waits in {call}(){place}.").format(who=who, call=call, place=place)
    shared = things(conducted)
    kind = thing_of(shared, wait.object)
    sleeps = wait.call in _SLEEPS_IN
    if sleeps or (_CALL.fullmatch(wait.call) and not (kind.is_lock and wait.object in shared)):
        return _("{who} waits in {call}(){place}.").format(who=who, call=wait.call, place=place)
    made = _(", made in line {line},").format(line=wait.made_at) if wait.made_at else ""
    if not wait.holder:
        return _("{who} waits for {kind}{made}{place}.").format(who=who, kind=kind, made=made, place=place)
    since = f" ({file_name}:{wait.held_since})" if wait.held_since else ""
    return _("{who} waits for {kind}{made}{place}; {holder} took it last{since}.").format(
        who=who, kind=kind, made=made, place=place, holder=name(wait.holder, by_pid), since=since
    )
