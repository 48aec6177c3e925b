"""Where processes were when a run was stopped, in the words and lines of the student's file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from forklings.program.processes import Kind, Process
from forklings.sandbox.evidence import Evidence
from forklings.text import _

_FRAME = re.compile(r'^  File "(?P<path>[^"]*)", line (?P<line>[0-9]{1,7}) in (?P<function>.*)$')
_THREAD = re.compile(r"^(?:Current thread|Thread) 0x[0-9a-f]+")

# Frames of ours between the student's line and multiprocessing.
_OURS = "sitecustomize.py"

# Below this frame a forked child's stack is its parent's, as it was at the fork.
_BOTTOM = "_bootstrap"


@dataclass(frozen=True)
class Place:
    """One process at one line of the student's file; call is what it had called there."""

    process: Process
    line: int
    function: str
    call: str
    runs: bool


@dataclass(frozen=True)
class _Frame:
    path: str
    line: int
    function: str


def places(evidence: Evidence, processes: Sequence[Process], file_name: str) -> tuple[Place, ...]:
    """Where each process was in the student's file, as far as the evidence goes."""
    program = f"{evidence.folder}/{file_name}"
    states = {stack.pid: stack.state for stack in evidence.stacks}
    found = []
    for process in processes:
        if process.kind is Kind.HELPER or process.pid not in states:
            continue
        for frames in _threads(_dump_of(evidence, process.pid)):
            place = _place(process, frames, program, runs=states[process.pid] == "R")
            if place is not None:
                found.append(place)
    return tuple(found)


def _dump_of(evidence: Evidence, pid: int) -> str:
    data = b"".join(
        statement.data
        for statement in evidence.statements
        if statement.pid == pid and statement.data[:1] not in (b"\x01", b"\x02")
    )
    return data.decode("utf-8", "replace")


def _threads(dump: str) -> list[list[_Frame]]:
    threads: list[list[_Frame]] = []
    ended = False
    for line in dump.splitlines():
        if _THREAD.match(line):
            threads.append([])
            ended = False
        elif (match := _FRAME.match(line)) and threads:
            frame = _Frame(match["path"], int(match["line"]), match["function"])
            if frame.function == _BOTTOM:
                ended = True
            if not ended and not frame.path.endswith(_OURS):
                threads[-1].append(frame)
    return threads


def _place(process: Process, frames: list[_Frame], program: str, *, runs: bool) -> Place | None:
    for index, frame in enumerate(frames):
        if frame.path == program:
            call = frames[index - 1].function if index else ""
            return Place(process, frame.line, frame.function, call, runs)
    if any(frame.function == "_exit_function" for frame in frames):
        return Place(process, 0, "", "", runs)
    return None


def described(place: Place, file_name: str) -> str:
    """One sentence: who, where, doing what."""
    fields = {
        "process": place.process,
        "place": f"{file_name}:{place.line}",
        "call": place.call,
    }
    if not place.line:
        return _("{process} has come to its end and waits for its children").format(**fields)
    if place.runs:
        return _("{process} is still running, at {place}").format(**fields)
    if place.call == "__enter__":
        return _("{process} waits to enter the `with` at {place}").format(**fields)
    if place.call:
        return _("{process} waits in {call}(), called at {place}").format(**fields)
    return _("{process} waits at {place}").format(**fields)
