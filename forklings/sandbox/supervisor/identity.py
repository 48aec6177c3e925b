"""Whom the program runs as, and what it may not do.

The kernel attests who wrote a line only to a reader whose writers cannot forge their
credentials: that takes CAP_SYS_ADMIN, CAP_SETUID or CAP_SETGID (unix(7)). A grader that
is root therefore gives all capabilities up for the program, and the user too: a user id
of its own, leased for the life of the supervisor, means that the program can neither
signal nor write what is not its own, and that everything it leaves behind has its name.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import resource
import signal
import socket
from dataclasses import dataclass

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_KEEPCAPS = 8
_PR_CAPBSET_DROP = 24
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2

_CAP_DAC_READ_SEARCH = 2
_CAP_SETUID = 7
_CAP_SETGID = 6

_LIMITS = sorted(value for name, value in vars(resource).items() if name.startswith("RLIMIT_"))

# Above login users and below the range that container runtimes map; nobody is registered there.
_LEASED_UIDS = range(61_300, 61_400)

_libc = ctypes.CDLL(None, use_errno=True)


class _CapHeader(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _CapData(ctypes.Structure):
    _fields_ = [
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    ]


_CAP_VERSION_3 = 0x20080522


@dataclass(frozen=True)
class Identity:
    """uid and gid are None where the program keeps the grader's own."""

    uid: int | None
    gid: int | None
    reads_all: bool


def become_guardian() -> None:
    """Make this process the reaper of all orphans below it, closed to ptrace (prctl(2))."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)
    _prctl(_PR_SET_DUMPABLE, 0)


def standing() -> tuple[object, ...]:
    """What another process of this user may take from this one: its limits, its priority, its processors.

    It needs nobody's leave for that, and what is taken cannot be taken back (prlimit(2), setpriority(2)).
    """
    limits = [resource.getrlimit(number) for number in _LIMITS]
    return (*limits, os.getpriority(os.PRIO_PROCESS, 0), tuple(sorted(os.sched_getaffinity(0))))


def end_with_parent() -> None:
    """When the process above this one ends, this one is killed (prctl(2))."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def become_closed() -> None:
    """Close this process to ptrace, and let it end with its parent (prctl(2))."""
    end_with_parent()
    _prctl(_PR_SET_DUMPABLE, 0)


def become_open() -> None:
    """Be as a process of the program's is: its user may look into it, and it need not end with its parent."""
    _prctl(_PR_SET_PDEATHSIG, 0)
    _prctl(_PR_SET_DUMPABLE, 1)


def _prctl(option: int, *arguments: int) -> None:
    values = [ctypes.c_ulong(value) for value in arguments]
    values += [ctypes.c_ulong(0)] * (4 - len(values))
    if _libc.prctl(option, *values) != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"prctl({option}): {os.strerror(error)}")


def _capabilities() -> tuple[int, int]:
    data = (_CapData * 2)()
    header = _CapHeader(_CAP_VERSION_3, 0)
    if _libc.capget(ctypes.byref(header), data) != 0:
        raise OSError(ctypes.get_errno(), "capget")
    effective = data[0].effective | data[1].effective << 32
    permitted = data[0].permitted | data[1].permitted << 32
    return effective, permitted


def _keep_only(capabilities: int) -> None:
    low, high = capabilities & 0xFFFFFFFF, capabilities >> 32
    data = (_CapData * 2)(_CapData(low, low, low), _CapData(high, high, high))
    header = _CapHeader(_CAP_VERSION_3, 0)
    if _libc.capset(ctypes.byref(header), data) != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"capset: {os.strerror(error)}")


def _bounding_set() -> list[int]:
    with open("/proc/sys/kernel/cap_last_cap", "rb") as file:
        return list(range(int(file.read()) + 1))


def drop(identity: Identity) -> None:
    """Give up everything the program must not have; called between fork and exec.

    A user that cannot reach the interpreter (root's home is closed to others) keeps the
    one capability to read and search, which grants no writing and no forging.
    """
    kept = 1 << _CAP_DAC_READ_SEARCH if identity.reads_all else 0
    _, permitted = _capabilities()
    if permitted:
        for capability in _bounding_set():
            if not kept >> capability & 1:
                _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
    if identity.uid is not None and identity.gid is not None:
        if kept:
            _prctl(_PR_SET_KEEPCAPS, 1)
        os.setgroups([])
        os.setresgid(identity.gid, identity.gid, identity.gid)
        os.setresuid(identity.uid, identity.uid, identity.uid)
    if permitted:
        _keep_only(kept & permitted)
        if kept & permitted:
            _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_READ_SEARCH)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def _is_registered(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


class Lease:
    """One user id that no other supervisor on this machine uses now.

    The lease is a bound abstract socket: the kernel ends it with its holder, however
    that ends (unix(7)).
    """

    def __init__(self, uid: int, holder: socket.socket) -> None:
        self.uid = uid
        self._holder = holder

    @property
    def fileno(self) -> int:
        """Who inherits this descriptor holds the lease too."""
        return self._holder.fileno()

    def close(self) -> None:
        """Let go of it; the lease ends when everybody has."""
        self._holder.close()

    @classmethod
    def take(cls) -> Lease | None:
        """A free user id, or None when all are taken."""
        for uid in _LEASED_UIDS:
            if _is_registered(uid):
                continue
            holder = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            try:
                holder.bind(f"\0forklings-uid-{uid}")
            except OSError:
                holder.close()
            else:
                return cls(uid, holder)
        return None


def may_switch() -> bool:
    """Whether this process may become another user."""
    effective, _ = _capabilities()
    return all(effective >> capability & 1 for capability in (_CAP_SETUID, _CAP_SETGID))


def choose(paths: list[str], uid: int | None) -> Identity:
    """The identity for programs of this supervisor, which must be able to read paths.

    uid is leased for them, or None where they share this process's user.
    """
    for reads_all in (False, True):
        tried = Identity(uid, uid, reads_all)
        if _reaches(tried, paths):
            return tried
    # Starting the program will say what it is that cannot be reached.
    return Identity(uid, uid, reads_all=False)


def _reaches(identity: Identity, paths: list[str]) -> bool:
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            drop(identity)
            if all(os.access(path, os.R_OK, effective_ids=True) for path in paths):
                status = 0
        finally:
            os._exit(status)
    return os.waitpid(pid, 0)[1] == 0
