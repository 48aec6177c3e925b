"""The program that is graded: a check asks it for runs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from forklings.conductor import strategies
from forklings.course import Limits
from forklings.program import drives
from forklings.program.drives import Drive
from forklings.program.errors import EngineFault, Undecided
from forklings.program.run import Run
from forklings.report import Outcome
from forklings.sandbox.client import Sandbox
from forklings.sandbox.errors import SandboxBroken, Tampered
from forklings.sandbox.evidence import Evidence, Launch
from forklings.text import _

# Who goes around the gates has no schedules: so many runs of such a program are looked at.
_MOST_RUNS_AROUND = 3

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

    def __init__(
        self,
        source: bytes,
        *,
        file_name: str,
        limits: Limits,
        start_method: str,
        sandbox: Sandbox,
        only: str = "",
        home: str = "",
    ) -> None:
        """home is the start method under which schedules are explored in full, by default this one.

        only names the one schedule that is to be explored, "" stands for all of them.
        """
        self._source = source
        self._file_name = file_name
        self._limits = limits
        self._sandbox = sandbox
        self._ledger = _Ledger(limits.exercise_seconds)
        self._only = only
        self.start_method = start_method
        self._home = home or start_method

    def under(self, start_method: str) -> Program:
        """The same program, run with another start method; time and runs are shared."""
        other = Program(
            self._source,
            file_name=self._file_name,
            limits=self._limits,
            start_method=start_method,
            sandbox=self._sandbox,
            only=self._only,
        )
        other._ledger, other._home = self._ledger, self._home
        return other

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self._source).hexdigest()

    @property
    def runs_made(self) -> int:
        """How many runs the program took so far, each counted once however many checks shared it."""
        return len(self._ledger.cache)

    @property
    def runs(self) -> tuple[Run, ...]:
        """All runs so far, in the order in which they were made."""
        return tuple(self._ledger.cache.values())

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

    def drive(
        self,
        function: Callable[..., Any],
        /,
        *,
        uses: Sequence[Callable[..., Any]] = (),
        **arguments: Any,
    ) -> Run:
        """Import the program as a module in a process of its own and call function(module, **arguments); see Drive."""
        return self._driven(Drive(function, uses=uses, **arguments), "")

    def conduct(self, schedule: str, *arguments: str, drive: Drive | None = None) -> Run:
        """Run the program, or a drive of it, with every step granted in the order of a schedule, on a virtual clock.

        schedule is a name as schedules() gives them: round-robin, run-to-block, pct-N …. Anyone who sleeps, or waits
        with a timeout, may be the next to go; with -lazy at its end the clock moves only when
        nobody can go without. The same schedule gives the same run. What moves a run and is
        no step leaves it undecided where it matters. Raises UnknownSchedule.
        """
        strategies.strategy(schedule)
        if drive is not None:
            return self._driven(drive, schedule)
        key = ("conduct", schedule, arguments, self.start_method)
        command = " ".join(["python", self._file_name, *arguments])
        return self._shared(key, {}, (self._file_name, *arguments), "line", command, schedule)

    def explore(
        self,
        *arguments: str,
        drive: Drive | None = None,
        schedules: int = 20,
        elsewhere: int = 2,
        time: Literal["any", "lazy"] = "any",
    ) -> Iterator[Run]:
        """Conducted runs: the plain schedules first, then random ones with fixed seeds.

        There are so many schedules under the start method that is graded first, and as many as
        elsewhere says under each other one: a step is the same step under each. A program whose
        runs go around the gates has no schedules; of those three are made. Where one schedule is
        replayed it is the only one, if its time goes as this check's does.
        """
        if self._only:
            if strategies.is_lazy(self._only) == (time == "lazy"):
                yield self.conduct(self._only, *arguments, drive=drive)
            return
        count = schedules if self.start_method == self._home else min(schedules, elsewhere)
        around = 0
        for schedule in strategies.schedules(count, lazy=time == "lazy"):
            run = self.conduct(schedule, *arguments, drive=drive)
            yield run
            around += bool(run.conducted is not None and run.conducted.around)
            if around >= _MOST_RUNS_AROUND:
                return

    def take_touched(self) -> tuple[Run, ...]:
        """The runs that were looked at since this was last asked."""
        touched = tuple(self._ledger.touched)
        self._ledger.touched.clear()
        return touched

    def _driven(self, drive: Drive, schedule: str) -> Run:
        script = drive.script(self._file_name)
        key = ("drive", schedule, script, self.start_method)
        files = {drives.FILE: script.encode()}
        return self._shared(key, files, (drives.FILE,), "line", f"python {drives.FILE}", schedule)

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
            raise _out_of_time() if schedule else OutOfTime
        limits = self._limits
        if schedule:
            # What is left is of processor time. A real run's limit is one of the wall, however busy the machine.
            limits = replace(limits, seconds=min(limits.seconds, self._ledger.seconds_left))
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
        self._ledger.seconds_left -= _cost(evidence, is_conducted=bool(schedule))
        if schedule and evidence.stopped_by == Outcome.TIMEOUT and limits.seconds < self._limits.seconds:
            raise _out_of_time()
        return Run(
            evidence,
            file_name=self._file_name,
            command=command,
            limits=limits,
            start_method=self.start_method,
            result=_result(evidence),
        )


def _cost(evidence: Evidence, *, is_conducted: bool) -> float:
    """The seconds that a run takes of its exercise's: computing and sleeping, and not waiting for a busy machine."""
    if evidence.stopped_by == Outcome.TIMEOUT:
        return evidence.seconds
    # Nobody sleeps in earnest while the clock is a virtual one.
    asleep = 0.0 if is_conducted else evidence.idle_seconds
    return min(evidence.seconds, evidence.cpu_seconds + asleep)


def _out_of_time() -> Undecided:
    """A busy machine is no reason to fail: a program's real runs are what its time limit is for."""
    return Undecided(_("The time for this exercise was used up before all schedules were tried."))


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
        idle_seconds=0.0,
    )


def _result(evidence: Evidence) -> Any:
    """The first result that the main process sent, or None.

    What no grader reckons with is made harmless: half characters become "?", and numbers that are not finite texts.
    """
    for statement in evidence.statements:
        if statement.pid == evidence.main and statement.data.startswith(b"\x02"):
            try:
                text = json.dumps(json.loads(statement.data[1:]), ensure_ascii=False).encode("utf-8", "replace")
                return json.loads(text, parse_constant=str)
            except (ValueError, RecursionError):
                return None
    return None
