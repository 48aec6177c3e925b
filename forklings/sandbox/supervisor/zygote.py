"""A zygote: an interpreter that has started, and waits before any of a program's code to be forked.

Starting an interpreter takes longer than most programs of an exercise run. A zygote is
started like a program, by the same command in the same folder, up to the moment at
which Python would open the program's file; there it waits. Whoever is forked from it goes
on from that moment, so main is run by Python itself. inside/ keeps modules ready in it, out of
sight, so that a program finds what it would find in a fresh interpreter.

`serve` runs in the zygote, `Zygotes` in the supervisor. A zygote keeps the supervisor's
rights, since no code of a program ever runs in it; its children give them up.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import json
import os
import select
import signal
import socket
from collections.abc import Callable
from dataclasses import asdict

from forklings.sandbox.supervisor import ending, identity, launch, tree
from forklings.sandbox.supervisor.measuring import Limits

# A zygote answers in milliseconds; one that does not was stopped, or is gone.
_SECONDS_TO_ANSWER = 5.0

_MOST_BYTES = 1 << 16

_GO = b"1"

# What inside/ keeps open in a program lies from here on.
_FIRST_FD = 900

# How many spares a program gets at first: a resource tracker and a fork server, or a tracker and some children.
_SPARES = {"spawn": 5, "forkserver": 2}
_MOST_SPARES = 16

# More than the run before took: the next one may need one more; where all were taken, it may be some.
_ONE_MORE, _SOME_MORE = 1, 3


class Zygotes:
    """The zygotes of one supervisor, one for each command, each made when its command comes again."""

    def __init__(self) -> None:
        self._asked: set[tuple[str, ...]] = set()
        self._made: dict[tuple[str, ...], tuple[int, socket.socket]] = {}
        self._spares: list[int] = []
        self._method = ""
        # By start method, as the run before had use for them.
        self._wanted = dict(_SPARES)

    def start(self, request: launch.Launch, root: str) -> int | None:
        """The pid of a program that was forked from a zygote; None where it has to be started cold.

        root is where the engine is imported from. The program has its spares then, which belong to
        no run before they say hello.
        """
        command = tuple(request.command)
        if command not in self._asked:
            self._asked.add(command)
            return None
        if command not in self._made:
            self._make(command, request, root)
        _pid, wire = self._made[command]
        self._method = request.environment.get("FORKLINGS_START_METHOD", "")
        try:
            pid, *self._spares = _ask(wire, request, self._wanted.get(self._method, 0))
        except OSError:
            self._end(command)
            # It may have forked the program already; what of that comes to us now is nobody's leftover.
            ending.end_tree(request.identity.uid)
            return None
        tree.SPARES.update(self._spares)
        return pid

    def dismiss_spares(self) -> None:
        """End the spares of a run that is over; whatever one has started since is of the run's tree from here on."""
        if self._spares:
            taken = len(self._spares) - len(tree.SPARES)
            self._wanted[self._method] = min(_MOST_SPARES, taken + (_ONE_MORE if tree.SPARES else _SOME_MORE))
        for pid in tree.SPARES:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
        tree.SPARES.clear()
        self._spares = []

    def close(self) -> None:
        """End every zygote."""
        for command in list(self._made):
            self._end(command)

    def _make(self, command: tuple[str, ...], request: launch.Launch, root: str) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        streams = [socket.socketpair() for _ in range(2)]
        environment = {**request.environment, "FORKLINGS_ZYGOTE": f"{theirs.fileno()}:{root}"}
        pid = os.fork()
        if pid == 0:
            try:
                launch.reset_signals()
                for source, target in ((request.stdin, 0), (streams[0][0].fileno(), 1), (streams[1][0].fileno(), 2)):
                    os.dup2(source, target)
                os.set_inheritable(theirs.fileno(), True)
                # The program's path is made absolute when its interpreter starts.
                os.chdir(request.folder)
                os.execve(command[0], command, environment)
            finally:
                os._exit(127)
        for end in (theirs, *(end for pair in streams for end in pair)):
            end.close()
        tree.NOT_OF_THE_RUN.add(pid)
        self._made[command] = pid, ours

    def _end(self, command: tuple[str, ...]) -> None:
        pid, wire = self._made.pop(command)
        wire.close()
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            os.waitpid(pid, 0)
        tree.NOT_OF_THE_RUN.discard(pid)


