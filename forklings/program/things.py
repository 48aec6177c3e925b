"""What a student made, of what semaphores: Lock 2, Event 1, Value 1."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forklings.report import bounded
from forklings.sandbox.evidence import Conducted, Made

# Of how many semaphores and pipes a thing is made, as multiprocessing and concurrent.futures do it.
_SIZES = {
    "Lock": 1,
    "RLock": 1,
    "Semaphore": 1,
    "BoundedSemaphore": 1,
    "Value": 1,
    "Array": 1,
    "Condition": 4,
    "Event": 5,
    "Barrier": 4,
    "Pipe": 1,
    "SimpleQueue": 3,
    "Queue": 4,
    "JoinableQueue": 9,
    "Pool": 9,
    "ProcessPoolExecutor": 8,
}
_WITH_VALUES = ("Value", "Array")

# What is made of a pipe and locks: all who have it hold both ends, which says nothing of why one waits.
QUEUES = ("Queue", "SimpleQueue", "JoinableQueue", "Pool", "ProcessPoolExecutor")

# What a thread runs that multiprocessing, concurrent.futures or logging started for itself.
_OF_A_LIBRARY = re.compile(r"\w+\._\w+|\w*(Executor|Manager|Handler|Listener)\w*\.run")

_CALL = re.compile(r"(?:\w+\.)*?(?P<kind>\w+?)(?:\.__init__)?")


@dataclass(frozen=True)
class Thing:
    """Something that a program's processes share; number counts those of its kind from 1, as they were made.

    is_lock is False for the semaphores inside it at which its users sleep or count.
    """

    kind: str
    number: int
    is_lock: bool = True

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def counts(self) -> bool:
        """A semaphore that several may have, or one releases for another: it is not known whose it is to release."""
        return self.kind in ("Semaphore", "BoundedSemaphore")

    @property
    def holds_values(self) -> bool:
        """A Value or an Array, whose lock is taken for each reading and writing."""
        return self.kind in _WITH_VALUES


def things(conducted: Conducted) -> Mapping[str, Thing]:
    """The thing that each semaphore or pipe of a run, by its name in the account, is or is a part of."""
    counts: dict[str, int] = {}
    found: dict[str, Thing] = {}

    def make(kind: str, parts: Sequence[Made]) -> None:
        counts[kind] = counts.get(kind, 0) + 1
        for index, part in enumerate(parts):
            is_lock = len(parts) == 1 or (index == 0 and _kind_of(part.name) in ("Lock", "RLock"))
            found[part.name] = Thing(kind, counts[kind], is_lock)

    made = list(conducted.made)
    while made:
        match = _CALL.fullmatch(made[0].call)
        kind = match["kind"] if match is not None else ""
        size = _SIZES.get(kind, 0)
        if kind == "Condition" and _kind_of(made[0].name) == "Semaphore":
            size = 3  # its lock was made before
        together = [part for part in made[:size] if (part.line, part.call) == (made[0].line, made[0].call)]
        if not size or len(together) < size:
            kind, together = _kind_of(made[0].name), made[:1]
        make(kind, together)
        del made[: len(together)]
    return found


def thing_of(found: Mapping[str, Thing], name: str) -> Thing:
    """The thing that a semaphore or a pipe belongs to; one that nobody told of has its own name and number."""
    if name in found:
        return found[name]
    number = name.rpartition(".")[2]
    return Thing(_kind_of(name), int(number) if number.isdecimal() else 1)


def _kind_of(name: str) -> str:
    return bounded(name.partition(" ")[0][:40]).replace("\n", " ").replace("\t", " ")


def is_of_a_library(call: str) -> bool:
    """Whether a thread that does this is none of the student's: it serves a queue, a pool or a listener."""
    return _OF_A_LIBRARY.fullmatch(call) is not None
