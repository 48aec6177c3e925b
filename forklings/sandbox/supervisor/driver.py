"""The loop of one run: reads output, watches processes and limits, says when it is over.

It is handed a started program and streams evidence to the grader as it comes. What runs
here sees the run's pids as the program does. A driver that also decides who goes next
adds its descriptors to the same loop.
"""

from __future__ import annotations

import os
import re
import select
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from forklings.sandbox import wire
from forklings.sandbox.supervisor import ending, tree
from forklings.sandbox.supervisor.measuring import TICK, Limits, Meter, Passed, Place
from forklings.sandbox.supervisor.patience import Patience

# What honest helper processes (resource tracker, fork server) get to follow their main.
_HELPER_GRACE = 0.5
_LOOKS_ASLEEP = 5

# Evidence of a hang: how long all processes together get to write their stacks.
_DUMP_SECONDS = 1.5

# What the processes may say of themselves, in bytes, before it counts as a flood; each
# statement counts as so many more, for what the grader has to keep of it.
_MOST_SAID = 4 * 1024 * 1024
_BYTES_PER_STATEMENT = 250

# As many writes, and as many lines, as this many times fewer than the bytes that may be written.
_LEAST_BYTES_PER_WRITE = 8
_LEAST_BYTES_PER_LINE = 32

# More than are ever told; a program may leave one behind every millisecond.
_MOST_LEFTOVERS = 1000

_MOST_BIRTHS_PER_PROCESS = 8

_CREDENTIALS = struct.Struct("iii")
# The whole of what an honest helper was started with, and nothing after it.
_HELPER = re.compile(
    rb"from multiprocessing\.(resource_tracker import main; ?main\([0-9]+\)|forkserver import main; ?main\(.*)",
    re.DOTALL,
)


@dataclass
class Channels:
    """The reading ends of one run, all non-blocking and all with SO_PASSCRED."""

    stdout: socket.socket
    stderr: socket.socket
    voices: socket.socket


@dataclass
class Facts:
    """What the loop found; sent to the grader when the run is over."""

    status: int | None = None
    stopped_by: str = ""
    held_up: bool = False
    detail: dict[str, int] = field(default_factory=dict)
    leftovers: list[dict[str, object]] = field(default_factory=list)
    stacks: list[dict[str, object]] = field(default_factory=list)
    peak_memory: int = 0
    peak_processes: int = 0
    idle_seconds: float = 0.0
    cpu_seconds: float = 0.0


class Stopped(Exception):
    """The grader asked for an end, or is gone."""


