"""The program that is graded: a check asks it for runs."""

from __future__ import annotations

import hashlib
import inspect
import json
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from types import FunctionType
from typing import Any

from forklings.conductor import strategies
from forklings.course import Limits
from forklings.program.errors import EngineFault
from forklings.program.run import Run
from forklings.report import Outcome
from forklings.sandbox.client import Sandbox, SandboxBroken, Tampered
from forklings.sandbox.evidence import Evidence, Launch

_DRIVE_FILE = "drive.py"

# Below this there is no time for an interpreter to start; the exercise's time is used up.
_LEAST_SECONDS = 0.5


class OutOfTime(Exception):
    """The time of all the exercise's runs together is used up."""


@dataclass
class _Ledger:
    """What the runs of one program have cost and shown, over all its checks."""

    seconds_left: float
    cache: dict[tuple[object, ...], Run] = field(default_factory=dict)
    touched: list[Run] = field(default_factory=list)


class Program:
    """A submitted file, run in a sandbox as often as its checks ask.

    A run is shared: the same program, arguments and start method give the same Run, so
    the checks of one exercise that look at one run pay for it once.
    """

    def __init__(self, source: bytes, *, file_name: str, limits: Limits, start_method: str, sandbox: Sandbox) -> None:
        self._source = source
        self._file_name = file_name
        self._limits = limits
        self._sandbox = sandbox
        self._ledger = _Ledger(limits.exercise_seconds)
        self.start_method = start_method

    def under(self, start_method: str) -> Program:
        """The same program, run with another start method; time and runs are shared."""
        other = Program(
            self._source,
            file_name=self._file_name,
            limits=self._limits,
            start_method=start_method,
            sandbox=self._sandbox,
        )
        other._ledger = self._ledger
        return other

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self._source).hexdigest()

    @property
    def runs_made(self) -> int:
        """How many runs the program took so far, each counted once however many checks shared it."""
        return len(self._ledger.cache)

    def number(self, low: int, high: int, *, salt: str = "") -> int:
        """A whole number from low to high that the program's text decides, and no author of it chose.

        A check that grades with such numbers gives the same verdict every time, and a
        program that holds the answers to one set of numbers holds the wrong ones. Blank
        ends do not count: a notebook's cell and a file differ there.
        """
        text = hashlib.sha256(self._source.strip()).hexdigest()
        digest = hashlib.sha256(f"{text}/{salt}".encode()).digest()
        return low + int.from_bytes(digest[:8], "big") % (high - low + 1)

    def run(self, *arguments: str, buffering: str = "line") -> Run:
        """Run the program as `python program.py arguments…` with empty stdin in a fresh folder.

        buffering is "line", as in a terminal, or "block", as into a pipe.
        """
        key = ("run", arguments, buffering, self.start_method)
        command = " ".join(["python", self._file_name, *arguments])
        return self._shared(key, {}, (self._file_name, *arguments), buffering, command)

    def conduct(self, schedule: str, *arguments: str) -> Run:
        """Run the program with every step granted in the order of a schedule, on a virtual clock.

        schedule is round-robin, run-to-block, last-first or pct-N. The same schedule gives
        the same run. What moves a run and is no step leaves it undecided where it matters.
        Raises UnknownSchedule.
        """
        strategies.strategy(schedule)
        key = ("conduct", schedule, arguments, self.start_method)
        command = " ".join(["python", self._file_name, *arguments])
        return self._shared(key, {}, (self._file_name, *arguments), "line", command, schedule)

    def explore(self, *arguments: str, schedules: int = 20) -> Iterator[Run]:
        """Conducted runs under so many schedules, the plain ones first, then random ones with fixed seeds."""
        for schedule in strategies.schedules(schedules):
            yield self.conduct(schedule, *arguments)

    def drive(
        self,
        function: Callable[..., Any],
        /,
        *,
        uses: Sequence[Callable[..., Any]] = (),
        **arguments: Any,
    ) -> Run:
        """Import the program as a module in a process of its own and call function(module, **arguments).

        function, and the functions it uses, are shipped as source: they import what they
        need themselves and see nothing else of the grader. What function returns comes
        back as JSON in Run.result.
        """
        module = self._file_name.removesuffix(".py")
        script = _drive_script(function, uses, module, arguments)
        key = ("drive", script, self.start_method)
        return self._shared(key, {_DRIVE_FILE: script.encode()}, (_DRIVE_FILE,), "line", f"python {_DRIVE_FILE}")

    def take_touched(self) -> tuple[Run, ...]:
        """The runs that were looked at since this was last asked."""
        touched = tuple(self._ledger.touched)
        self._ledger.touched.clear()
        return touched

    def _shared(
        self,
        key: tuple[object, ...],
        files: dict[str, bytes],
        words: tuple[str, ...],
        buffering: str,
        command: str,
        schedule: str = "",
    ) -> Run:
        run = self._ledger.cache.get(key)
        if run is None:
            run = self._fresh(files, words, buffering, command, schedule)
            self._ledger.cache[key] = run
        self._ledger.touched.append(run)
        return run

    def _fresh(
        self, files: dict[str, bytes], words: tuple[str, ...], buffering: str, command: str, schedule: str
    ) -> Run:
        if self._ledger.seconds_left < _LEAST_SECONDS:
            raise OutOfTime
        limits = replace(self._limits, seconds=min(self._limits.seconds, self._ledger.seconds_left))
        launch = Launch(
            files={self._file_name: self._source, **files},
            command=words,
            program=self._file_name,
            start_method=self.start_method,
            buffering=buffering,
            limits=limits,
            schedule=schedule,
        )
        try:
            evidence = self._sandbox.run(launch)
        except Tampered:
            evidence = _tampered()
        except SandboxBroken as error:
            raise EngineFault(str(error)) from error
        self._ledger.seconds_left -= evidence.seconds
        return Run(
            evidence,
            file_name=self._file_name,
            command=command,
            limits=limits,
            start_method=self.start_method,
            result=_result(evidence),
        )


def _tampered() -> Evidence:
    return Evidence(
        main=0,
        folder="",
        status=None,
        stopped_by=Outcome.TAMPERING.value,
        detail={},
        pieces=(),
        statements=(),
        leftovers=(),
        stacks=(),
        files=(),
        resources=(),
        seconds=0.0,
        cpu_seconds=0.0,
        peak_memory=0,
        peak_processes=0,
    )


def _result(evidence: Evidence) -> Any:
    """The first result that the main process sent, or None."""
    for statement in evidence.statements:
        if statement.pid == evidence.main and statement.data.startswith(b"\x02"):
            try:
                return json.loads(statement.data[1:])
            except (ValueError, RecursionError):
                return None
    return None


def _drive_script(
    function: Callable[..., Any], uses: Sequence[Callable[..., Any]], module: str, arguments: dict[str, Any]
) -> str:
    parts = [_source_of(shipped) for shipped in (*uses, function)]
    call = (
        'if __name__ == "__main__":\n'
        "    import json, sitecustomize\n"
        f"    sitecustomize.drive({function.__name__}, {module!r}, json.loads({json.dumps(arguments)!r}))\n"
    )
    return "\n\n".join([*parts, call])


def _source_of(shipped: Callable[..., Any]) -> str:
    """The text of a function or class of the grader.

    Raises EngineFault where it could not run on its own: it names something of the grader.
    """
    if isinstance(shipped, FunctionType):
        missing = inspect.getclosurevars(shipped).nonlocals
        if missing:
            raise EngineFault(f"the drive {shipped.__name__} uses {', '.join(missing)} of the grader")
    return textwrap.dedent(inspect.getsource(shipped))
