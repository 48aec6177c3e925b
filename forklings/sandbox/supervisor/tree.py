"""What /proc says of the processes below the supervisor (proc(5))."""

from __future__ import annotations

import os
from collections.abc import Collection

# Processes below the supervisor that belong to no run, with all that is below them.
NOT_OF_THE_RUN: set[int] = set()

# Processes that wait, as those of no run, until a program takes them.
SPARES: set[int] = set()

# A spare that waits has used less of the processor than that, in ticks.
_MOST_TICKS_OF_WAITING = 3
_UTIME, _STIME = 11, 12

PAGE = os.sysconf("SC_PAGE_SIZE")


def read(path: str) -> bytes | None:
    """A file of /proc whole, or None when its process is gone or may not be read."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        chunks = []
        while chunk := os.read(fd, 1 << 16):
            chunks.append(chunk)
        return b"".join(chunks)
    except OSError:
        return None
    finally:
        os.close(fd)


def has_children_files() -> bool:
    """Whether this kernel lists a task's children (CONFIG_PROC_CHILDREN)."""
    return os.path.exists("/proc/thread-self/children")


def _children_of(pid: int) -> list[int]:
    found: list[int] = []
    try:
        tasks = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return found
    for task in tasks:
        text = read(f"/proc/{pid}/task/{task}/children")
        if text:
            found.extend(int(word) for word in text.split())
    return found


def _parents() -> dict[int, list[int]]:
    children: dict[int, list[int]] = {}
    for pid in _pids():
        fields = stat_fields(pid)
        if fields is not None:
            children.setdefault(int(fields[1]), []).append(pid)
    return children


def _pids() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def holding(mark: bytes, name: str) -> list[int]:
    """Processes of this machine whose /proc/PID/name holds a mark, as far as those may be read.

    A process may end at each moment of the search. pathlib's glob raises then: the kernel says
    ESRCH, which is none of the errors that it takes for a file that is not there.
    """
    return [pid for pid in _pids() if mark in (read(f"/proc/{pid}/{name}") or b"")]


def stat_fields(pid: int) -> list[bytes] | None:
    """Fields of /proc/PID/stat from the state on; None for a process that is gone."""
    return fields_of_stat(read(f"/proc/{pid}/stat"))


def fields_of_stat(text: bytes | None) -> list[bytes] | None:
    """What such a file holds, from the state on; the name before it may hold anything."""
    if not text:
        return None
    return text[text.rindex(b")") + 2 :].split()


def state(pid: int) -> str:
    """The state letter of a process, or "" when it is gone."""
    fields = stat_fields(pid)
    return fields[0].decode("ascii") if fields else ""


def descendants(root: int, besides: Collection[int] = NOT_OF_THE_RUN) -> list[int]:
    """Every process below root, zombies too, parents before their children; without some, and all below those."""
    listed = None if has_children_files() else _parents()
    found: list[int] = []
    seen = {root, *besides}
    todo = [root]
    while todo:
        parent = todo.pop()
        for child in _children_of(parent) if listed is None else listed.get(parent, []):
            if child not in seen:
                seen.add(child)
                found.append(child)
                todo.append(child)
    return found


def of_the_run(root: int) -> list[int]:
    """Every process below root that is of the run: no spare is, as long as it only waits.

    One that was taken says so itself, and one that does not is known by what it does.
    """
    return [pid for pid in descendants(root) if pid not in SPARES or not _only_waits(pid)]


def _only_waits(pid: int) -> bool:
    fields = stat_fields(pid)
    if fields is None:
        return True
    return int(fields[_UTIME]) + int(fields[_STIME]) < _MOST_TICKS_OF_WAITING and not _children_of(pid)


def is_of_the_run(pid: int, root: int) -> bool:
    """Whether a process is below root, asked from below: a list of children may miss one whose parent ends now.

    pid may be any number; a program may have made it up.
    """
    at = pid
    while at not in NOT_OF_THE_RUN and at not in SPARES:
        fields = stat_fields(at) if at != root else None
        if fields is None and at == pid:
            return False
        # Where one above it ended between two looks, it has another parent by now.
        at = int(fields[1]) if fields is not None else pid
        if at == root:
            return True
        if at <= 1:
            return False
    return False


def resident(pid: int) -> int:
    """Resident bytes of a process: quick, and counts shared pages in full."""
    text = read(f"/proc/{pid}/statm")
    return int(text.split()[1]) * PAGE if text else 0


def proportional(pid: int) -> tuple[int, int]:
    """Proportional set size in bytes, shared pages divided among those who share them; and how much of it is
    shared memory.

    Falls back to the resident size where the kernel does not say.
    """
    text = read(f"/proc/{pid}/smaps_rollup")
    if not text:
        return resident(pid), 0
    whole = shared = 0
    for line in text.splitlines():
        if line.startswith(b"Pss:"):
            whole = int(line.split()[1]) * 1024
        elif line.startswith(b"Pss_Shmem:"):
            shared = int(line.split()[1]) * 1024
    return whole, shared


def memory(pids: list[int], limit: int, named: int) -> int:
    """Memory of processes together, in bytes; exact only where it may pass the limit.

    named is the size of shared memory that may be mapped or not: what is mapped is not counted
    twice. The resident sum is never below the proportional one, so the costly reading is done
    when the cheap one could matter.
    """
    total = sum(resident(pid) for pid in pids) + named
    if total <= limit:
        return total
    sizes = [proportional(pid) for pid in pids]
    return sum(whole for whole, _ in sizes) + max(0, named - sum(shared for _, shared in sizes))