class Driver:
    """Watches one program from its start to its end."""

    def __init__(
        self,
        main: int,
        limits: Limits,
        place: Place,
        channels: Channels,
        wakeup: int,
        grader: socket.socket,
        tell: Callable[[wire.Frame], None],
        dump_signal: int,
    ) -> None:
        self._main = main
        self._limits = limits
        self._wakeup = wakeup
        self._grader = grader
        self._tell = tell
        self._dump_signal = dump_signal
        self._streams = {channels.stdout.fileno(): (channels.stdout, 1), channels.stderr.fileno(): (channels.stderr, 2)}
        self._voices = channels.voices
        self._written = self._lines = 0
        self._pieces = 0
        self._said = 0
        self._helpers: set[int] = set()
        self._python: set[int] = {main}
        self._spoke: set[int] = set()
        self._births = 0
        self._adopted_lately = (0, 0)
        self._dumped: set[int] = set()
        self._ended: set[int] = set()
        self._meter = Meter(limits, place)
        self._patience = Patience(limits.seconds)
        self._poll = select.poll()
        for fd in (*self._streams, self._voices.fileno(), wakeup, grader.fileno()):
            self._poll.register(fd, select.POLLIN)
        self.facts = Facts()

    def watch(self) -> Facts:
        """Run the loop until the program's main process has ended or a limit is hit.

        The caller ends what is left of the tree. Raises Stopped when the grader asks
        for the end of the run or is gone.
        """
        deadline = time.monotonic() + self._limits.seconds
        while self.facts.status is None and not self.facts.stopped_by:
            now = time.monotonic()
            if now >= deadline and (more := self._more_seconds()):
                deadline = now + more
                self._tell({"op": "extended", "seconds": more})
            if now >= deadline:
                self._end_of_time()
                break
            self._turn(min(TICK, deadline - now))
            self._reap()
            self._look()
        if self.facts.status is not None and not self.facts.stopped_by:
            self._see_helpers_off(deadline)
            # What it did in its last moments: files are looked at seldom.
            self._take(self._meter.look_at_files())
        self.drain()
        self.facts.peak_memory, self.facts.peak_processes = self._meter.peak_memory, self._meter.peak_processes
        self.facts.idle_seconds, self.facts.cpu_seconds = self._meter.idle_seconds, self._meter.cpu_seconds
        return self.facts

    def prepare(self, schedule: str, gates: socket.socket) -> None:
        """Before the first turn; this driver lets the system choose and has no gates."""

    def _more_seconds(self) -> float:
        """How much longer a run may take whose time is up, since the machine held it up."""
        return self._patience.more_seconds(self._meter.cpu_seconds, self._meter.idle_seconds)

    def _end_of_time(self) -> None:
        """The run has no time left, and its main still runs."""
        self._collect_stacks()
        self._stop_for("timeout")
        self.facts.held_up = self._patience.was_held_up

    def account_of_the_run(self) -> wire.Frame | None:
        """What a driver that conducts has to tell of the run; None for this one."""
        return None

    def close(self) -> None:
        """After the last turn."""

    # -- one turn of the loop ---------------------------------------------------------

    def _turn(self, seconds: float) -> None:
        for fd, _ in self._poll.poll(max(1, int(seconds * 1000))):
            self._attend(fd)

    def _attend(self, fd: int) -> None:
        """Take what a descriptor has; one that was closed a moment ago has nothing."""
        if fd in self._streams:
            self._read_stream(fd)
        elif fd == self._voices.fileno():
            self._read_voices()
        elif fd == self._wakeup:
            os.read(fd, 4096)
        elif fd == self._grader.fileno():
            raise Stopped

    def _read_stream(self, fd: int) -> bool:
        """Read one piece of output, as one process wrote it; False when there is none."""
        reader, stream = self._streams[fd]
        try:
            data, ancillary, _, _ = reader.recvmsg(1 << 16, socket.CMSG_SPACE(_CREDENTIALS.size))
        except BlockingIOError:
            return False
        if not data:
            if fd not in self._ended:
                self._ended.add(fd)
                self._poll.unregister(fd)
            return False
        # What the writer said before it wrote is told before what it wrote.
        self._hear()
        room = self._limits.output_bytes - self._written
        self._written += len(data)
        self._lines += data.count(b"\n")
        if room > 0:
            self._pieces += 1
            self._tell({"op": "output", "stream": stream, "pid": _sender(ancillary), "data": wire.text_of(data[:room])})
        if self._written > self._limits.output_bytes:
            self._stop_for("output_limit", written=self._written)
        elif self._pieces > self._limits.output_bytes // _LEAST_BYTES_PER_WRITE:
            self._stop_for("output_limit", writes=self._pieces)
        elif self._lines > self._limits.output_bytes // _LEAST_BYTES_PER_LINE:
            self._stop_for("output_limit", lines=self._lines)
        return True

    def _read_voices(self) -> bool:
        try:
            data, ancillary, _, _ = self._voices.recvmsg(1 << 16, socket.CMSG_SPACE(_CREDENTIALS.size))
        except BlockingIOError:
            return False
        pid = _sender(ancillary)
        self._said += len(data) + _BYTES_PER_STATEMENT
        if self._said > _MOST_SAID:
            self._stop_for("output_limit", written=self._said)
            return True
        if data[:1] not in (b"\x01", b"\x02"):
            self._dumped.add(pid)
        if data.startswith((b"\x01hello", b"\x01forked")):
            self._births += 1
            self._python.add(pid)
            # A spare that was taken is of the run from here on.
            tree.SPARES.discard(pid)
            # A fresh interpreter says hello first; a forked process has said so before.
            if data.startswith(b"\x01hello") and pid not in self._spoke and _is_helper_command(data):
                self._helpers.add(pid)
            if self._births > self._limits.processes * _MOST_BIRTHS_PER_PROCESS:
                self._stop_for("process_limit", started=self._births)
        self._spoke.add(pid)
        self._tell({"op": "said", "pid": pid, "data": wire.text_of(data)})
        return True

    def _hear(self) -> None:
        """Read what was said so far; a flood of it ends at its limit."""
        while self.facts.stopped_by != "output_limit" and self._read_voices():
            pass

    def _reap(self) -> None:
        adopted = 0
        for pid, status in ending.reap():
            if pid == self._main:
                self.facts.status = status
            elif pid not in self._helpers:
                adopted += self._is_adopted(pid, status)
        # A parent that ends between two looks, because it may start no more, leaves all that it had at once. Its own
        # end may be seen a turn later, as may theirs.
        self._adopted_lately = (self._adopted_lately[1], adopted)
        at_once = sum(self._adopted_lately) + (len(tree.of_the_run(os.getpid())) if adopted else 0)
        if at_once > self._limits.processes:
            self._stop_for("process_limit", living=at_once)

    def _is_adopted(self, pid: int, status: int) -> bool:
        """Note a process that ended without its parent waiting for it; a helper is none."""
        # Its voice may not have been read yet: it may be a helper after all.
        self._hear()
        if pid not in self._helpers and len(self.facts.leftovers) < _MOST_LEFTOVERS:
            self.facts.leftovers.append({"pid": pid, "status": status})
        return pid not in self._helpers

    # -- limits -----------------------------------------------------------------------

    def _look(self) -> None:
        self._take(self._meter.look())

    def _take(self, passed: Passed | None) -> None:
        if passed is not None:
            self._stop_for(passed.outcome, **passed.detail)

    def _stop_for(self, outcome: str, **detail: int) -> None:
        if not self.facts.stopped_by:
            self.facts.stopped_by = outcome
            self.facts.detail = detail

    # -- after main -------------------------------------------------------------------

    def _see_helpers_off(self, deadline: float) -> None:
        """Wait for the helpers to follow their main; anything else alive is a leftover.

        A helper that is runnable and has not had the processor is given the rest of the
        run's time: a loaded machine makes no honest program leaky.
        """
        grace = time.monotonic() + _HELPER_GRACE
        asleep = 0
        # On a busy machine main may have started too many, and ended by that, between two looks.
        self._take(self._meter.look(at_once=True))
        if self.facts.stopped_by:
            return
        while True:
            self._reap()
            self._hear()
            living = tree.of_the_run(os.getpid())
            strangers = [pid for pid in living if not self._is_helper(pid)]
            if strangers or not living:
                break
            self._look()
            if self.facts.stopped_by:
                return
            now = time.monotonic()
            # Asleep at one look may be between two steps; asleep at several is staying.
            asleep = 0 if _any_runnable(living) else asleep + 1
            if now > grace and (now > deadline or asleep > _LOOKS_ASLEEP):
                break
            self._turn(TICK)
        # A helper that did not follow its main within its grace is none.
        for pid in living:
            if tree.state(pid) not in ("", "Z", "X") or not self._is_helper(pid):
                self.facts.leftovers.append({"pid": pid, "status": None, "command": _command(pid)})

    def _is_helper(self, pid: int) -> bool:
        """Known by its hello, or by its command line where it is too young to have said it."""
        if pid not in self._helpers:
            command = tree.read(f"/proc/{pid}/cmdline") or b""
            if pid not in self._spoke and _is_helper_command(command.rstrip(b"\0").rpartition(b"\0")[2]):
                self._helpers.add(pid)
        return pid in self._helpers

    # -- evidence of a hang -----------------------------------------------------------

    def _collect_stacks(self) -> None:
        """Ask every Python process where it is, and note what the kernel says of each."""
        living = tree.of_the_run(os.getpid())
        for pid in living:
            self.facts.stacks.append(
                {"pid": pid, "state": tree.state(pid), "waits_in": _kernel_wait(pid), "command": _command(pid)}
            )
        asked = set()
        for pid in living:
            if pid in self._python and pid not in self._helpers:
                try:
                    os.kill(pid, self._dump_signal)
                except OSError:
                    continue
                asked.add(pid)
        end = time.monotonic() + _DUMP_SECONDS
        quiet = 0
        while time.monotonic() < end and quiet < 3:
            before = self._said
            self._turn(0.01)
            quiet = quiet + 1 if self._said == before and asked <= self._dumped else 0

    def drain(self) -> None:
        """Read all that was written and not yet read."""
        for fd in self._streams:
            while self.facts.stopped_by != "output_limit" and self._read_stream(fd):
                pass
        self._hear()


def _sender(ancillary: list[tuple[int, int, bytes]]) -> int:
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS:
            pid: int = _CREDENTIALS.unpack(data[: _CREDENTIALS.size])[0]
            return pid
    return 0


def _is_helper_command(data: bytes) -> bool:
    return _HELPER.fullmatch(data.rpartition(b"\t")[2]) is not None


def _any_runnable(pids: list[int]) -> bool:
    return any(tree.state(pid) in ("R", "D") for pid in pids)


def _command(pid: int) -> str:
    text = tree.read(f"/proc/{pid}/cmdline") or b""
    return wire.text_of(text.replace(b"\0", b" ")[:200])


def _kernel_wait(pid: int) -> list[str]:
    """The system call that each task of a process is in, as /proc words it."""
    found: list[str] = []
    try:
        tasks = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return found
    for task in tasks[:32]:
        text = tree.read(f"/proc/{pid}/task/{task}/syscall")
        if text:
            found.append(wire.text_of(text.strip()))
    return found
