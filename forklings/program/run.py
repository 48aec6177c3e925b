"""One execution of a program, and what a check may expect of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn, overload

from forklings.course import Limits
from forklings.program import output, tracebacks, waiting
from forklings.program.errors import CheckFailed, EngineFault, Undecided
from forklings.program.outcomes import Explanation, explained, outcome_of, signal_name
from forklings.program.output import STDERR, STDOUT, Line
from forklings.program.processes import Kind, Process, identify
from forklings.report import Outcome, bounded
from forklings.sandbox.evidence import Evidence
from forklings.text import _

Pattern = re.Pattern[str]

# Who should have written a line: one process, any of several, a pid, or anyone.
Writer = Process | int | Sequence[Process] | None

# How these runs ended leaves their output a matter of luck, so no right line excuses it.
_UNSOUND = frozenset(Outcome) - {Outcome.FINISHED, Outcome.SIGNALED}

_MOST_LINES_SHOWN = 12


class Children(Sequence[Process]):
    """The Processes of a run in start order; one that is not there fails the check."""

    def __init__(self, run: Run, processes: tuple[Process, ...]) -> None:
        self._run = run
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
                expected=_("{count} or more processes started with multiprocessing").format(
                    count=index + 1 if index >= 0 else -index
                ),
                actual=_("{count} started").format(count=len(self._processes)),
            )


class Run:
    """The facts of a run and the expectations on it.

    Every expectation that is not met raises CheckFailed, with what was expected and what
    was seen; each takes help, the likely misconception, to say beside it. An expectation
    on a run that was stopped, or that left processes behind, fails with that: what such
    a run printed is luck.
    """

    def __init__(
        self, evidence: Evidence, *, file_name: str, command: str, limits: Limits, start_method: str, result: Any = None
    ) -> None:
        self.evidence = evidence
        self.file_name = file_name
        self.command = command
        self.limits = limits
        self.start_method = start_method
        self.outcome = outcome_of(evidence)
        self._result = result
        self.processes = identify(evidence)
        self._by_pid = {process.pid: process for process in self.processes}
        self.lines = output.lines(evidence.pieces, STDOUT, self._by_pid)
        self.error_lines = output.lines(evidence.pieces, STDERR, self._by_pid)

    # -- facts ------------------------------------------------------------------------

    @property
    def main(self) -> Process:
        return self.processes[0]

    @property
    def children(self) -> Children:
        """The multiprocessing Processes that the program started, in start order."""
        return Children(self, tuple(process for process in self.processes if process.kind is Kind.CHILD))

    @property
    def forked(self) -> Children:
        """The processes that came from os.fork() alone, by birth."""
        return Children(self, tuple(process for process in self.processes if process.kind is Kind.FORKED))

    @property
    def stdout(self) -> str:
        return output.text(self.evidence.pieces, STDOUT)

    @property
    def stderr(self) -> str:
        return output.text(self.evidence.pieces, STDERR)

    @property
    def returncode(self) -> int | None:
        """As subprocess has it: negative for a signal; None for a run that was stopped."""
        return self.main.exitcode

    @property
    def files(self) -> tuple[str, ...]:
        """Paths that the run left in its working directory, the program's own file aside."""
        return tuple(name for name in self.evidence.files if name not in (self.file_name, "drive.py"))

    @property
    def result(self) -> Any:
        """What a drive returned.

        Raises CheckFailed when it never returned: the run ended first.
        """
        self.require_sound()
        document = self._result
        if isinstance(document, dict) and "result" in document:
            return document["result"]
        self._fail_without_result(document if isinstance(document, dict) else {})

    def error_of(self, process: Process) -> str:
        """The last error that a process wrote, in one line, or ""."""
        return tracebacks.last_error(
            [line.text for line in self.error_lines if line.process is process],
            f"{self.evidence.folder}/{self.file_name}",
            self.file_name,
        )

    def lines_by(self, process: Process) -> tuple[str, ...]:
        """What one process printed, line by line."""
        return tuple(line.text for line in self.lines if line.process is process)

    # -- expectations -----------------------------------------------------------------

    def expect_exit(self, code: int = 0, *, of: Process | None = None, help: str = "") -> None:
        """The main process, or another one of the run, ended with this exit code.

        The main process's is attested by the kernel; another one's is what its parent
        was told when it waited for it, and None where no one waited.
        """
        self.require_sound()
        process = of if of is not None else self.main
        seen = process.exitcode
        if seen == code:
            return
        error = self.error_of(process)
        if process.kind is Kind.MAIN and self.outcome is Outcome.SIGNALED:
            message = self._explanation().message
        elif error:
            message = _("An error ended {process}: {error}").format(process=process, error=error)
        else:
            message = _("{process} did not end as it should.").format(process=_capital(str(process)))
        self.fail(message, expected=_exit(code), actual=_exit(seen), help=help or self._guard_help())

    def expect_output(self, text: str, *, help: str = "") -> None:
        """The whole of stdout is this text."""
        self.require_sound()
        if self.stdout == text:
            return
        self.fail(
            _("The output is not the one that was asked for."),
            expected=text,
            actual=self.stdout or _("nothing"),
            help=help or self._guard_help(),
        )

    def expect_line(
        self,
        text: str | Pattern,
        *,
        by: Writer = None,
        times: int | None = None,
        help: str = "",
    ) -> Line:
        """stdout has this line, whole; from this process, exactly so often, where asked.

        A pattern must match the whole line. Gives the first such line.
        """
        self.require_sound()
        writers = self._writers(by)
        matching = [line for line in self.lines if _matches(text, line.text)]
        whole = [line for line in matching if not line.torn]
        wanted = [line for line in whole if writers is None or line.process in writers]
        if wanted and (times is None or len(wanted) == times):
            return wanted[0]
        expected = _shown(text)
        if writers is not None:
            expected = _("{line}, written by {process}").format(line=expected, process=_who(writers))
        if times is not None:
            expected = (
                _("{line}, {count} times").format(line=expected, count=times)
                if times != 1
                else (_("{line}, once").format(line=expected))
            )
        self.fail(
            self._missing_line(matching, whole, wanted, writers),
            expected=expected,
            actual=self._lines_shown(),
            help=help or self._guard_help(),
        )

    def expect_no_line(self, text: str | Pattern, *, by: Writer = None, help: str = "") -> None:
        """stdout has no such line, or none from this process."""
        self.require_sound()
        writers = self._writers(by)
        found = [
            line for line in self.lines if _matches(text, line.text) and (writers is None or line.process in writers)
        ]
        if found:
            self.fail(
                _("A line is there that should not be."),
                expected=_("no line {line}").format(line=_shown(text)),
                actual=self._lines_shown(),
                help=help,
            )

    def expect_lines(self, texts: Sequence[str], *, help: str = "") -> None:
        """stdout has these lines and no others, each as often as given, in any order."""
        self.require_sound()
        seen = Counter(line.text for line in self.lines)
        if seen != Counter(texts) or any(line.torn for line in self.lines):
            self.fail(
                _("The lines are not those that were asked for."),
                expected=bounded("\n".join(texts)) or _("nothing"),
                actual=self._lines_shown(),
                help=help or self._guard_help(),
            )

    def expect_order(self, *texts: str | Pattern, help: str = "") -> None:
        """These lines are there, and each comes after the one before it.

        The order on stdout is the order of the writes, which the kernel keeps.
        """
        self.require_sound()
        position = -1
        for text in texts:
            places = [index for index, line in enumerate(self.lines) if _matches(text, line.text)]
            if not places:
                self.expect_line(text, help=help)
            later = [place for place in places if place > position]
            if not later:
                self.fail(
                    _("The lines are there, but not in this order."),
                    expected=" → ".join(_shown(wanted) for wanted in texts),
                    actual=self._lines_shown(),
                    help=help,
                )
            position = later[0]

    def expect_children(self, count: int, *, help: str = "") -> None:
        """The program started so many Processes."""
        self.require_sound()
        if len(self.children) != count:
            self.fail(
                _("The program did not start the processes that were asked for."),
                expected=_("{count} started with multiprocessing").format(count=count),
                actual=_("{count} started").format(count=len(self.children)),
                help=help or self._guard_help(),
            )

    def expect_no_error(self, *, help: str = "") -> None:
        """No process ended with a traceback."""
        self.require_sound()
        for process in self.processes:
            if error := self.error_of(process):
                self.fail(
                    _("An error ended {process}: {error}").format(process=process, error=error),
                    expected=_("no traceback"),
                    actual=error,
                    help=help or self._guard_help(),
                )

    def expect_nothing_left(self, *, help: str = "") -> None:
        """Every process was waited for, and no shared memory is left."""
        self.require_sound(help=help)

    # -- judging ----------------------------------------------------------------------

    def require_sound(self, *, help: str = "") -> None:
        """Fail, or stay undecided, where the way the run ended says all there is to say."""
        if self.outcome not in _UNSOUND:
            return
        if self.outcome is Outcome.INVALID:
            self._fail_invalid()
        if self.outcome is Outcome.UNDECIDED:
            raise Undecided(self._explanation().message, self.outcome)
        if self.outcome is Outcome.ENGINE_ERROR:
            raise EngineFault(self._explanation().message)
        explanation = self._explanation()
        self.fail(
            explanation.message,
            expected=_("the program ends by itself, and all its processes with it"),
            actual=_ended(self.outcome),
            help=help or self._guard_help() or explanation.help,
        )

    def fail(self, message: str, *, expected: str = "", actual: str = "", help: str = "") -> NoReturn:
        """Fail the check that looks at this run."""
        raise CheckFailed(
            bounded(message),
            expected=bounded(expected),
            actual=bounded(actual),
            help=help,
            outcome=self.outcome,
        )

    def _explanation(self) -> Explanation:
        found = waiting.places(self.evidence, self.processes, self.file_name)
        described = [_capital(waiting.described(place, self.file_name)) for place in found]
        return explained(self.outcome, self.evidence, self.limits, described)

    def _fail_invalid(self) -> NoReturn:
        from forklings.program.processes import parse

        for statement in self.evidence.statements:
            kind, fields = parse(statement.data)
            if kind == "invalid" and len(fields) == 2:
                line, problem = fields
                place = f"{self.file_name}:{line}" if line != "0" else self.file_name
                self.fail(
                    _("Python cannot read the program: {problem} ({place})").format(problem=problem, place=place),
                    expected=_("a program that Python can start"),
                    actual=problem,
                )
        raise EngineFault("an invalid program without a reason")

    def _fail_without_result(self, document: dict[str, Any]) -> NoReturn:
        error = self.error_of(self.main)
        if "unserialisable" in document or "oversized" in document:
            message = _("What came back cannot be read: {why}").format(
                why=document.get("unserialisable") or _("it is too long")
            )
        elif error:
            message = _("An error ended {process}: {error}").format(process=self.main, error=error)
        elif "unimportable" in document:
            message = _("The program cannot be imported: {why}").format(why=document["unimportable"])
        else:
            message = _("The program ended before its function returned.")
        self.fail(
            message,
            expected=_("the function returns"),
            actual=_exit(self.returncode),
            help=self._guard_help(),
        )

    def _missing_line(
        self, matching: list[Line], whole: list[Line], wanted: list[Line], writers: tuple[Process, ...] | None
    ) -> str:
        if wanted:
            return _("The line is there {count} times.").format(count=len(wanted))
        if whole and writers is not None:
            other = whole[0].process
            return _("The line is there, but {other} wrote it, not {process}.").format(
                other=other, process=_who(writers)
            )
        if matching:
            return _("The line is torn: another process wrote into the middle of it.")
        for process in (*(writers or ()), self.main):
            if error := self.error_of(process):
                return _("An error ended {process}: {error}").format(process=process, error=error)
        return _("The line was never written.")

    def _lines_shown(self) -> str:
        shown = [f"{line.text}" for line in self.lines[:_MOST_LINES_SHOWN]]
        if len(self.lines) > _MOST_LINES_SHOWN:
            shown.append(_("… and {count} more").format(count=len(self.lines) - _MOST_LINES_SHOWN))
        return bounded("\n".join(shown)) if shown else _("nothing")

    def _guard_help(self) -> str:
        if tracebacks.lacks_main_guard(self.stderr):
            return _(
                'A child imports the program before it works. Without `if __name__ == "__main__":` '
                "it would start processes again, so multiprocessing ends it."
            )
        return ""

    def _writers(self, by: Writer) -> tuple[Process, ...] | None:
        if by is None:
            return None
        if isinstance(by, Process):
            return (by,)
        if not isinstance(by, int):
            return tuple(by)
        if by in self._by_pid:
            return (self._by_pid[by],)
        self.fail(
            _("No process with the pid {pid} took part in the run.").format(pid=by),
            expected=_("a pid of one of its processes"),
            actual=str(by),
        )


