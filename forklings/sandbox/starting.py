"""How a supervisor is started in each tier, and where it finds the engine and the interpreter there."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from forklings import inside
from forklings.sandbox import bubblewrap
from forklings.sandbox.errors import SandboxBroken
from forklings.sandbox.supervisor import identity
from forklings.sandbox.tiers import Tier

_ROOT = str(Path(__file__).resolve().parents[2])

# What a supervisor's interpreter runs; benchmarks/holding_up.py puts another one in its place.
BOOT = "import sys; sys.path.append({root!r}); from forklings.sandbox.supervisor.main import main; main()"


@dataclass(frozen=True)
class Started:
    """A supervisor: the process to wait for (in the hardened tier bubblewrap, which ends as it does), and our wire."""

    process: subprocess.Popen[bytes]
    wire: socket.socket


def start(tier: Tier, hidden: Path | None = None) -> Started:
    """Start a supervisor; hidden is a folder that no program in a box is to see.

    Raises SandboxBroken when it cannot be started; what bubblewrap or the supervisor itself
    cannot do shows when the wire closes.
    """
    inside.compile_startup()
    root = bubblewrap.ENGINE if tier is Tier.HARDENED else _ROOT
    readable = [sys.executable, os.__file__, f"{startup(tier)}/sitecustomize.py"]
    ours, theirs = socket.socketpair()
    # Taken out here, where all supervisors of this machine see it: a box has a network of its own.
    leases = identity.may_switch()
    lease = identity.Lease.take() if leases else None
    if leases and lease is None:
        for end in (ours, theirs):
            end.close()
        raise SandboxBroken("no user is free for the program; fewer must be graded at a time")
    held = [theirs.fileno(), *([lease.fileno] if lease is not None else [])]
    words = [sys.executable, "-I", "-S", "-c", BOOT.format(root=root)]
    words += [str(theirs.fileno()), f"{lease.uid}:{lease.fileno}" if lease is not None else "", tier.value, *readable]
    box = None
    try:
        if tier is Tier.HARDENED:
            inside.compile_engine()
            box = bubblewrap.Box(is_root=os.geteuid() == 0, hidden=hidden)
            words, held = [*box.words, *words], [*held, *box.fds]
        process = subprocess.Popen(
            words,
            pass_fds=held,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        ours.close()
        raise SandboxBroken(f"the supervisor could not be started: {error}") from error
    finally:
        theirs.close()
        # From now on the supervisor holds the lease, for as long as it lives.
        for holder in (lease, box):
            if holder is not None:
                holder.close()
    return Started(process, ours)


def startup(tier: Tier) -> str:
    """The folder of what every process of a run loads, where programs of this tier find it."""
    if tier is Tier.BASIC:
        return str(inside.STARTUP)
    return f"{bubblewrap.ENGINE}/{inside.STARTUP.relative_to(_ROOT).as_posix()}"


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill a supervisor that does not end by itself; in the hardened tier all that is in its box ends too."""
    process.kill()
    process.wait()
    if process.stderr is not None:
        with contextlib.suppress(OSError):
            process.stderr.close()
