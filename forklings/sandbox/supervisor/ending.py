"""Ending a tree of processes whole, and sweeping what it left."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import time

from forklings.sandbox.supervisor import tree

# What a tree may take to die once it is killed again and again; a task in an
# uninterruptible wait of the kernel's may take longer, and is then reported.
_SECONDS_TO_DIE = 5.0


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
        if uid is None:
            _freeze_and_kill(living)
        else:
            _kill_all_of(uid)
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
    """kill(-1) as the run's user reaches all of it at once, and nobody else (kill(2))."""
    pid = os.fork()
    if pid == 0:
        try:
            os.setresuid(uid, uid, uid)
            os.kill(-1, signal.SIGKILL)
        finally:
            # kill(-1) spares its caller on Linux.
            os._exit(0)
    os.waitpid(pid, 0)


def remove_folder(folder: str) -> None:
    """Remove a run's folder, whatever permissions the program gave to its parts."""
    for path, _, _ in os.walk(folder):
        with contextlib.suppress(OSError):
            os.chmod(path, 0o700)
    shutil.rmtree(folder, ignore_errors=True)


def shared_memory_of(uid: int) -> list[str]:
    """Names in /dev/shm that belong to uid: shared memory and named semaphores."""
    found = []
    with contextlib.suppress(OSError), os.scandir("/dev/shm") as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                if entry.stat(follow_symlinks=False).st_uid == uid:
                    found.append(entry.name)
    return sorted(found)


def sweep_shared_memory(uid: int) -> list[str]:
    """Remove what uid left in /dev/shm and give the names."""
    names = shared_memory_of(uid)
    for name in names:
        with contextlib.suppress(OSError):
            os.unlink(f"/dev/shm/{name}")
    return names
