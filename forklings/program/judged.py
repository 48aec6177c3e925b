"""A run that can fail a check: the verdicts that hold for every expectation alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NoReturn, overload

from forklings.conductor.strategies import is_lazy
from forklings.program import tracebacks
from forklings.program.errors import CheckFailed, EngineFault, Undecided
from forklings.program.facts import Facts
from forklings.program.processes import Kind, Process
from forklings.program.statements import why_invalid
from forklings.report import Outcome, bounded
from forklings.text import _

# How these runs ended leaves their output a matter of luck, so no right line excuses it.
_UNSOUND = frozenset(Outcome) - {Outcome.FINISHED, Outcome.SIGNALED}


class Children(Sequence[Process]):
    """The Processes of a run in start order; one that is not there fails the check."""

    def __init__(self, run: JudgedRun, processes: tuple[Process, ...], origin: str) -> None:
        self._run = run
        self.origin = origin
        self._processes = processes

    def __len__(self) -> int:
        return len(self._processes)

    def __iter__(self) -> Iterator[Process]:
        return iter(self._processes)

    @overload
    def __getitem__(self, index: int) -> Process: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Process]: ...
    def __getitem__(self, index: int | slice) -> Process | Sequence[Process]:
        if isinstance(index, slice):
            return self._processes[index]
        try:
            return self._processes[index]
        except IndexError:
            self._run.require_sound()
            self._run.fail(
                _("No such process was started."),
                expected=_("{count} or more {processes}").format(
                    count=index + 1 if index >= 0 else -index, processes=self.origin
                ),
                actual=_("{count} started").format(count=len(self._processes)),
            )


class JudgedRun(Facts):
    """The facts of a run, and how a check fails on them."""

    @property
    def children(self) -> Children:
        """The multiprocessing Processes that the program started, in start order."""
        return self._of_kind(Kind.CHILD, _("processes started with multiprocessing"))

    @property
    def forked(self) -> Children:
        """The processes that came from os.fork() alone, by birth."""
        return self._of_kind(Kind.FORKED, _("processes from os.fork()"))

    def _of_kind(self, kind: Kind, origin: str) -> Children:
        return Children(self, tuple(process for process in self.processes if process.kind is kind), origin)

    def require_sound(self, *, help: str = "") -> None:
        """Fail, or stay undecided, where the way the run ended says all there is to say."""
        if self.outcome not in _UNSOUND:
            return
        if self.outcome is Outcome.INVALID:
            self._fail_invalid()
        if self.outcome is Outcome.UNDECIDED:
            raise Undecided(self.explanation().message, self.outcome, self.schedule)
        if self.outcome is Outcome.ENGINE_ERROR:
            raise EngineFault(self.explanation().message)
        explanation = self.explanation()
        self.fail(
            explanation.message,
            expected=_("the program ends by itself, and all its processes with it"),
            actual=_ended(self.outcome),
            help=help or self.guard_help() or explanation.help,
        )

    def fail(
        self, message: str, *, expected: str = "", actual: str = "", help: str = "", certain: bool = False
    ) -> NoReturn:
        """Fail the check that looks at this run; where what it shows may be chance, leave that to a person.

        A run that went around the gates is a run of the program all the same, in an order that the system
        chose. But a lazy one promises that naps and timeouts end when nobody else can go on, and what
        went around was not asked. What is certain is so whoever goes next, as is which process did a thing.
        """
        run = self.conducted
        if run is not None and run.around and is_lazy(run.schedule) and not certain and self.outcome not in _UNSOUND:
            raise Undecided(
                _("Not every step of this run could be followed ({why}), so this may be chance: {message}").format(
                    why=run.around, message=bounded(message)
                ),
                self.outcome,
                self.schedule,
            )
        raise CheckFailed(
            bounded(message),
            expected=bounded(expected),
            actual=bounded(self._without_folder(actual)),
            help=help,
            outcome=self.outcome,
            schedule=self.schedule,
        )

    def _fail_invalid(self) -> NoReturn:
        line, problem = why_invalid(self.evidence, self.said) or (0, "")
        place = f"{self.file_name}:{line}" if line else self.file_name
        self.fail(
            _("Python cannot read the program: {problem} ({place})").format(problem=problem, place=place),
            expected=_("a program that Python can start"),
            actual=problem,
        )

    def guard_help(self) -> str:
        """What to say where a missing main guard is behind it all, or ""."""
        if tracebacks.lacks_guard(self.stderr):
            return _(
                'A child imports the program before it works. Without `if __name__ == "__main__":` '
                "it would start processes again, so multiprocessing ends it."
            )
        return ""


def _ended(outcome: Outcome) -> str:
    return _ENDED[outcome]() if outcome in _ENDED else str(outcome)


_ENDED = {
    Outcome.DEADLOCK: lambda: _("every process waits, and none can ever go on"),
    Outcome.STEP_LIMIT: lambda: _("everyone asks again and again, and nobody gets on"),
    Outcome.TIMEOUT: lambda: _("it had to be stopped after its time"),
    Outcome.OUTPUT_LIMIT: lambda: _("it was stopped for the length of its output"),
    Outcome.MEMORY_LIMIT: lambda: _("it came to the limit of its memory"),
    Outcome.CPU_LIMIT: lambda: _("it was stopped for its processor time"),
    Outcome.FILE_LIMIT: lambda: _("it came to the limit of its files"),
    Outcome.OPEN_FILES_LIMIT: lambda: _("it came to the limit of its open files"),
    Outcome.PROCESS_LIMIT: lambda: _("it came to the limit of its processes"),
    Outcome.LEFTOVER_PROCESS: lambda: _("a process was left behind"),
    Outcome.LEFTOVER_RESOURCE: lambda: _("shared memory, or a file outside its folder, was left behind"),
    Outcome.TAMPERING: lambda: _("it ended its supervisor"),
}
