"""Which tier is in force: found once in a process, by running a program through it.

Neither a version nor a setting of the kernel says whether a box can be made here: that is
decided by the container, its seccomp profile and its security module. So a small program
with a child, a lock, a pipe and a connection is run, and has to come home whole.
"""

from __future__ import annotations

import os
import threading

from forklings.course import Limits
from forklings.sandbox import bubblewrap
from forklings.sandbox.client import Sandbox
from forklings.sandbox.errors import IsolationMissing, SandboxBroken, Tampered, Unsupported
from forklings.sandbox.evidence import Evidence, Launch
from forklings.sandbox.tiers import Choice, Tier

# "basic" takes no box, "hardened" refuses to do without; anything else leaves it to the probe.
VARIABLE = "FORKLINGS_ISOLATION"

PROBE = b"""\
import multiprocessing
import socket


def work(lock, connection):
    with lock:
        connection.send("ready")


if __name__ == "__main__":
    ours, theirs = multiprocessing.Pipe()
    child = multiprocessing.Process(target=work, args=(multiprocessing.Lock(), theirs))
    child.start()
    with socket.create_server(("localhost", 0)) as server, socket.create_connection(server.getsockname()):
        print(ours.recv())
    child.join()
"""
_SAID = b"ready\n"

_lock = threading.Lock()
_found: dict[str, Choice] = {}


def in_force() -> Choice:
    """The tier that programs are run in, and why not the hardened one.

    Raises IsolationMissing where the hardened one is required and cannot be had.
    """
    wish = os.environ.get(VARIABLE, "")
    with _lock:
        if wish not in _found:
            _found[wish] = _choose(wish)
        choice = _found[wish]
    if choice.tier is not Tier.HARDENED and wish == Tier.HARDENED:
        raise IsolationMissing(choice.why)
    return choice


def require() -> None:
    """From now on nothing is run in a lesser tier than the hardened one, by processes started from here neither.

    Raises IsolationMissing where it cannot be had.
    """
    os.environ[VARIABLE] = Tier.HARDENED.value
    in_force()


def _choose(wish: str) -> Choice:
    if wish == Tier.BASIC:
        return Choice(Tier.BASIC, f"{VARIABLE} asks for basic")
    why = why_not_hardened()
    return Choice(Tier.BASIC, why) if why else Choice(Tier.HARDENED)


def why_not_hardened() -> str:
    """Why no program can be run in the hardened tier here, in a few words; "" where one can."""
    if bubblewrap.find() is None:
        return "bubblewrap is not installed (on Debian and Ubuntu: apt install bubblewrap)"
    launch = Launch(
        files={"probe.py": PROBE},
        command=("probe.py",),
        program="probe.py",
        start_method="fork",
        buffering="line",
        limits=Limits(),
    )
    try:
        with Sandbox(tier=Tier.HARDENED) as sandbox:
            return _flaw(sandbox.run(launch))
    except SandboxBroken as error:
        return str(error)
    except (Tampered, Unsupported, OSError) as error:
        return f"{type(error).__name__} {error}".strip()


def _flaw(evidence: Evidence) -> str:
    said = b"".join(piece.data for piece in evidence.pieces)
    whole = evidence.status == 0 and said == _SAID and evidence.main == evidence.pieces[0].pid
    if whole and not evidence.leftovers and not evidence.resources:
        return ""
    last = said.decode("utf-8", "replace").strip().rpartition("\n")[2]
    return f"a small program does not run in it: {last or evidence.stopped_by or evidence.status}"
