"""Who is in a conducted run: the gates that were opened, the processes that live, and those that have ended."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import struct
from collections.abc import Iterator

from forklings.conductor import pipes
from forklings.conductor.account import Step
from forklings.conductor.members import Actor, Member
from forklings.sandbox.supervisor import tree

# Far above what the threads of an honest run have.
_MOST_GATES = 500

_CREDENTIALS = struct.Struct("iii")


class Roster:
    """Actors by their gates' descriptors, members by their pids, and the pids of those that have ended.

    All of them are watched by the poll that is given, gates and ends alike.
    """

    def __init__(self, poll: select.poll, gates: socket.socket) -> None:
        self.actors: dict[int, Actor] = {}
        self.members: dict[int, Member] = {}
        self.ended: set[int] = set()
        self._pidfds: dict[int, int] = {}
        self._poll = poll
        self._gates = gates
        poll.register(gates.fileno(), select.POLLIN)

    @property
    def all_parked(self) -> bool:
        """Whether every process is at its gates; False where none lives."""
        return bool(self.members) and all(member.is_parked for member in self.members.values())

    @property
    def parked(self) -> list[Step]:
        """The steps that everyone at a gate waits with."""
        return [actor.parked[-1] for actor in self.actors.values() if actor.parked]

    def is_entrance(self, fd: int) -> bool:
        """Whether new gates are announced at a descriptor."""
        return fd == self._gates.fileno()

    def ended_at(self, fd: int) -> Member | None:
        """The process that has ended when a descriptor is ready; None where it tells of none.

        It is asked once more: the number may be another process's since, of one that lives.
        """
        pid = self._pidfds.get(fd)
        return self.members[pid] if pid is not None and _is_ready(fd) else None

    def welcome(self) -> bool:
        """Take in a gate that was opened; False where there are more than any honest run has."""
        with contextlib.suppress(BlockingIOError):
            gate, _ = self._gates.accept()
            if len(self.actors) >= _MOST_GATES:
                gate.close()
                return False
            gate.setblocking(False)
            pid = _CREDENTIALS.unpack(gate.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size))[0]
            actor = Actor(pid, gate)
            self.actors[gate.fileno()] = actor
            self._poll.register(gate.fileno(), select.POLLIN)
            if pid in self.members:
                self.members[pid].actors.append(actor)
        return True

    def enrol(self, pid: int, name: str) -> Member | None:
        """Watch a process from here on; None for one that is gone, or not of the run: nobody need wait for it."""
        pidfd = -1
        if tree.is_of_the_run(pid, os.getpid()):
            with contextlib.suppress(OSError):
                pidfd = os.pidfd_open(pid)
        if pidfd < 0:
            self.ended.add(pid)
            return None
        member = Member(pid, name, pidfd, [actor for actor in self.actors.values() if actor.pid == pid])
        self.members[pid] = member
        self._pidfds[pidfd] = pid
        self._poll.register(pidfd, select.POLLIN)
        return member

    def bury(self, member: Member) -> None:
        """Take a process that has ended off the roster, and its gates; a copy of one may be another's still."""
        del self.members[member.pid]
        for fd in [fd for fd, actor in self.actors.items() if actor.pid == member.pid]:
            self.forget(fd)

    def mark_ended(self, member: Member) -> None:
        """From here on those who wait for its end need not; it is still heard."""
        del self._pidfds[member.pidfd]
        self._poll.unregister(member.pidfd)
        os.close(member.pidfd)
        self.ended.add(member.pid)

    def forget(self, fd: int) -> None:
        """Close a gate, and what its thread had sent with its words."""
        actor = self.actors.pop(fd, None)
        if actor is None:
            return
        self._poll.unregister(fd)
        actor.gate.close()
        for step in actor.parked:
            pipes.close(step)
        for message in actor.early:
            for end in message.fds:
                os.close(end)
        if (member := self.members.get(actor.pid)) is not None:
            member.leaving.discard(fd)
            if actor in member.actors:
                member.actors.remove(actor)

    def strangers(self) -> Iterator[tuple[int, Member]]:
        """Processes at a gate that no start() told of, each with its parent: one just enrolled may be another's."""
        for pid in sorted({actor.pid for actor in self.actors.values() if actor.pid not in self.members}):
            if pid in self.members:
                continue  # enrolled since, by what another one had said
            fields = tree.stat_fields(pid)
            parent = self.members.get(int(fields[1])) if fields is not None else None
            if parent is not None:
                yield pid, parent

    def close(self) -> None:
        """Close every gate; whoever still waits at one ends at once."""
        for pidfd in self._pidfds:
            os.close(pidfd)
        for fd in list(self.actors):
            self.forget(fd)
        self._gates.close()


def _is_ready(fd: int) -> bool:
    poll = select.poll()
    poll.register(fd, select.POLLIN)
    return bool(poll.poll(0))
