"""What a run takes of the machine, and which of its limits it has passed.

The kernel's own limits hold for one process at a time. What holds for a tree is measured
here, again and again; behind most of these stand limits of the kernel's, for what happens between
two looks (launch.take_place).
"""

from __future__ import annotations

import contextlib
import os
import resource
import stat
import time
from dataclasses import dataclass

from forklings.sandbox.supervisor import ending, identity, tree

# How often processes, memory and processor time are looked at, and files and descriptors, in seconds.
TICK = 0.02
_SLOW_TICK = 0.2

# Looking takes at most one part in so many of the time.
_PART = 10

# Files of a run together, in multiples of what one may have; how many; how deep they are looked for.
FILES_TOGETHER = 4
MOST_FILES = 10_000
_DEEPEST = 50

# Threads of a run together, in multiples of its processes.
THREADS_PER_PROCESS = 3

# For so much of its time a run that waits where no signal reaches it may be waiting for the machine.
_PART_IN_KERNEL = 0.5

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")

# Fields of /proc/PID/stat from the state on (proc(5)).
_STATE, _PARENT = 0, 1
_UTIME, _STIME, _CUTIME, _CSTIME, _THREADS = 11, 12, 13, 14, 17

_MEMORY_FILES = ("/memfd:", "/dev/shm/")


@dataclass(frozen=True)
class Limits:
    """Of one run: seconds of wall and of processor time, live processes, open files of one process, and bytes:
    of memory and of output of all together, of one file."""

    seconds: float
    cpu_seconds: float
    processes: int
    open_files: int
    memory_bytes: int
    output_bytes: int
    file_bytes: int


@dataclass(frozen=True)
class Place:
    """Where a run may leave something.

    folder is the run's own. owner is the user whose things outside it are the run's, None where
    that cannot be known. mounts are file systems that hold nothing but the run's.
    """

    folder: str
    owner: int | None
    mounts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Passed:
    """The outcome that a limit has, and the figure that passed it."""

    outcome: str
    detail: dict[str, int]


