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

from forklings import inside
from forklings.sandbox import wire
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

ISOLATION = "basic"

# The supervisor's loop: one that watches, and one that also decides who goes next.
_DRIVER = "forklings.sandbox.supervisor.driver.Driver"
_CONDUCTOR = "forklings.conductor.driver.Conductor"

Watch = Callable[[Piece | Statement], None]

# The largest file a program may write, in MiB: far above what an exercise asks for.
_MOST_FILE_MB = 64

# What the supervisor may take beyond a run's own limit: the stacks, the end of the tree.
_SECONDS_TO_REPORT = 10.0

# How soon it is noticed that a program has stopped its supervisor by a signal.
_SECONDS_BETWEEN_LOOKS = 0.5

_ROOT = str(Path(__file__).resolve().parents[2])
_BOOT = "import sys; sys.path.append({root!r}); from forklings.sandbox.supervisor.main import main; main()"


class SandboxBroken(Exception):
    """The engine could not run the program: never the program's fault."""


class Tampered(Exception):
    """The program ended or stopped the process that watches it."""


class Unsupported(Exception):
    """This platform cannot be graded on."""


def require_platform() -> None:
    """Raises Unsupported off Linux, with what to do."""
    system = platform.system()
    if system == "Windows":
        raise Unsupported("forklings needs Linux; on Windows, install WSL and run it there")
    if system != "Linux":
        raise Unsupported(f"forklings needs Linux, and this is {system}; a Linux container or virtual machine will do")


class Sandbox:
    """Runs the programs of one submission, one at a time, in a supervisor that stays warm."""

    def __init__(self, watch: Watch | None = None) -> None:
        """watch is called with each piece of output and each statement, as they come."""
        require_platform()
        self._watch = watch
        self._process: subprocess.Popen[bytes] | None = None
        self._wire: socket.socket | None = None
        self._finalizer: weakref.finalize[..., Sandbox] | None = None

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def warm_up(self) -> None:
        """Start the supervisor now, so that it is ready when the first run is asked for.

        Raises SandboxBroken when it cannot be started.
        """
        if self._process is not None:
            return
        inside.compile_startup()
        ours, theirs = socket.socketpair()
        boot = _BOOT.format(root=_ROOT)
        readable = [sys.executable, os.__file__, str(inside.STARTUP / "sitecustomize.py")]
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", boot, str(theirs.fileno()), *readable],
                pass_fds=[theirs.fileno()],
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
        self._wire = ours
        self._finalizer = weakref.finalize(self, _close, self._process, ours)

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
        collector = _Collector(self._watch)
        try:
            wire.send(self._wire, _request(launch))
            collector.collect(self._wire, launch.limits.seconds + _SECONDS_TO_REPORT, self._is_stopped)
        except (wire.WireClosed, TimeoutError) as error:
            raise self._broken(collector) from error
        except BaseException:
            self.close()
            raise
        if collector.failure is not None:
            raise SandboxBroken(collector.failure)
        return collector.evidence()

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
        if collector.folder:
            folder = Path(collector.folder).parent
            _end_stray(str(folder))
            shutil.rmtree(folder, ignore_errors=True)
        if stopped or (returncode is not None and returncode < 0 and collector.main):
            return Tampered()
        last = said.splitlines()[-1] if said else f"the supervisor ended with {returncode}"
        return SandboxBroken(last)


def _close(process: subprocess.Popen[bytes], ours: socket.socket) -> None:
    ours.close()
    try:
        # It ends the run's tree and sweeps first; then there is nothing left to wait for.
        process.wait(_SECONDS_TO_REPORT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stderr is not None:
        process.stderr.close()


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
    while (found := _with_environment(mark)) and time.monotonic() < deadline:
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for pid in found:
                with contextlib.suppress(OSError):
                    os.kill(pid, number)


def _with_environment(mark: bytes) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if mark in path.read_bytes():
                found.append(int(path.parent.name))
    return found


def _request(launch: Launch) -> wire.Frame:
    environment = {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/local/bin", "/usr/bin", "/bin"]),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(inside.STARTUP),
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
            "file_mb": _MOST_FILE_MB,
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

    def __init__(self, watch: Watch | None) -> None:
        self._watch = watch
        self.main = 0
        self.failure: str | None = None
        self.ended_early = False
        self.folder = ""
        self._pieces: list[Piece] = []
        self._statements: list[Statement] = []
        self._ended: dict[str, Any] | None = None

    def collect(self, ours: socket.socket, seconds: float, is_stopped: Callable[[], bool]) -> None:
        """Read frames until the run has ended.

        Raises wire.WireClosed when the supervisor is gone, TimeoutError when it stands still
        or is silent for seconds.
        """
        reader = wire.FrameReader()
        deadline = time.monotonic() + seconds
        while self._ended is None and self.failure is None:
            ours.settimeout(_SECONDS_BETWEEN_LOOKS)
            try:
                frames = wire.receive(ours, reader)
            except TimeoutError:
                if is_stopped() or time.monotonic() > deadline:
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
            case "started":
                self.main, self.folder = frame["pid"], frame["folder"]
            case "output":
                piece = Piece(frame["stream"], frame["pid"], wire.bytes_of(frame["data"]))
                self._pieces.append(piece)
                self._show(piece)
            case "said":
                statement = Statement(frame["pid"], wire.bytes_of(frame["data"]))
                self._statements.append(statement)
                self._show(statement)
            case "failed":
                self.failure = frame["why"]
            case "ended":
                self._ended = frame

    def _show(self, seen: Piece | Statement) -> None:
        if self._watch is not None:
            self._watch(seen)

    def evidence(self) -> Evidence:
        assert self._ended is not None
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
            conducted=_conducted(ended["conducted"]),
            warm=ended["warm"],
        )
