"""What a run leaves behind as evidence: frozen records, made by the sandbox alone."""

from __future__ import annotations

from dataclasses import dataclass

from forklings.course.records import Limits


@dataclass(frozen=True)
class Launch:
    """One program to run.

    files are written into a fresh folder that is the working directory; command is
    relative to it; buffering is "line" or "block"; schedule names the order of steps in a
    conducted run, "" lets the system choose.
    """

    files: dict[str, bytes]
    command: tuple[str, ...]
    program: str
    start_method: str
    buffering: str
    limits: Limits
    schedule: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes that one process wrote to stream 1 or 2, in the order of the writes."""

    stream: int
    pid: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Statement:
    """What a process said of itself; the pid is the kernel's word, the rest its own."""

    pid: int
    data: bytes


@dataclass(frozen=True)
class Leftover:
    """A process that nobody waited for; status is None where it still ran."""

    pid: int
    status: int | None
    command: str


@dataclass(frozen=True)
class Stack:
    """Where a process was when the run was stopped: its state, and the system call of each task."""

    pid: int
    state: str
    waits_in: tuple[str, ...]
    command: str


@dataclass(frozen=True)
class Step:
    """One step of a conducted run.

    who is the process's place in the tree of the run, object the semaphore or the place of
    the other process; result is False where the step failed or its time was up; clock is
    virtual, in seconds, line the student's, 0 where none led there, and call what is called there.
    output counts the pieces of output that were there before the step, waiting names the places of
    those who then waited for what could not be granted. thread counts the threads that the
    process has started, 0 for its first.
    """

    pid: int
    who: str
    kind: str
    object: str
    line: int
    result: bool
    clock: float
    call: str = ""
    output: int = 0
    waiting: tuple[str, ...] = ()
    thread: int = 0


@dataclass(frozen=True)
class Notice:
    """A notify of a condition, after so many steps; object is the semaphore where asleep waiters slept then."""

    at: int
    who: str
    line: int
    call: str
    object: str
    asleep: int


@dataclass(frozen=True)
class Wait:
    """What one process waited for when nothing could go on.

    line is the student's and call what it calls there; object is a semaphore, made at a line
    and last taken by holder, a pid or 0, at a line; child is the pid that a join waits for. At a
    pipe holders are the pids that have its other end, contents the bytes that lie in it. thread
    counts the threads that the process has started, 0 for its first.
    """

    pid: int
    kind: str
    line: int
    call: str
    object: str
    made_at: int
    child: int
    holder: int
    held_since: int
    thread: int = 0
    holders: tuple[int, ...] = ()
    contents: int = 0


@dataclass(frozen=True)
class Made:
    """A semaphore or a pipe was made at a line of the student's, which called this; in the order of the making."""

    name: str
    line: int
    call: str


@dataclass(frozen=True)
class Conducted:
    """A run whose steps were granted one by one.

    asked names who asked in vain in a run that came to its bound, and how often; around says
    what moved it that is no step, or is "". pids has the pid of each place; ends says which
    place's process was gone after how many steps.
    """

    schedule: str
    steps: tuple[Step, ...]
    waits: tuple[Wait, ...]
    asked: tuple[tuple[int, int], ...]
    around: str
    clock: float
    pids: tuple[tuple[str, int], ...] = ()
    ends: tuple[tuple[str, int], ...] = ()
    notices: tuple[Notice, ...] = ()
    made: tuple[Made, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """A run from the outside: what the kernel and the supervisor attest, and what was said.

    status is the raw wait status of the main process, None where it was stopped; stopped_by names
    the limit, or is "". In idle_seconds of its seconds nobody computed or waited for a processor. warm
    says that the main process was forked from an interpreter that waited for it.
    """

    main: int
    folder: str
    status: int | None
    stopped_by: str
    detail: dict[str, int]
    pieces: tuple[Piece, ...]
    statements: tuple[Statement, ...]
    leftovers: tuple[Leftover, ...]
    stacks: tuple[Stack, ...]
    files: tuple[str, ...]
    resources: tuple[str, ...]
    seconds: float
    cpu_seconds: float
    peak_memory: int
    peak_processes: int
    idle_seconds: float
    conducted: Conducted | None = None
    warm: bool = False
