"""Starting one program: fork, give up rights, exec."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Sequence
from dataclasses import dataclass

from forklings.sandbox.supervisor import identity


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
    file_bytes: int
    most_processes: int


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
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _lower(resource.RLIMIT_FSIZE, launch.file_bytes)
    _lower(resource.RLIMIT_NOFILE, 1024)
    if launch.identity.uid is not None:
        # Per user, so only meaningful where the user is the run's own: the brake behind
        # the count over the tree, for a program that forks faster than the count looks.
        _lower(resource.RLIMIT_NPROC, launch.most_processes * 4)
    os.chdir(launch.folder)
    identity.drop(launch.identity)


def _lower(limit: int, value: int) -> None:
    _, hard = resource.getrlimit(limit)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(limit, (value, value))
