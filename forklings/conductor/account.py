"""The account: what every semaphore, process and clock of a run stands at. Nothing here touches the system.

A step is asked for, is possible or not, and once granted changes the account. The rules
are those of the library reference: a Lock has no owner, an acquire with a timeout comes
back without the lock when its time is up, join returns when the child has ended. What a
pipe holds is the kernel's account; a step at one says what was seen of it (`ready`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple

# Steps that say what comes next and are always possible.
_FREE = frozenset(
    {"release", "start", "born", "look", "signal", "exit", "call", "leave", "rest", "close", "begin", "alive"}
)
# Steps at pipes: what is possible there is seen, not counted.
AT_PIPES = frozenset({"read", "write", "wait"})
# Steps that come with descriptors; a flock waits for a file that somebody else has locked.
WITH_FDS = AT_PIPES | {"flock"}
STEPS = _FREE | WITH_FDS | {"acquire", "join", "sleep", "clock", "lock", "await"}

_MOST_SECONDS = 1e12
# The virtual clock goes by ticks of so many seconds, and who waits is woken by the first one after its time: a real
# wait is never too short, and programs rest on it. A power of two, and so is the part of a second that the clocks
# begin with: then no reading is rounded, and no verdict hangs on when a run began.
_TICK = 2.0**-20
# A file is shorter, and a whence is less than that by far.
_MOST_BYTES = 1 << 63


class Malformed(Exception):
    """A message that no gate of ours sends."""


@dataclass
class Semaphore:
    """One SemLock: its value, the line and the call that made it, and who took it last (a Lock has no owner)."""

    name: str
    value: int
    kind: str
    made_at: int = 0
    made_by: str = ""
    taken_by: str = ""
    taken_at: int = 0


class Awaited(NamedTuple):
    """What a wait is for: a descriptor, or the end of a child (its pid), or both.

    What tells of a child's end is a pipe. A child that another thread forks meanwhile has a copy of the
    writing end, and then the end is told of when both have ended.
    """

    pid: int | None = None
    has_fd: bool = True


class FileLock(NamedTuple):
    """What lock is asked for: flock(2)'s, or else one of fcntl(2)'s on so many bytes from a place on."""

    is_flock: bool
    is_shared: bool
    length: int = 0
    start: int = 0
    whence: int = 0


@dataclass
class Step:
    """What someone waits for at a gate.

    line is the student's, call what it calls there; until is the virtual time at which waiting
    ends, None for never; a quiet step is none that others could come between. number is its
    gate's own count, by which the answer is known. thread counts the threads that the process has
    started, 0 for its first. A step at pipes has descriptors, ready says of each whether the step
    is possible there; awaited is what a step at pipes waits for, in order, and lock what a flock is.
    """

    who: str
    kind: str
    line: int = 0
    call: str = ""
    object: str = ""
    pid: int = 0
    block: bool = True
    until: float | None = None
    quiet: bool = False
    waited: int = 0
    number: int = 0
    thread: int = 0
    fds: tuple[int, ...] = ()
    ready: tuple[bool, ...] = ()
    awaited: tuple[Awaited, ...] = ()
    lock: FileLock | None = None
    aside: bool = False
    told: bool = True

    @property
    def actor(self) -> str:
        """Whose step it is: a process's place, and the thread's number where it is not the first."""
        return f"{self.who}/{self.thread}" if self.thread else self.who


def _offset(word: str) -> int:
    """A place in a file, or a distance; raises ValueError for one that no file has."""
    number = int(word)
    if not -_MOST_BYTES <= number < _MOST_BYTES:
        raise ValueError(word)
    return number


@dataclass
class Account:
    """The state of a run between two steps; clock is virtual, in seconds."""

    clock: float = 0.0
    semaphores: dict[str, Semaphore] = field(default_factory=dict)
    _by_reference: dict[str, Semaphore] = field(default_factory=dict)
    _made: dict[str, int] = field(default_factory=dict)
    _freed: set[str] = field(default_factory=set)
    _done: set[str] = field(default_factory=set)
    # When a sentinel was first seen to be ready; and who is known to have ended, by a join or a look.
    _at_sentinel: dict[int, float] = field(default_factory=dict)
    _looked_at: set[int] = field(default_factory=set)

    def made(self, who: str, fields: list[str]) -> Semaphore:
        """A semaphore was made. Its name in the account is its maker's, and a running count.

        The last field says what the student called to make it. Raises Malformed.
        """
        try:
            line, reference, system_name, value, kind, call = fields
            self._made[who] = self._made.get(who, 0) + 1
            semaphore = Semaphore(f"{kind} {who}.{self._made[who]}", int(value), kind, int(line), call)
        except ValueError as error:
            raise Malformed("made") from error
        self.semaphores[semaphore.name] = semaphore
        for name in (reference, system_name):
            if name:
                self._by_reference[name] = semaphore
        return semaphore

    def step(self, who: str, kind: str, fields: list[str]) -> Step:
        """A step as its gate worded it.

        Raises Malformed.
        """
        try:
            step = Step(who, kind, int(fields[0]), fields[1])
            if kind == "acquire":
                step.object = self._of(fields[2]).name
                step.block = fields[3] == "1"
                step.until = self._until(fields[4])
                step.quiet = fields[5] == "1"
            elif kind == "release":
                semaphore = self._of(fields[2])
                step.quiet = fields[3] == "1"
                step.object = semaphore.name
                semaphore.value += 1
            elif kind in ("join", "look", "signal"):
                step.pid = int(fields[2])
                step.until = self._until(fields[3]) if kind == "join" else None
            elif kind in AT_PIPES:
                self._read_pipe_step(step, fields[2:])
            elif kind == "flock":
                how, shared, *numbers = fields[2:]
                step.lock = FileLock(how == "flock", shared == "1", *map(_offset, numbers))
                step.awaited = (Awaited(),)
            elif kind in ("lock", "await", "alive"):
                step.object = f"{'lock' if kind == 'lock' else 'thread'} {who}.{int(fields[2])}"
                step.until = self._until(fields[3]) if kind != "alive" else None
            elif kind in ("call", "close"):
                step.object = fields[2]
            elif kind == "rest":
                step.quiet = True
            elif kind in ("sleep", "clock"):
                step.until = self._until(fields[2])
            elif kind not in _FREE:
                raise Malformed(kind)
        except (IndexError, TypeError, ValueError) as error:
            raise Malformed(kind) from error
        return step

    def _read_pipe_step(self, step: Step, fields: list[str]) -> None:
        if step.kind == "wait":
            step.until = self._until(fields[0])
            step.awaited = tuple(
                Awaited(int(word) if word else None, not word or word.startswith("+")) for word in fields[1:]
            )
        else:
            step.quiet = fields[0] == "1"
            step.awaited = (Awaited(),)

    def freed(self, who: str, number: int) -> None:
        """A lock among a process's threads was let go, and one of them waits for it."""
        self._freed.add(f"lock {who}.{number}")

    def taken(self, who: str, number: int) -> None:
        """Such a lock was taken again by a thread that did not wait."""
        self._freed.discard(f"lock {who}.{number}")

    def done(self, who: str, number: int) -> None:
        """A thread of a process has come to its end."""
        self._done.add(f"thread {who}.{number}")

    def name_of(self, reference: str) -> str:
        """The name of the semaphore that a gate speaks of; raises Malformed."""
        return self._of(reference).name

    def _of(self, reference: str) -> Semaphore:
        if reference not in self._by_reference:
            raise Malformed(reference)
        return self._by_reference[reference]

    def _until(self, seconds: str) -> float | None:
        if not seconds:
            return None
        if not 0 <= float(seconds) <= _MOST_SECONDS:
            raise Malformed(seconds)
        if not float(seconds):
            return self.clock
        return (math.floor((self.clock + float(seconds)) / _TICK) + 1) * _TICK

    def is_possible(self, step: Step, ended: frozenset[int]) -> bool:
        """Whether a step could be taken now, without the clock moving; ended are the pids of the dead."""
        if step.until is not None and step.until <= self.clock:
            return True
        if step.kind == "acquire":
            return not step.block or self.semaphores[step.object].value > 0
        if step.kind == "join":
            return step.pid in ended
        if step.kind in WITH_FDS:
            return bool(self.found(step, ended))
        if step.kind == "lock":
            return step.object in self._freed
        if step.kind == "await":
            return step.object in self._done
        return step.kind in _FREE

    def waiting(self, steps: list[Step], ended: frozenset[int]) -> list[str]:
        """The processes of which no thread could go on."""
        could = {step.who for step in steps if self.is_possible(step, ended)}
        return list(dict.fromkeys(step.who for step in steps if step.who not in could))

    def found(self, step: Step, ended: frozenset[int]) -> tuple[int, ...]:
        """The places, among what a step at pipes waits for, of what is ready."""
        seen = iter(step.ready)
        ready = [not awaited.has_fd or next(seen, False) for awaited in step.awaited]
        return tuple(
            place for place, (pid, _) in enumerate(step.awaited) if ready[place] and (pid is None or pid in ended)
        )

    def _is_too_early(self, pid: int) -> bool:
        """The first look after a sentinel comes in between: it is ready a moment before waitpid(2) knows the code."""
        is_first = pid not in self._looked_at and self._at_sentinel.get(pid) == self.clock
        self._looked_at.add(pid)
        return is_first

    def take(self, step: Step, ended: frozenset[int]) -> bool:
        """Take a step, moving the clock to it where it must; False where it fails or its time is up."""
        if not self.is_possible(step, ended) and step.until is not None:
            self.clock = max(self.clock, step.until)
        if step.kind == "acquire":
            semaphore = self.semaphores[step.object]
            if semaphore.value <= 0:
                return False
            semaphore.value -= 1
            semaphore.taken_by, semaphore.taken_at = step.who, step.line
            return True
        if step.kind == "join":
            if step.pid in ended:
                self._looked_at.add(step.pid)
            return step.pid in ended
        if step.kind == "look":
            # The library's own looks, a pool's say, are no mistake of the program's.
            is_its_own = step.line and not step.call
            return step.pid in ended and not (is_its_own and self._is_too_early(step.pid))
        if step.kind in WITH_FDS:
            found = self.found(step, ended)
            for pid, has_fd in map(step.awaited.__getitem__, found):
                # Without a descriptor it is a fork server's child, whose exit code is what comes at the sentinel.
                if pid is not None and has_fd:
                    self._at_sentinel.setdefault(pid, self.clock)
            return bool(found)
        if step.kind == "lock":
            was_free = step.object in self._freed
            self._freed.discard(step.object)
            return was_free
        if step.kind in ("await", "alive"):
            return step.object in self._done
        return True
