"""The grader's end: starts a supervisor, hands it programs, brings home the evidence."""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import time
import weakref
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from forklings.sandbox import starting, wire
from forklings.sandbox.errors import SandboxBroken, Tampered, Unsupported
from forklings.sandbox.evidence import (
    Conducted,
    Evidence,
    Launch,
    Leftover,
    Made,
    Notice,
    Piece,
    Stack,
    Statement,
    Step,
    Wait,
)
from forklings.sandbox.supervisor import identity, tree
from forklings.sandbox.tiers import Tier

# The supervisor's loop: one that watches, and one that also decides who goes next.
_DRIVER = "forklings.sandbox.supervisor.driver.Driver"
_CONDUCTOR = "forklings.conductor.driver.Conductor"

Watch = Callable[[Piece | Statement], None]

# Above what an exercise asks for, and above the descriptor that inside/ keeps out of the way.
_MOST_OPEN_FILES = 1024

# What the supervisor may take beyond a run's own limit: the stacks, the end of the tree.
_SECONDS_TO_REPORT = 10.0

# How soon it is noticed that a program has stopped its supervisor by a signal.
_SECONDS_BETWEEN_LOOKS = 0.5


def require_platform() -> None:
    """Raises Unsupported off Linux, with what to do."""
    system = platform.system()
    if system == "Windows":
        raise Unsupported("forklings needs Linux; on Windows, install WSL and run it there")
    if system != "Linux":
        raise Unsupported(f"forklings needs Linux, and this is {system}; a Linux container or virtual machine will do")


class Sandbox:
    """Runs the programs of one submission, one at a time, in a supervisor that stays warm."""

    def __init__(self, watch: Watch | None = None, *, tier: Tier | None = None, hidden: Path | None = None) -> None:
        """watch is called with each piece of output and each statement, as they come.

        tier is by default the one in force on this machine. hidden is a folder of which programs in the
        hardened tier see nothing, wherever it lies: the course.
        """
        require_platform()
        self._tier = tier
        self._watch = watch
        self._hidden = hidden
        self._process: subprocess.Popen[bytes] | None = None
        self._wire: socket.socket | None = None
        self._finalizer: weakref.finalize[..., Sandbox] | None = None

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def tier(self) -> Tier:
        """The tier that programs run in; finding out which is in force may take a run."""
        if self._tier is None:
            # Not above: to know the tier a program is run through it, in a sandbox.
            from forklings.sandbox import isolation

            self._tier = isolation.in_force().tier
        return self._tier

    def warm_up(self) -> None:
        """Start the supervisor now, so that it is ready when the first run is asked for.

        Raises SandboxBroken when it cannot be started.
        """
        if self._process is not None:
            return
        started = starting.start(self.tier, self._hidden)
        self._process, self._wire = started.process, started.wire
        self._finalizer = weakref.finalize(self, _close, started.process, started.wire)

    def close(self) -> None:
        """End the supervisor, and the run that is under way if there is one."""
        if self._finalizer is not None:
            self._finalizer()
        self._process = self._wire = self._finalizer = None

    def run(self, launch: Launch) -> Evidence:
        """Run one program to its end, or to the end it is given, and bring home the evidence.

        Raises Tampered when the program ended its supervisor, SandboxBroken when the
        engine failed.
        """
        self.warm_up()
        assert self._process is not None
        assert self._wire is not None
        collector = _Collector(self._watch, joins_pieces=not launch.schedule)
        try:
            wire.send(self._wire, _request(launch, self.tier))
            collector.collect(self._wire, launch.limits.seconds + _SECONDS_TO_REPORT, self._is_stopped)
        except (wire.WireClosed, TimeoutError) as error:
            raise self._broken(collector) from error
        except wire.WireCorrupt as error:
            self.close()
            self._clear(collector)
            raise SandboxBroken(str(error)) from error
        except BaseException:
            self.close()
            raise
        if collector.tampered:
            self.close()
            self._clear(collector)
            raise Tampered
        if collector.failure is not None:
            raise SandboxBroken(collector.failure)
        return collector.evidence()

    def _clear(self, collector: _Collector) -> None:
        """End and remove what a supervisor could not; a box has taken all with it."""
        if collector.folder and self.tier is Tier.BASIC:
            folder = Path(collector.folder).parent
            _end_stray(str(folder))
            shutil.rmtree(folder, ignore_errors=True)

    def _is_stopped(self) -> bool:
        return self._process is not None and _state(self._process.pid) in ("T", "t")

    def _broken(self, collector: _Collector) -> Exception:
        """Why the wire fell silent: the program's doing, or a fault of ours."""
        assert self._process is not None
        process = self._process
        stopped = self._is_stopped()
        if not stopped and collector.ended_early:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(5)
        returncode = process.poll()
        if returncode is None:
            process.kill()
            process.wait()
        assert process.stderr is not None
        said = process.stderr.read().decode("utf-8", "replace").strip()
        self.close()
        self._clear(collector)
        from_outside = stopped or (returncode is not None and _was_killed(returncode))
        # A program that has a user of its own can send its supervisor no signal.
        if from_outside and collector.folder and not identity.may_switch():
            return Tampered()
        silent = "the supervisor was silent for too long, and was ended"
        ended = silent if returncode is None else f"the supervisor ended with {returncode}"
        if from_outside:
            ended = "the supervisor was ended or stopped from outside, as the system does where memory is short"
        last = said.splitlines()[-1] if said else ended
        return SandboxBroken(last)


