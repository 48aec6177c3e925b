"""Locks on files as the kernel has them (flock(2), fcntl(2); proc(5) on /proc/locks).

A descriptor comes with each step that waits for one, as at pipes. Nothing is locked here for longer than a look.
"""

from __future__ import annotations

import fcntl
import os
import stat
import struct
from collections.abc import Collection

from forklings.conductor.account import FileLock, Step
from forklings.sandbox.supervisor import tree

# struct flock: type, whence, start, length, pid.
_FLOCK = struct.Struct("hhqqi4x")


def see(steps: list[Step]) -> None:
    """Note in each step that waits for a file's lock whether it could have it now."""
    for step in steps:
        if step.kind == "flock" and step.lock is not None:
            step.ready = tuple(_is_free(fd, step.lock, step.pid) for fd in step.fds)


def holders(step: Step, pids: Collection[int]) -> list[int]:
    """Those of these processes that have locked the file."""
    inode = os.fstat(step.fds[0]).st_ino
    found = set()
    for line in (tree.read("/proc/locks") or b"").splitlines():
        fields = line.split()
        if len(fields) > 5 and fields[1] in (b"FLOCK", b"POSIX") and fields[5].rpartition(b":")[2] == b"%d" % inode:
            found.add(int(fields[4]))
    return sorted(found.intersection(pids))


def _is_free(fd: int, lock: FileLock, pid: int) -> bool:
    """Whether a process could have a lock at once; it has been refused one, so it has none there itself."""
    if not lock.is_flock:
        kind = fcntl.F_RDLCK if lock.is_shared else fcntl.F_WRLCK
        try:
            asked = _FLOCK.pack(kind, lock.whence, lock.start, lock.length, 0)
            kind, _, _, _, holder = _FLOCK.unpack(fcntl.fcntl(fd, fcntl.F_GETLK, asked))
        except (OSError, struct.error):
            return True  # it says itself what is wrong
        return bool(kind == fcntl.F_UNLCK or holder == pid)
    kind = os.fstat(fd).st_mode
    if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
        return True  # to open a device may be more than a look
    try:
        # An open file of our own: a copy of the descriptor would lock for the process.
        own = os.open(f"/proc/self/fd/{fd}", os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return True
    try:
        fcntl.flock(own, (fcntl.LOCK_SH if lock.is_shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(own)
    return True
