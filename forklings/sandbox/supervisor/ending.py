"""Ending a tree of processes whole, and sweeping what it left."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import time
from collections.abc import Callable

from forklings.sandbox.supervisor import tree
from forklings.sandbox.supervisor.removing import Removal

# What a tree may take to die once it is killed again and again; a task in an
# uninterruptible wait of the kernel's may take longer, and is then reported.
_SECONDS_TO_DIE = 5.0

_libc = ctypes.CDLL(None, use_errno=True)


def reap() -> list[tuple[int, int]]:
    """Every child that has ended, as (pid, raw wait status)."""
    reaped: list[tuple[int, int]] = []
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return reaped
        if pid == 0:
            return reaped
        if pid not in tree.NOT_OF_THE_RUN and pid not in tree.SPARES:
            reaped.append((pid, status))


def end_tree(uid: int | None) -> tuple[list[tuple[int, int]], int]:
    """Kill every process below this one until none is left.

    uid is the run's own user, or None where it shares ours. Gives what was reaped and
    how many processes remain, which is 0 but for tasks that the kernel holds.
    """
    reaped: list[tuple[int, int]] = []
    deadline = time.monotonic() + _SECONDS_TO_DIE
    me = os.getpid()
    while True:
        reaped += reap()
        living = tree.descendants(me)
        if not living or time.monotonic() > deadline:
            return reaped, len(living)
        if uid is not None:
            _kill_all_of(uid)
        _freeze_and_kill(living)
        # A killed task needs the processor to die; waiting for a child lends it ours.
        signal.sigtimedwait({signal.SIGCHLD}, 0.002)


def _freeze_and_kill(living: list[int]) -> None:
    """Stop all before killing any: a chain that forks while it is killed stands still."""
    for pid in living:
        with contextlib.suppress(OSError, ValueError):
            resource.prlimit(pid, resource.RLIMIT_NPROC, (0, 0))
    for number in (signal.SIGSTOP, signal.SIGKILL):
        for pid in living:
            with contextlib.suppress(OSError):
                os.kill(pid, number)


def _kill_all_of(uid: int) -> None:
    """kill(-1) as the run's user reaches all of it at once, and nobody else; it spares its caller (kill(2))."""
    _as_user(uid, lambda: os.kill(-1, signal.SIGKILL))


def _as_user(uid: int, work: Callable[[], object]) -> None:
    """Do something with the rights of a run's user, in a process of its own."""
    pid = os.fork()
    if pid == 0:
        try:
            os.setresuid(uid, uid, uid)
            work()
        finally:
            os._exit(0)
    # As that user it can be stopped by the very processes that it is to end.
    _, status = os.waitpid(pid, os.WUNTRACED)
    if os.WIFSTOPPED(status):
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


# Where a program may leave something outside its folder.
_SHARED = ("/dev/shm", "/dev/mqueue", "/tmp", "/var/tmp")

# What lies there and was there before any run; in a box that may be the interpreter.
NOT_OF_THE_RUN: set[str] = set()


def sweep_shared(uid: int, folder: str) -> list[str]:
    """Remove what a run's own user left outside its folder, and give the names.

    Shared memory, named semaphores, message queues, temporary files, and System V objects. What
    can be is moved into the run's folder, to be removed with it.
    """
    places = dict.fromkeys(os.path.realpath(place) for place in _SHARED)
    left = [path for place in places for path in entries_of(uid, place)]
    for number, path in enumerate(left):
        with contextlib.suppress(OSError):
            os.unlink(path)
            continue
        with contextlib.suppress(OSError):
            os.rename(path, os.path.join(folder, f"swept{number}"))
            continue
        Removal(path).finish()
    return sorted([os.path.basename(path) for path in left] + _sweep_system_v(uid))


def spare_what_is_there(uid: int) -> None:
    """From now on what a user has in the shared folders is not of a run."""
    for folder in _SHARED:
        NOT_OF_THE_RUN.update(entries_of(uid, folder))


def entries_of(uid: int, folder: str) -> list[str]:
    """What a user has in a folder that all users share."""
    found = []
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                if entry.stat(follow_symlinks=False).st_uid == uid and entry.path not in NOT_OF_THE_RUN:
                    found.append(entry.path)
    return found


def _system_v(uid: int, kind: str) -> list[dict[bytes, bytes]]:
    """The rows of a user's System V objects (sysvipc(7)), as /proc lists them."""
    header, *rows = (tree.read(f"/proc/sysvipc/{kind}") or b"").splitlines() or [b""]
    named = [dict(zip(header.split(), row.split(), strict=False)) for row in rows]
    return [columns for columns in named if columns.get(b"uid") == str(uid).encode()]


def system_v_bytes(uid: int) -> int:
    """Memory in a user's System V shared memory."""
    return sum(int(columns.get(b"rss", b"0")) for columns in _system_v(uid, "shm"))


_IPC_RMID = 0


def _sweep_system_v(uid: int) -> list[str]:
    """Remove a user's System V objects."""
    removers: dict[str, tuple[bytes, Callable[[int], object]]] = {
        "shm": (b"shmid", lambda number: _libc.shmctl(number, _IPC_RMID, None)),
        "msg": (b"msqid", lambda number: _libc.msgctl(number, _IPC_RMID, None)),
        "sem": (b"semid", lambda number: _libc.semctl(number, 0, _IPC_RMID)),
    }
    found = []
    removals: list[tuple[Callable[[int], object], int]] = []
    for kind, (key, remove) in removers.items():
        for columns in _system_v(uid, kind):
            removals.append((remove, int(columns[key])))
            found.append(f"System V {kind}")
    if removals:
        # In a box the supervisor has no right to another user's objects.
        _as_user(uid, lambda: [remove(number) for remove, number in removals])
    return found