def _was_killed(returncode: int) -> bool:
    """Whether a signal ended the supervisor; bubblewrap tells of it as a shell does."""
    return returncode < 0 or returncode > 128


def _close(process: subprocess.Popen[bytes], ours: socket.socket) -> None:
    ours.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        # It ends the run's tree and sweeps first; then there is nothing left to wait for.
        process.wait(_SECONDS_TO_REPORT)
    starting.end(process)


def _state(pid: int) -> str:
    try:
        text = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return ""
    return chr(text[text.rindex(b")") + 2])


def _end_stray(folder: str) -> None:
    """With its supervisor dead nobody owns the tree: end all that carry its run's address."""
    mark = f"FORKLINGS_WIRE={folder}/".encode()
    deadline = time.monotonic() + _SECONDS_TO_REPORT
    while (found := tree.holding(mark, "environ")) and time.monotonic() < deadline:
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for pid in found:
                with contextlib.suppress(OSError):
                    os.kill(pid, number)


def _request(launch: Launch, tier: Tier) -> wire.Frame:
    environment = {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/local/bin", "/usr/bin", "/bin"]),
        "LANG": "C.UTF-8",
        "PYTHONPATH": starting.startup(tier),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "FORKLINGS_START_METHOD": launch.start_method,
        "FORKLINGS_BUFFERING": launch.buffering,
        "FORKLINGS_PROGRAM": launch.program,
        "FORKLINGS_FILE": launch.program,
    }
    limits = launch.limits
    return {
        "op": "run",
        "driver": _CONDUCTOR if launch.schedule else _DRIVER,
        "schedule": launch.schedule,
        "command": [sys.executable, *launch.command],
        "environment": environment,
        "files": {name: wire.text_of(data) for name, data in launch.files.items()},
        "limits": {
            "seconds": limits.seconds,
            "processes": limits.processes,
            "memory_mb": limits.memory_mb,
            "output_kb": limits.output_kb,
            "cpu_seconds": limits.cpu_seconds,
            "file_mb": limits.file_mb,
            "open_files": _MOST_OPEN_FILES,
        },
    }


def _conducted(told: dict[str, Any] | None) -> Conducted | None:
    if told is None:
        return None
    return Conducted(
        schedule=told["schedule"],
        steps=tuple(Step(**step | {"waiting": tuple(step["waiting"])}) for step in told["steps"]),
        waits=tuple(Wait(**wait | {"holders": tuple(wait["holders"])}) for wait in told["waits"]),
        asked=tuple((pid, times) for pid, times in told["asked"]),
        around=told["around"],
        clock=told["clock"],
        pids=tuple((who, pid) for who, pid in told["pids"]),
        ends=tuple((who, at) for who, at in told["ends"]),
        notices=tuple(Notice(**notice) for notice in told["notices"]),
        made=tuple(Made(**made) for made in told["made"]),
    )


