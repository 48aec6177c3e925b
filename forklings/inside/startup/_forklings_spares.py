"""Spares: processes that a conducted program has from its start, and that become what it spawns.

What multiprocessing spawns (a child under spawn, a resource tracker, a fork server) is a fresh
interpreter, which takes longer to start than most programs of an exercise to run. A spare is a
child of the program, forked before any of its code; when the program spawns, a spare goes on as
the interpreter that would have been started: same parent, descriptors, environment and command.
Where it would not be the same, none is taken and a fresh one is started.

Loaded by sitecustomize beside a zygote. Standard library only, and no module that the
program would not have loaded itself.
"""

import os
import sys
from os import getpid, sched_getaffinity

import _forklings_gates as gates

# Out of the way of the descriptors that a program sees itself get, and that it passes on.
_FIRST_FD = 900
_LOWEST_AWAY = 500
_MOST_FDS = 100

# The kernel takes twice as much and more in one message.
_MOST_BYTES = 60_000


class _Spares:
    """In the program: its way to those that wait, what was so when they were made; in a spare: what it was asked."""

    owner = 0
    left = 0
    fd = -1
    inode = 0
    surroundings = None
    command = None
    answer_fd = -1


def keep(count, be_quiet, wake_up):
    """Make so many spares; gives their pids in the program, and None in a spare, when it is asked for.

    be_quiet is called in a spare that waits, wake_up when its wait is over.
    """
    import _socket
    import fcntl

    pids = []
    if not count:
        return pids
    ours, theirs = (end.detach() for end in _socket.socketpair(_socket.AF_UNIX, _socket.SOCK_SEQPACKET))
    _Spares.fd, far_end = (fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, _FIRST_FD) for end in (ours, theirs))
    os.close(ours)
    os.close(theirs)
    for _ in range(count):
        pid = os.fork()
        if not pid:
            os.close(_Spares.fd)
            be_quiet()
            _become(_wait(far_end))
            wake_up()
            _Spares.answer_fd = far_end
            return None
        pids.append(pid)
    os.close(far_end)
    _Spares.owner, _Spares.left, _Spares.surroundings = getpid(), count, _surroundings()
    _Spares.inode = os.fstat(_Spares.fd).st_ino
    return pids


def _surroundings():
    """What a fresh interpreter has of its parent's, and a spare has from its start."""
    import _signal

    ignored = [number for number in _signal.valid_signals() if _signal.getsignal(number) == _signal.SIG_IGN]
    of_python = {name: value for name, value in os.environb.items() if name.startswith((b"PYTHON", b"LD_", b"LC_"))}
    umask = os.umask(0o077)
    os.umask(umask)
    flags = tuple(sys.warnoptions), tuple(sys._xoptions.items())
    with open("/proc/self/limits", "rb") as file:
        limits = file.read(), sched_getaffinity(0), os.getpriority(os.PRIO_PROCESS, 0)
    return os.getcwd(), os.getpgrp(), umask, ignored, of_python, flags, limits


def take(path, args, passed):
    """The pid of a spare that runs a command now; None where a fresh interpreter has to."""
    if not _Spares.left or _Spares.owner != getpid():
        return None
    words = [os.fsdecode(word) for word in args]
    fds = sorted(map(int, passed))
    if os.fsdecode(path) != sys.executable or "-c" not in words or len(fds) > _MOST_FDS:
        return None
    left, _Spares.left = _Spares.left, 0
    pid = None
    try:
        if (not fds or fds[-1] < _LOWEST_AWAY) and _surroundings() == _Spares.surroundings:
            pid = _ask(words, fds)
    except OSError:
        return None  # a folder that is gone, a descriptor that is closed: Python will say what it has to
    # Not reached where a signal's handler raises: then what was asked would be answered later.
    _Spares.left = left if pid is None else left - 1
    return pid