def _who(writers: tuple[Process, ...]) -> str:
    return str(writers[0]) if len(writers) == 1 else _("a process started with multiprocessing")


def _matches(wanted: str | Pattern, text: str) -> bool:
    return wanted == text if isinstance(wanted, str) else wanted.fullmatch(text) is not None


def _shown(wanted: str | Pattern) -> str:
    return bounded(wanted) if isinstance(wanted, str) else f"/{wanted.pattern}/"


def _exit(code: int | None) -> str:
    if code is None:
        return _("no exit code")
    if code < 0:
        return _("exit code {code} ({signal})").format(code=code, signal=signal_name(-code))
    return _("exit code {code}").format(code=code)


def _ended(outcome: Outcome) -> str:
    return _ENDED[outcome]() if outcome in _ENDED else str(outcome)


_ENDED = {
    Outcome.TIMEOUT: lambda: _("it had to be stopped after its time"),
    Outcome.OUTPUT_LIMIT: lambda: _("it was stopped for the length of its output"),
    Outcome.MEMORY_LIMIT: lambda: _("it was stopped for its memory"),
    Outcome.PROCESS_LIMIT: lambda: _("it was stopped for its number of processes"),
    Outcome.LEFTOVER_PROCESS: lambda: _("a process was left behind"),
    Outcome.LEFTOVER_RESOURCE: lambda: _("shared memory was left behind"),
    Outcome.TAMPERING: lambda: _("it ended its supervisor"),
}


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