class Meter:
    """Looks at one run; each kind of look at most as often as its cost allows."""

    def __init__(self, limits: Limits, place: Place) -> None:
        self.peak_memory = 0
        self.idle_seconds = 0.0
        self.peak_processes = 0
        self.cpu_seconds = 0.0
        self._limits = limits
        self._place = place
        self._next_look = self._next_slow = 0.0
        self._last_look = time.monotonic()
        self._held = self._deleted = 0
        self._cpu_before = _cpu_of_ended()
        self._last_used = self._lost = self._in_kernel = 0.0
        self._standing = identity.standing()

    def look(self, *, at_once: bool = False) -> Passed | None:
        """The first limit that the processes below this one have passed; None too where it is not time to look."""
        started = time.monotonic()
        if started < self._next_look and not at_once:
            return None
        if identity.standing() != self._standing:
            return Passed("tampering", {})
        living = tree.of_the_run(os.getpid())
        since_last, self._last_look = started - self._last_look, started
        passed = self._look_at_processes(living, since_last) or self._look_at_memory(living)
        now = time.monotonic()
        self._next_look = now + max(TICK, _PART * (now - started))
        if passed is None and now >= self._next_slow:
            passed = self._look_at_descriptors(living) or self.look_at_files()
            ended = time.monotonic()
            self._next_slow = ended + max(_SLOW_TICK, _PART * (ended - now))
        return passed

    def _look_at_processes(self, living: list[int], seconds: float) -> Passed | None:
        """seconds have gone by since the last look."""
        count = threads = ticks = 0
        states = set()
        me = str(os.getpid()).encode()
        for pid in living:
            fields = tree.stat_fields(pid)
            if fields is not None:
                # An orphan that has ended is ours to reap, and was not left by the program's choice.
                count += not (fields[_STATE] == b"Z" and fields[_PARENT] == me)
                states.add(fields[_STATE])
                threads += int(fields[_THREADS])
                ticks += sum(int(fields[field]) for field in (_UTIME, _STIME, _CUTIME, _CSTIME))
        self._note_idle(states, seconds)
        self.peak_processes = max(self.peak_processes, count)
        if count > self._limits.processes:
            return Passed("process_limit", {"living": count})
        if threads >= self._limits.processes * THREADS_PER_PROCESS and threads > len(living):
            return Passed("process_limit", {"threads": threads})
        used = ticks / _TICKS_PER_SECOND + _cpu_of_ended() - self._cpu_before
        # Where SIGCHLD is ignored nobody waits, and what a child has used is told nowhere: getrusage(2).
        self._lost += max(0.0, self._last_used - used)
        self._last_used = used
        self.cpu_seconds = used + self._lost
        if self.cpu_seconds > self._limits.cpu_seconds:
            return Passed("cpu_limit", {"seconds": int(self.cpu_seconds)})
        return None

    def _note_idle(self, states: set[bytes], seconds: float) -> None:
        """Nobody computes: all sleep, or wait in the kernel where no signal reaches them.

        The second is a busy disk's fault, for half of the run's time: a parent that waits in vfork(2) looks so too.
        """
        if b"R" in states:
            return
        if b"D" in states and self._in_kernel < _PART_IN_KERNEL * self._limits.seconds:
            self._in_kernel += seconds
        else:
            self.idle_seconds += seconds

    def _look_at_memory(self, living: list[int]) -> Passed | None:
        used = tree.memory(living, self._limits.memory_bytes, self._shared_bytes() + self._held)
        self.peak_memory = max(self.peak_memory, used)
        return Passed("memory_limit", {"bytes": used}) if used > self._limits.memory_bytes else None

    def _shared_bytes(self) -> int:
        """Shared memory that has a name; whether anybody has mapped it or not."""
        owner = self._place.owner
        if owner is None:
            return 0
        if "/dev/shm" in self._place.mounts:
            return _used("/dev/shm")[0] + ending.system_v_bytes(owner)
        return sum(_disk_bytes(path) for path in ending.entries_of(owner, "/dev/shm")) + ending.system_v_bytes(owner)

    # -- the slow looks -----------------------------------------------------------------

    def _look_at_descriptors(self, living: list[int]) -> Passed | None:
        """How many each process has, and what files without a name hold that only descriptors lead to."""
        nameless: dict[tuple[int, int], tuple[int, bool]] = {}
        most = 0
        for pid in living:
            folder = f"/proc/{pid}/fd"
            try:
                names = os.listdir(folder)
            except OSError:
                continue
            most = max(most, len(names))
            for name in names:
                with contextlib.suppress(OSError):
                    seen = os.stat(f"{folder}/{name}")
                    if stat.S_ISREG(seen.st_mode) and seen.st_nlink == 0:
                        is_memory = os.readlink(f"{folder}/{name}").startswith(_MEMORY_FILES)
                        nameless[seen.st_dev, seen.st_ino] = seen.st_blocks * 512, is_memory
        self._held = sum(size for size, is_memory in nameless.values() if is_memory)
        self._deleted = sum(size for size, is_memory in nameless.values() if not is_memory)
        # A descriptor or two come and go between the count and the program's own next one.
        return Passed("open_files_limit", {"open": most}) if most >= self._limits.open_files - 2 else None

    def look_at_files(self) -> Passed | None:
        """Files alone, which are there when the processes are gone."""
        size, count, largest = self._walk()
        for mount in self._place.mounts:
            if mount != "/dev/shm":
                used, files = _used(mount)
                # What was deleted and is open still counts there.
                size, count = max(size, used), max(count, files)
        size = max(size, self._deleted)
        if largest >= self._limits.file_bytes:
            return Passed("file_limit", {"largest": largest})
        if size > FILES_TOGETHER * self._limits.file_bytes:
            return Passed("file_limit", {"together": size})
        return Passed("file_limit", {"files": count}) if count > MOST_FILES else None

    def _walk(self) -> tuple[int, int, int]:
        """Bytes on disk, number of files, and length of the longest one."""
        size = count = largest = 0
        todo = [(self._place.folder, 0)]
        if self._place.owner is not None:
            todo += [(path, 0) for path in ending.entries_of(self._place.owner, "/tmp") if os.path.isdir(path)]
        while todo and count <= MOST_FILES:
            folder, depth = todo.pop()
            with contextlib.suppress(OSError), os.scandir(folder) as entries:
                for entry in entries:
                    count += 1
                    if count > MOST_FILES:
                        break
                    with contextlib.suppress(OSError):
                        seen = entry.stat(follow_symlinks=False)
                        size += seen.st_blocks * 512
                        if stat.S_ISREG(seen.st_mode):
                            largest = max(largest, seen.st_size)
                        elif stat.S_ISDIR(seen.st_mode) and depth < _DEEPEST:
                            todo.append((entry.path, depth + 1))
        return size, count, largest


def _cpu_of_ended() -> float:
    """Processor time, in seconds, of the children of this process that have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _used(mount: str) -> tuple[int, int]:
    """Bytes and files of a file system that are taken."""
    try:
        told = os.statvfs(mount)
    except OSError:
        return 0, 0
    return (told.f_blocks - told.f_bfree) * told.f_frsize, told.f_files - told.f_ffree


def _disk_bytes(path: str) -> int:
    try:
        return os.lstat(path).st_blocks * 512
    except OSError:
        return 0
