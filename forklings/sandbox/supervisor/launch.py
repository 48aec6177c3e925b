"""Starting one program: fork, give up rights, exec."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
from collections.abc import Sequence
from dataclasses import dataclass

from forklings.sandbox.supervisor import identity
from forklings.sandbox.supervisor.measuring import Limits

# Behind what is measured over the tree: how many times the limit of a run the kernel grants one process.
_ROOM = 4

# Seconds of processor time from the signal that most programs die of to the one that all do.
_SECONDS_TO_DIE = 2


class LaunchFailed(Exception):
    """The program's interpreter could not be started; a fault of ours or of the machine."""


@dataclass(frozen=True)
class Launch:
    """All that a program gets: descriptors 0, 1 and 2, a folder, an environment, limits."""

    command: Sequence[str]
    environment: dict[str, str]
    folder: str
    stdin: int
    stdout: int
    stderr: int
    identity: identity.Identity
    limits: Limits


def start(launch: Launch) -> int:
    """Start the program in a session of its own and give its pid.

    Raises LaunchFailed with what the kernel said when exec or a step before it fails.
    """
    report_read, report_write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            # Every descriptor but the first three is close-on-exec (PEP 446), the report pipe too.
            reset_signals()
            take_place(launch)
            os.execve(launch.command[0], list(launch.command), launch.environment)
        except BaseException as error:
            os.write(report_write, str(error).encode("utf-8", "replace")[:1000])
        finally:
            os._exit(127)
    os.close(report_write)
    with os.fdopen(report_read, "rb") as report:
        said = report.read()
    if said:
        os.waitpid(pid, 0)
        raise LaunchFailed(said.decode("utf-8", "replace"))
    return pid


def reset_signals() -> None:
    """What the grader ignores (SIGHUP under nohup, say) the program would ignore too."""
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def take_place(launch: Launch) -> None:
    """Make this process what the program's is to be, but for what it runs; there is no way back."""
    os.setsid()
    for source, target in ((launch.stdin, 0), (launch.stdout, 1), (launch.stderr, 2)):
        os.dup2(source, target)
    os.umask(0o022)
    _be_the_first_to_go()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    limits = launch.limits
    _lower(resource.RLIMIT_FSIZE, limits.file_bytes)
    _lower(resource.RLIMIT_NOFILE, limits.open_files)
    _lower(resource.RLIMIT_DATA, limits.memory_bytes * _ROOM)
    # A queue of POSIX's outlives its maker, and not every machine shows which there are.
    _lower(resource.RLIMIT_MSGQUEUE, 0)
    cpu_seconds = int(limits.cpu_seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + _SECONDS_TO_DIE))
    if launch.identity.uid is not None:
        # Per user, so only meaningful where the user is the run's own: the brake behind
        # the count over the tree, for a program that forks faster than the count looks.
        _lower(resource.RLIMIT_NPROC, limits.processes * _ROOM)
    os.chdir(launch.folder)
    identity.drop(launch.identity)


def _be_the_first_to_go() -> None:
    """Where the machine has no memory left, the kernel ends this process and spares the grader (proc(5))."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "wb", buffering=0) as file:
        file.write(b"1000")


def _lower(limit: int, value: int) -> None:
    _, hard = resource.getrlimit(limit)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(limit, (value, value))