class _Collector:
    """Gathers the frames of one run."""

    def __init__(self, watch: Watch | None, *, joins_pieces: bool) -> None:
        """joins_pieces: what one process wrote in a row is kept as one piece; steps count pieces."""
        self._watch = watch
        self._joins_pieces = joins_pieces
        self._row: list[Piece] = []
        self.main = 0
        self.failure: str | None = None
        self.tampered = False
        self.ended_early = False
        self.folder = ""
        self._pieces: list[Piece] = []
        self._statements: list[Statement] = []
        self._ended: dict[str, Any] | None = None
        self._more_seconds = 0.0

    def collect(self, ours: socket.socket, seconds: float, is_stopped: Callable[[], bool]) -> None:
        """Read frames until the run has ended.

        Raises wire.WireClosed when the supervisor is gone, TimeoutError when it stands still
        or is silent for seconds, and for those by which the supervisor has extended the run.
        """
        reader = wire.FrameReader()
        deadline = time.monotonic() + seconds
        while self._ended is None and self.failure is None and not self.tampered:
            ours.settimeout(_SECONDS_BETWEEN_LOOKS)
            try:
                frames = wire.receive(ours, reader)
            except TimeoutError:
                if is_stopped() or time.monotonic() > deadline + self._more_seconds:
                    raise
                continue
            except wire.WireClosed:
                self.ended_early = True
                raise
            finally:
                ours.settimeout(None)
            for frame in frames:
                self._take(frame)

    def _take(self, frame: wire.Frame) -> None:
        match frame["op"]:
            case "starting":
                self.folder = frame["folder"]
            case "started":
                self.main = frame["pid"]
            case "output":
                piece = Piece(frame["stream"], frame["pid"], wire.bytes_of(frame["data"]))
                self._keep(piece)
                self._show(piece)
            case "extended":
                self._more_seconds += frame["seconds"]
            case "said":
                statement = Statement(frame["pid"], wire.bytes_of(frame["data"]))
                self._statements.append(statement)
                self._show(statement)
            case "failed":
                self.failure = frame["why"]
            case "tampered":
                self.tampered = True
            case "ended":
                self._ended = frame

    def _keep(self, piece: Piece) -> None:
        row = self._row
        if row and not (self._joins_pieces and (row[0].stream, row[0].pid) == (piece.stream, piece.pid)):
            self._end_row()
        row.append(piece)

    def _end_row(self) -> None:
        if self._row:
            first = self._row[0]
            self._pieces.append(Piece(first.stream, first.pid, b"".join(piece.data for piece in self._row)))
            self._row.clear()

    def _show(self, seen: Piece | Statement) -> None:
        if self._watch is not None:
            self._watch(seen)

    def evidence(self) -> Evidence:
        assert self._ended is not None
        self._end_row()
        ended = self._ended
        return Evidence(
            main=self.main,
            folder=self.folder,
            status=ended["status"],
            stopped_by=ended["stopped_by"],
            detail=ended["detail"],
            pieces=tuple(self._pieces),
            statements=tuple(self._statements),
            leftovers=tuple(
                Leftover(left["pid"], left["status"], left.get("command", "")) for left in ended["leftovers"]
            ),
            stacks=tuple(
                Stack(stack["pid"], stack["state"], tuple(stack["waits_in"]), stack["command"])
                for stack in ended["stacks"]
            ),
            files=tuple(ended["files"]),
            resources=tuple(ended["resources"]),
            seconds=ended["seconds"],
            cpu_seconds=ended["cpu_seconds"],
            peak_memory=ended["peak_memory"],
            peak_processes=ended["peak_processes"],
            idle_seconds=ended["idle_seconds"],
            conducted=_conducted(ended["conducted"]),
            warm=ended["warm"],
        )
