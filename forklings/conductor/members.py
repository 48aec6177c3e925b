"""Who takes part in a conducted run: its processes, and in each the threads that have a gate."""

from __future__ import annotations

import array
import contextlib
import os
import socket
from collections.abc import Iterable
from dataclasses import dataclass, field

from forklings.conductor.account import Step

# The kernel passes on no more descriptors than that with one message (SCM_MAX_FD).
_ROOM_FOR_ENDS = socket.CMSG_SPACE(253 * array.array("i").itemsize)

MOST_BYTES_OF_A_MESSAGE = 8192

# Of names that a program chooses, those of its classes say: more than is ever shown.
_LONGEST_WORD = 500


@dataclass
class Message:
    """What a gate says: kind, fields, copies of the descriptors it is about, and how many bytes it took."""

    kind: str
    fields: list[str]
    fds: tuple[int, ...]
    size: int


@dataclass
class Actor:
    """A thread of the run and what it is parked at; the last one counts, a signal handler may add one.

    number counts the threads that its process has started, 0 for the first one. in_handler: a step
    of a signal handler was granted, and the handler may run still. early is what the thread said
    before its parent had said who it is; calls is what it asked of a manager last.
    """

    pid: int
    gate: socket.socket
    number: int = 0
    parked: list[Step] = field(default_factory=list)
    in_handler: bool = False
    early: list[Message] = field(default_factory=list)
    calls: str = ""

    def hear(self) -> Message | None:
        """The next message; None where the gate is closed.

        Raises BlockingIOError where there is none yet, ValueError for words that no gate sends.
        """
        rights = array.array("i")
        try:
            data, ancillary, _, _ = self.gate.recvmsg(MOST_BYTES_OF_A_MESSAGE, _ROOM_FOR_ENDS, socket.MSG_CMSG_CLOEXEC)
        except ConnectionResetError:
            return None
        for level, kind, sent in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                rights.frombytes(sent[: len(sent) - len(sent) % rights.itemsize])
        if not data:
            _close(rights)
            return None
        try:
            name, *fields = _words(data)
        except ValueError:
            _close(rights)
            raise
        return Message(name, fields, tuple(rights), len(data))

    def answer(self, number: int, word: str, clock: float) -> None:
        """Say what became of a step, and how late it is; one that is gone hears nothing."""
        with contextlib.suppress(OSError):
            self.gate.send(f"{number}\t{word}\t{clock!r}".encode("ascii"))

    @property
    def kept(self) -> int:
        """How many descriptors of this actor's are kept, with its steps and with what is not understood yet."""
        return sum(len(step.fds) for step in self.parked) + sum(len(message.fds) for message in self.early)


def _words(data: bytes) -> list[str]:
    """The words of a message, none of them long; raises ValueError for what no gate writes."""
    text = data.decode("ascii")
    if not text.replace("\t", "").isprintable():
        raise ValueError(text)
    words = [word.encode("ascii").decode("unicode_escape") if "\\" in word else word for word in text.split("\t")]
    return [word[:_LONGEST_WORD] for word in words]


def _close(fds: Iterable[int]) -> None:
    """Give back what came with words that no gate sends: there is only so much room for descriptors."""
    for fd in fds:
        os.close(fd)


@dataclass
class Member:
    """A process of the run; its name is its parent's and its place among the children: 0, 0.1, 0.1.1.

    A server, a manager's, takes all its steps aside: it answers those who call it. starting are the threads,
    by number, that were started and have not come to their gates yet, begun those that have; ended counts
    those at their ends, and leaving are the gates of those that have said so and are not gone.
    """

    pid: int
    name: str
    pidfd: int
    actors: list[Actor] = field(default_factory=list)
    children: int = 0
    is_server: bool = False
    starting: set[int] = field(default_factory=set)
    begun: set[int] = field(default_factory=set)
    ended: int = 0
    leaving: set[int] = field(default_factory=set)

    def starts(self, number: int) -> None:
        """A thread is being started; its own gate may have been heard before this."""
        if number not in self.begun:
            self.starting.add(number)

    def begins(self, number: int) -> None:
        """A thread has come to its gate."""
        self.begun.add(number)
        self.starting.discard(number)

    @property
    def is_parked(self) -> bool:
        # While Python ends, its first thread has no gate any more, and the others wait at theirs for nothing.
        return (
            any(not actor.number for actor in self.actors)
            and not self.starting
            and not self.leaving
            and all(actor.parked and not actor.in_handler for actor in self.actors)
        )
