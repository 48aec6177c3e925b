"""Who waits at a pipe for ever, in sentences: what lies in it, and who holds its other end."""

from __future__ import annotations

from collections.abc import Mapping

from forklings.program.processes import Process
from forklings.program.things import QUEUES, things
from forklings.sandbox.evidence import Conducted, Wait
from forklings.text import _


def sentence(wait: Wait, conducted: Conducted, by_pid: Mapping[int, Process], file_name: str) -> str:
    """Who waits to read or to write, where, and what would have to happen."""
    who = named(wait, by_pid)
    place = f" ({file_name}:{wait.line})" if wait.line else ""
    if wait.kind == "wait":
        return _("{who} waits in {call}(){place}.").format(who=who, call=wait.call or "wait", place=place)
    thing = things(conducted).get(wait.object)
    line = next((made.line for made in conducted.made if made.name == wait.object), 0)
    made = _(", made in line {line},").format(line=line) if line else ""
    is_queue = thing is not None and thing.kind in QUEUES
    shown = str(thing) if thing is not None else _("a pipe")
    fields = {"who": who, "thing": shown, "made": made, "place": place, "bytes": f"{wait.contents:,}"}
    if wait.kind == "write":
        if wait.thread and is_queue:
            return _(
                "What {process} put into {thing}{made}{place} does not fit: the pipe is full, "
                "with {bytes} bytes that nobody takes out."
            ).format(process=name(wait.pid, by_pid), **fields)
        if not wait.contents:
            return _("{who} waits to write into {thing}{made}{place}: it is full, and nobody reads.").format(**fields)
        full = _("{who} waits to write into {thing}{made}{place}: it is full, with {bytes} bytes that nobody reads.")
        return full.format(**fields)
    if is_queue:
        call = wait.call or f"{thing.kind if thing is not None else 'Queue'}.get"
        return _("{who} waits in {call}(){place}: {thing}{made} is empty.").format(call=call, **fields)
    holders = _holders(wait, conducted, by_pid, file_name)
    if not holders:
        return _("{who} waits to read from {thing}{made}{place}.").format(**fields)
    return _("{who} waits to read from {thing}{made}{place}; the end that writes is still open: in {holders}.").format(
        holders=holders, **fields
    )


def _holders(wait: Wait, conducted: Conducted, by_pid: Mapping[int, Process], file_name: str) -> str:
    """Those who hold the other end, and since which start they have it where they were started with it."""
    places = {pid: place for place, pid in conducted.pids}
    starts = {step.object: step.line for step in conducted.steps if step.kind == "start"}
    told = []
    for pid in wait.holders:
        line = starts.get(places.get(pid, ""), 0)
        who = _("itself") if pid == wait.pid else name(pid, by_pid)
        since = _(" (started with it, {file}:{line})").format(file=file_name, line=line) if line else ""
        told.append(f"{who}{since}")
    return ", ".join(told)


def named(wait: Wait, by_pid: Mapping[int, Process]) -> str:
    """Who waits: a process, or a thread of it that is not its first."""
    process = name(wait.pid, by_pid)
    return _("thread {number} of {process}").format(number=wait.thread, process=process) if wait.thread else process


def name(pid: int, by_pid: Mapping[int, Process]) -> str:
    return str(by_pid[pid]) if pid in by_pid else _("a process")