def _ask(wire: socket.socket, request: launch.Launch, spares: int) -> list[int]:
    """The pids of a program and of its spares; raises OSError where the zygote does not answer as it should."""
    document = json.dumps({**asdict(request), "spares": spares}).encode()
    socket.send_fds(wire, [document], [request.stdin, request.stdout, request.stderr])
    if not select.select([wire], [], [], _SECONDS_TO_ANSWER)[0]:
        raise TimeoutError("a zygote does not answer")
    answer = wire.recv(_MOST_BYTES)
    if not answer.replace(b" ", b"").isdigit():
        raise ConnectionAbortedError(answer.decode("utf-8", "replace"))
    return [int(word) for word in answer.split()]


def serve(fd: int, keep_spares: Callable[..., list[int] | None]) -> None:
    """Wait for requests; returns in each process that is forked for one, never in the zygote itself.

    keep_spares(count, be_quiet, wake_up) makes the spares of a program; in one of these it returns
    None, when it is asked for.
    """
    identity.become_closed()
    wire = socket.socket(fileno=fd)
    os.set_inheritable(fd, False)
    # Nothing that is here now is garbage, and a collection in a child would copy every page of it.
    gc.collect()
    gc.freeze()
    os.chdir("/")
    while True:
        data, fds, _, _ = socket.recv_fds(wire, _MOST_BYTES, 3)
        if not data:
            os._exit(0)
        fields = json.loads(data)
        spares = fields.pop("spares")
        fields["identity"] = identity.Identity(**fields["identity"])
        fields["limits"] = Limits(**fields["limits"])
        fields.update(zip(("stdin", "stdout", "stderr"), fds, strict=True))
        request = launch.Launch(**fields)
        pid, is_child = _fork_orphan()
        if is_child:
            _become(request, wire, functools.partial(keep_spares, spares))
            wire.detach()
            return
        for received in fds:
            os.close(received)
        if not pid:
            wire.send(b"the fork failed")


def _become(request: launch.Launch, wire: socket.socket, keep_spares: Callable[..., list[int] | None]) -> None:
    try:
        launch.take_place(request)
        os.environ.clear()
        os.environ.update(request.environment)
        spares = keep_spares(be_quiet=identity.end_with_parent, wake_up=identity.become_open)
        if spares is None:
            return
        # Still with nobody's code in it but the engine's, so it may speak for itself.
        wire.send(" ".join(map(str, (os.getpid(), *spares))).encode())
        identity.become_open()
        os.closerange(3, _FIRST_FD)
    except BaseException:
        # Python passes over an error at this point and would run the program, with our rights.
        os._exit(127)


def _fork_orphan() -> tuple[int, bool]:
    """Fork a process whose parent is the supervisor: the one in between ends at once, and the reaper takes over.

    Gives its pid, and whether this is that process; it goes on when it has its new parent.
    """
    say_read, say_write = os.pipe()
    go_read, go_write = os.pipe()
    between = os.fork()
    if between == 0:
        child = os.fork()
        if child == 0:
            os.close(go_write)
            if os.read(go_read, 1) != _GO:
                os._exit(127)  # the zygote is gone, and nobody would watch this program
            return 0, True
        os.write(say_write, str(child).encode())
        os._exit(0)
    os.waitpid(between, 0)
    os.close(say_write)
    said = os.read(say_read, 20)
    os.write(go_write, _GO)
    for end in (say_read, go_read, go_write):
        os.close(end)
    return int(said or 0), False
