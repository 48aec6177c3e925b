"""The supervisor's life: take a run request, run it, sweep, wait for the next.

One supervisor serves the runs of one submission. It ends when the grader closes the
wire or dies, and ends the run that is under way first.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import resource
import signal
import socket
import sys
import time

from forklings.sandbox import wire
from forklings.sandbox.supervisor import ending, identity, launch
from forklings.sandbox.supervisor.driver import Channels, Driver, Stopped
from forklings.sandbox.supervisor.measuring import Limits, Place
from forklings.sandbox.supervisor.removing import Removal
from forklings.sandbox.supervisor.zygote import Zygotes

# Real-time signals have no meaning to programs that do not give them one, so a stack
# dump on request takes none of the signals that exercises are about.
_DUMP_SIGNAL = signal.SIGRTMAX - 1

# Where the engine is imported from.
_ROOT = os.path.dirname(os.path.dirname(wire.__file__)).removesuffix("/forklings")

# asm-generic/socket.h; Python has no name for it.
_SO_PASSRIGHTS = 83

_MOST_LISTED = 100
_DEEPEST_LISTED = 8


class Supervisor:
    def __init__(self, grader: socket.socket, leased: int | None, must_read: list[str], *, is_boxed: bool) -> None:
        """leased is the user for programs, if any; is_boxed: this is pid 1 of a box that serves this submission."""
        self._grader = grader
        identity.become_guardian()
        if is_boxed:
            identity.end_with_parent()
        self._wakeup_read, wakeup_write = os.pipe()
        for fd in (self._wakeup_read, wakeup_write):
            os.set_blocking(fd, False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.set_wakeup_fd(wakeup_write, warn_on_full_buffer=False)
        # A Ctrl-C in the terminal is the grader's to handle: it closes the wire.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self._identity = identity.choose(must_read, leased)
        # Whose things outside a run's folder are the run's; None where that cannot be known.
        self._owner = os.getuid() if is_boxed and leased is None else leased
        self._zygotes = Zygotes()
        if is_boxed:
            ending.spare_what_is_there(os.getuid())
        # File systems that hold nothing but what runs make.
        self._mounts = ("/dev/shm", "/tmp", os.environ["TMPDIR"]) if is_boxed else ()
        self._standing = identity.standing()
        # One path for all runs: an interpreter that waits for the next knows it by then.
        self._folder = _free_folder()

    def serve(self) -> None:
        reader = wire.FrameReader()
        try:
            with contextlib.suppress(wire.WireClosed, Stopped):
                while True:
                    for frame in wire.receive(self._grader, reader):
                        self._run(frame)
        finally:
            self._zygotes.close()

    def _tell(self, frame: wire.Frame) -> None:
        wire.send(self._grader, frame)

    def _run(self, request: wire.Frame) -> None:
        folder = ""
        try:
            os.mkdir(self._folder, 0o700)
            folder = self._folder
            run = _Run(folder, request, self._identity)
        except OSError as error:
            if folder:
                Removal(folder).finish()
            self._tell({"op": "failed", "why": f"no folder for the run: {error}"})
            return
        removal = None
        last: wire.Frame = {}
        try:
            try:
                last = self._conduct(run)
            except (OSError, MemoryError):
                if identity.standing() == self._standing:
                    raise
            finally:
                self._zygotes.dismiss_spares()
                ending.end_tree(self._identity.uid)
                run.close()
                if last.get("op") != "ended":
                    self._sweep()
                removal = Removal(folder)
                removal.wait()
            if identity.standing() != self._standing:
                # Nothing can be believed of this run, and the next one needs another supervisor.
                self._tell({"op": "tampered"})
                raise Stopped
            # Said last: when the grader has the evidence nothing of the run is left, but for a heap of files.
            self._tell(last)
        finally:
            if removal is not None:
                removal.finish()

    def _sweep(self) -> list[str]:
        return [] if self._owner is None else ending.sweep_shared(self._owner, self._folder)

    def _start(self, run: _Run) -> tuple[int, bool]:
        """The program's pid, and whether it was forked from an interpreter that waited for it.

        A real run starts in a fresh interpreter; so does the first of several schedules.
        """
        wanted = run.launch()
        warm = self._zygotes.start(wanted, _ROOT) if run.schedule else None
        return (launch.start(wanted), False) if warm is None else (warm, True)

    def _conduct(self, run: _Run) -> wire.Frame:
        started = time.monotonic()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        # Before the program could end this process: the grader has to know where to look for what is left then.
        self._tell({"op": "starting", "folder": run.box})
        try:
            main, is_warm = self._start(run)
        except (OSError, launch.LaunchFailed) as error:
            return {"op": "failed", "why": f"the interpreter could not be started: {error}"}
        run.close_writers()
        self._tell({"op": "started", "pid": main})
        kind = _driver_class(run.driver)
        driver = kind(
            main=main,
            limits=run.limits,
            place=Place(run.folder, self._owner, self._mounts),
            channels=run.channels,
            wakeup=self._wakeup_read,
            grader=self._grader,
            tell=self._tell,
            dump_signal=_DUMP_SIGNAL,
        )
        driver.prepare(run.schedule, run.gates)
        try:
            facts = driver.watch()
        finally:
            driver.close()
        seconds = time.monotonic() - started
        self._zygotes.dismiss_spares()
        _, remaining = ending.end_tree(self._identity.uid)
        if remaining:
            return {"op": "failed", "why": f"{remaining} processes of the run could not be ended"}
        resources = self._sweep()
        if facts.held_up:
            return {"op": "failed", "why": "the machine was too busy to run the program in its time; grade it again"}
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return {
            "op": "ended",
            "status": facts.status,
            "stopped_by": facts.stopped_by,
            "detail": facts.detail,
            "leftovers": facts.leftovers[:_MOST_LISTED],
            "stacks": facts.stacks[:_MOST_LISTED],
            "files": _listing(run.box)[:_MOST_LISTED],
            "resources": resources[:_MOST_LISTED],
            "seconds": seconds,
            "cpu_seconds": max(facts.cpu_seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime),
            "peak_memory": facts.peak_memory,
            "peak_processes": facts.peak_processes,
            "idle_seconds": facts.idle_seconds,
            "conducted": driver.account_of_the_run(),
            "warm": is_warm,
        }


class _Run:
    """The folder, the descriptors and the settings of one run."""

    def __init__(self, folder: str, request: wire.Frame, who: identity.Identity) -> None:
        self.folder = folder
        self.box = os.path.join(folder, "box")
        self._request = request
        self._who = who
        sizes = request["limits"]
        self.limits = Limits(
            seconds=float(sizes["seconds"]),
            cpu_seconds=float(sizes["cpu_seconds"]),
            processes=int(sizes["processes"]),
            open_files=int(sizes["open_files"]),
            memory_bytes=int(sizes["memory_mb"]) << 20,
            output_bytes=int(sizes["output_kb"]) << 10,
            file_bytes=int(sizes["file_mb"]) << 20,
        )
        os.chmod(folder, 0o711)
        for name in ("box", "tmp", "home"):
            os.mkdir(os.path.join(folder, name))
            self._give(os.path.join(folder, name))
        for name, text in request["files"].items():
            path = os.path.join(self.box, name)
            with open(path, "wb") as file:
                file.write(wire.bytes_of(text))
            self._give(path)
        self._writers: list[socket.socket] = []
        voices = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        _take_words_alone(voices)
        self._address = os.path.join(folder, "wire")
        voices.bind(self._address)
        self._give(self._address)
        self.channels = Channels(stdout=self._pair(), stderr=self._pair(), voices=voices)
        self._stdin = os.open(os.devnull, os.O_RDONLY)
        self.driver = request["driver"]
        self.schedule = request["schedule"]
        self.gates = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET | socket.SOCK_NONBLOCK)
        if self.schedule:
            self._gate_address = os.path.join(folder, "gates")
            self.gates.bind(self._gate_address)
            self._give(self._gate_address)
            self.gates.listen(128)

    def _give(self, path: str) -> None:
        if self._who.uid is not None and self._who.gid is not None:
            os.chown(path, self._who.uid, self._who.gid)

    def _pair(self) -> socket.socket:
        reader, writer = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        _take_words_alone(reader)
        reader.setblocking(False)
        self._writers.append(writer)
        return reader

    def launch(self) -> launch.Launch:
        environment = dict(self._request["environment"])
        environment["HOME"] = os.path.join(self.folder, "home")
        environment["TMPDIR"] = os.path.join(self.folder, "tmp")
        environment["FORKLINGS_WIRE"] = self._address
        if self.schedule:
            environment["FORKLINGS_GATES"] = self._gate_address
            # All processes of a run count their virtual time from one moment, a whole number of the clock's ticks.
            clocks = (time.time(), time.monotonic(), time.perf_counter())
            environment["FORKLINGS_BEGAN"] = " ".join(str(int(seconds * 1024) / 1024) for seconds in clocks)
        environment["FORKLINGS_DUMP_SIGNAL"] = str(int(_DUMP_SIGNAL))
        return launch.Launch(
            command=self._request["command"],
            environment=environment,
            folder=self.box,
            stdin=self._stdin,
            stdout=self._writers[0].fileno(),
            stderr=self._writers[1].fileno(),
            identity=self._who,
            limits=self.limits,
        )

    def close_writers(self) -> None:
        """Once the program holds them, so that the end of the last writer is seen."""
        for writer in self._writers:
            writer.close()

    def close(self) -> None:
        self.close_writers()
        for reader in (self.channels.stdout, self.channels.stderr, self.channels.voices, self.gates):
            reader.close()
        os.close(self._stdin)


def _take_words_alone(reader: socket.socket) -> None:
    """The kernel stamps what is sent from now on with its sender, and passes on no descriptors where it can.

    One that nobody asked for would be closed here at once, and that may wait. SO_PASSRIGHTS is of Linux 6.16.
    """
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    with contextlib.suppress(OSError):
        reader.setsockopt(socket.SOL_SOCKET, _SO_PASSRIGHTS, 0)


def _driver_class(path: str) -> type[Driver]:
    """The driver that a run asks for, by its import path; one that conducts lies on a floor above."""
    module, _, name = path.rpartition(".")
    kind: type[Driver] = getattr(importlib.import_module(module), name)
    return kind


def _free_folder() -> str:
    """A path that nobody else has; tempfile takes longer to import than this.

    Short, because the addresses of Unix sockets are (108 bytes, unix(7)).
    """
    return os.path.join(os.environ.get("TMPDIR") or "/tmp", f"fl-{os.urandom(6).hex()}")


def _listing(box: str) -> list[str]:
    """Paths below the program's folder, relative to it, folders with a slash; not too many, not too deep."""
    found: list[str] = []
    todo = [""]
    while todo and len(found) <= _MOST_LISTED:
        below = todo.pop()
        with contextlib.suppress(OSError), os.scandir(os.path.join(box, below)) as entries:
            for entry in entries:
                name = os.path.join(below, entry.name)
                is_folder = entry.is_dir(follow_symlinks=False)
                found.append(f"{name}/" if is_folder else name)
                if is_folder and name.count("/") < _DEEPEST_LISTED:
                    todo.append(name)
                if len(found) > _MOST_LISTED:
                    break
    return sorted(os.fsencode(name).decode("utf-8", "replace") for name in found)


def main() -> None:
    """Arguments: the wire's descriptor, a leased user as "uid:descriptor" or "", the tier, what programs must read."""
    wire_fd, leased, tier, *must_read = sys.argv[1:]
    uid, _, holder = leased.partition(":")
    for fd in (wire_fd, holder):
        if fd:
            os.set_inheritable(int(fd), False)
    grader = socket.socket(fileno=int(wire_fd))
    Supervisor(grader, int(uid) if uid else None, must_read, is_boxed=tier == "hardened").serve()