def _ask(words, fds):
    import _signal
    import _socket
    import marshal

    mask = [int(number) for number in _signal.pthread_sigmask(_signal.SIG_BLOCK, ())]
    request = marshal.dumps((words, fds, dict(os.environb), mask))
    # A program may have closed what it has not opened, and got the number for something else.
    if len(request) > _MOST_BYTES or os.fstat(_Spares.fd).st_ino != _Spares.inode:
        return None
    way = _socket.socket(fileno=_Spares.fd)
    try:
        rights = b"".join(fd.to_bytes(4, sys.byteorder) for fd in (0, 1, 2, *fds))
        way.sendmsg([request], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, rights)])
        answer = way.recv(20)
    finally:
        way.detach()
    if not answer:
        raise BrokenPipeError
    return int(answer)


def _wait(fd):
    """In a spare: what it is asked to become, and the descriptors that it gets."""
    import _socket

    os.closerange(3, _FIRST_FD)
    way = _socket.socket(fileno=fd)
    data, ancillary, _, _ = way.recvmsg(2 * _MOST_BYTES, _socket.CMSG_SPACE(4 * (_MOST_FDS + 3)))
    way.detach()
    if not data:
        os._exit(0)
    received = b"".join(sent for _, _, sent in ancillary)
    return data, [int.from_bytes(received[at : at + 4], sys.byteorder) for at in range(0, len(received), 4)]


def _become(asked):
    import _signal
    import fcntl
    import marshal

    request, received = asked
    words, fds, environment, mask = marshal.loads(request)
    away = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, _LOWEST_AWAY) for fd in received]
    os.closerange(3, _LOWEST_AWAY)
    for fd, target in zip(away, (0, 1, 2, *fds), strict=True):
        os.dup2(fd, target)
        os.close(fd)
    os.environb.clear()
    os.environb.update(environment)
    _signal.pthread_sigmask(_signal.SIG_SETMASK, mask)
    # Before it stand the flags of the interpreter, which are this one's too.
    at = words.index("-c")
    sys.orig_argv = words
    sys.argv = words[at : at + 1] + words[at + 2 :]
    _Spares.command = words[at + 1]
    gates.know_whether_helper()


def start_as_asked():
    """In a spare: run the command that a fresh interpreter would, and end as one does; elsewhere nothing."""
    command, _Spares.command = _Spares.command, None
    if command is None:
        return
    # Whoever asked hears of it only now, when the supervisor has been told who this is.
    os.write(_Spares.answer_fd, str(getpid()).encode())
    os.close(_Spares.answer_fd)
    if not sys.flags.safe_path:
        sys.path.insert(0, "")
    for name in ("sitecustomize", "site"):
        # What has begun in this file must not look as if its import were under way still.
        spec = getattr(sys.modules.get(name), "__spec__", None)
        if spec is not None:
            spec._initializing = False
    status = 0
    if sys.version_info >= (3, 13):
        import linecache  # noqa: F401 - as Python does for -c

    try:
        exec(compile(command, "<string>", "exec"), vars(sys.modules["__main__"]))
    except SystemExit as error:
        status = error.code
    except BaseException as error:
        error.__traceback__ = error.__traceback__.tb_next
        sys.excepthook(type(error), error, error.__traceback__)
        status = 1
    if status is not None and not isinstance(status, int):
        print(status, file=sys.stderr)
        status = 1
    _end(status or 0)


def _end(status):
    """What an interpreter does at its end, as far as a program can see; it began in the middle of a start."""
    import atexit
    import gc

    if "threading" in sys.modules:
        sys.modules["threading"]._shutdown()
    atexit._run_exitfuncs()
    _let_go()
    gc.collect()
    for stream in (sys.stdout, sys.stderr):
        try:  # noqa: SIM105 - contextlib is not loaded in a fresh interpreter
            stream.flush()
        except Exception:
            pass  # closed, or gone; there is nobody left to tell
    os._exit(status & 0xFF)


def _let_go():
    """Let what the program's own module holds be deleted: its files are written then, and it may have a last word."""
    spawn, process = (sys.modules.get(f"multiprocessing.{name}") for name in ("spawn", "process"))
    if process is not None:
        vars(process._current_process).update(_target=None, _args=(), _kwargs={})
    if spawn is not None:
        spawn.old_main_modules.clear()
    for name in ("__mp_main__", "__main__"):
        sys.modules.pop(name, None)
