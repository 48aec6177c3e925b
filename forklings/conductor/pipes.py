"""The pipes of a run as the kernel has them: their names in the record, what could be done, who holds which end.

A descriptor comes with each step at a pipe and is kept for as long as the step waits. It
is a copy of one that the waiting process holds itself, so nobody can tell the difference.
"""

from __future__ import annotations

import array
import contextlib
import fcntl
import os
import re
import select
import socket
import stat
import struct
import termios
from collections.abc import Iterable

from forklings.conductor.account import AT_PIPES, Malformed, Step
from forklings.sandbox.supervisor import tree

# What is in a socket's way out, in bytes as it counts them (unix(7), SIOCOUTQ in sockios.h).
_SIOCOUTQ = termios.TIOCOUTQ

_INODE = re.compile(r"(?:pipe|socket):\[([0-9]+)\]")

# Far more than the pipes of an honest run.
_MOST_PIPES = 5000


class Pipes:
    """Knows pipes by the inodes of their ends; a duplex one, a pair of sockets, has two."""

    def __init__(self) -> None:
        self._names: dict[int, str] = {}
        self._other_end: dict[int, int] = {}
        self._made: dict[str, int] = {}

    def made(self, who: str, fields: list[str]) -> dict[str, object]:
        """A pipe was made: line, call, and the inodes of its reading and its writing end. What the record keeps of it.

        Raises Malformed.
        """
        try:
            line, call, first, second = int(fields[0]), fields[1], int(fields[2]), int(fields[3])
        except (IndexError, ValueError) as error:
            raise Malformed("pipe") from error
        if len(self._names) > _MOST_PIPES:
            raise Malformed("pipe")
        self._made[who] = self._made.get(who, 0) + 1
        name = f"Pipe {who}.{self._made[who]}"
        self._names[first] = self._names[second] = name
        self._other_end[first], self._other_end[second] = second, first
        return {"name": name, "line": line, "call": call}

    def name(self, inode: int) -> str:
        """A pipe's name; "" for one that nobody told of."""
        return self._names.get(inode, "")

    def name_of(self, step: Step) -> str:
        """The name of the pipe that a step is about, or of the first that it waits for."""
        for fd in step.fds:
            with contextlib.suppress(OSError):
                if name := self.name(os.fstat(fd).st_ino):
                    return name
        return ""

    def is_inner(self, step: Step) -> bool:
        """Whether only processes of the run can make a step possible: it is at pipes and sockets alone."""
        try:
            kinds = [os.fstat(fd).st_mode for fd in step.fds]
        except OSError:
            return False
        return all(stat.S_ISFIFO(kind) or stat.S_ISSOCK(kind) for kind in kinds)

    def contents(self, step: Step) -> int:
        """How many bytes can be read from the pipe; 0 where that is not known, as for the way out of a socket."""
        if step.kind == "write" and _is_socket(step.fds[0]):
            return 0
        return _ask_kernel(step.fds[0], termios.FIONREAD)

    def holders(self, step: Step, pids: list[int]) -> list[int]:
        """The processes, of these, that hold the other end of what a read or a write waits at (proc(5), fdinfo)."""
        inode = os.fstat(step.fds[0]).st_ino
        if _is_socket(step.fds[0]):
            other = self._other_end.get(inode, 0)
            return [pid for pid in pids if other and any(end == other for end, _ in _ends(pid))]
        wanted = os.O_WRONLY if step.kind == "read" else os.O_RDONLY
        return [pid for pid in pids if any(end == inode and mode in (wanted, os.O_RDWR) for end, mode in _ends(pid))]


def see(steps: list[Step]) -> None:
    """Note in each step at pipes what could be done there now, without waiting."""
    at_pipes = [step for step in steps if step.kind in AT_PIPES]
    if not at_pipes:
        return
    poll = select.poll()
    watched = {fd for step in at_pipes if step.kind != "write" for fd in step.fds}
    for fd in watched:
        poll.register(fd, select.POLLIN)
    readable = {fd for fd, _ in poll.poll(0)} if watched else set()
    for step in at_pipes:
        if step.kind == "write":
            step.ready = tuple(_has_room(fd) for fd in step.fds)
        else:
            step.ready = tuple(fd in readable for fd in step.fds)


def is_contended(step: Step, others: Iterable[Step]) -> bool:
    """Whether others wait to read, or to write, where this step is: without a lock they may come amid its message."""
    if step.kind not in ("read", "write"):
        return False
    inode = os.fstat(step.fds[0]).st_ino
    return any(other.kind == step.kind and os.fstat(other.fds[0]).st_ino == inode for other in others)


def close(step: Step) -> None:
    """Give the copies of a step's descriptors back."""
    fds, step.fds = step.fds, ()
    for fd in fds:
        with contextlib.suppress(OSError):
            os.close(fd)


def _has_room(fd: int) -> bool:
    poll = select.poll()
    poll.register(fd, select.POLLOUT)
    if poll.poll(0):
        return True
    # A socket is called writable when most of it is free; a writer that waits goes on earlier (sock_wait_for_wmem).
    return _is_socket(fd) and _ask_kernel(fd, _SIOCOUTQ) < _send_buffer(fd)


def _is_socket(fd: int) -> bool:
    return stat.S_ISSOCK(os.fstat(fd).st_mode)


def _send_buffer(fd: int) -> int:
    # Detached: a socket object would close what is not its own.
    end = socket.socket(fileno=fd)
    try:
        size: int = struct.unpack("i", end.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4))[0]
        return size
    finally:
        end.detach()


def _ask_kernel(fd: int, request: int) -> int:
    answer = array.array("i", [0])
    try:
        fcntl.ioctl(fd, request, answer)
    except OSError:
        return 0
    return answer[0]


def _ends(pid: int) -> list[tuple[int, int]]:
    """The pipes and sockets that a process has open: inode and access mode of each."""
    found = []
    try:
        names = os.listdir(f"/proc/{pid}/fd")
    except OSError:
        return []
    for name in names:
        try:
            match = _INODE.fullmatch(os.readlink(f"/proc/{pid}/fd/{name}"))
        except OSError:
            continue
        if match is None:
            continue
        for line in (tree.read(f"/proc/{pid}/fdinfo/{name}") or b"").splitlines():
            if line.startswith(b"flags:"):
                found.append((int(match[1]), int(line.split()[1], 8) & os.O_ACCMODE))
    return found
