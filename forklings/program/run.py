"""One execution of a program, and what a check may expect of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Sized
from typing import Any, NoReturn, TypeVar

import msgspec

from forklings.course import Limits
from forklings.program.facts import capital
from forklings.program.judged import Children, JudgedRun
from forklings.program.outcomes import signal_name
from forklings.program.output import Line
from forklings.program.processes import Kind, Process
from forklings.report import Outcome, bounded
from forklings.sandbox.evidence import Evidence
from forklings.text import _

_T = TypeVar("_T")

Pattern = re.Pattern[str]

# Who should have written a line: one process, any of several, a pid, or anyone.
Writer = Process | int | Sequence[Process] | None

_MOST_LINES_SHOWN = 12


class Run(JudgedRun):
    """The facts of a run and the expectations on it.

    Every expectation that is not met raises CheckFailed, with what was expected and what
    was seen; each takes help, the likely misconception, to say beside it. An expectation
    on a run that was stopped, or that left processes behind, fails with that: what such
    a run printed is luck.
    """

    def __init__(
        self, evidence: Evidence, *, file_name: str, command: str, limits: Limits, start_method: str, result: Any = None
    ) -> None:
        super().__init__(evidence, file_name=file_name, command=command, limits=limits, start_method=start_method)
        self._result = result

    @property
    def result(self) -> Any:
        """What a drive returned, as JSON gives it; the check fails when it did not return."""
        return self.expect_result(object)

    def expect_result(self, shape: type[_T], *, count: int | None = None, help: str = "") -> _T:
        """The drive's function returned a value of this shape; gives it.

        shape is a type as msgspec takes it: dict[str, int], a TypedDict, a dataclass. count is how
        many entries it has, where the grader knows. The program may have sent a result of
        its own, so a grader that looks into one names both.
        """
        self.require_sound(help=help)
        document = self._result
        if not isinstance(document, dict) or "result" not in document:
            self._fail_without_result(document if isinstance(document, dict) else {}, help)
        try:
            result = msgspec.convert(document["result"], shape)
        except msgspec.ValidationError as error:
            why = str(error)
        else:
            entries = len(result) if isinstance(result, Sized) else None
            if count is None or entries == count:
                return result
            why = _("it has {count} entries").format(count=entries)
        self.fail(
            _("What came back is not what the grader's function returns: {why}").format(why=why),
            expected=_("the function returns"),
            actual=repr(document["result"]),
        )

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
            message = self.explanation().message
        elif error:
            message = _of_error(process, error)
        else:
            message = _("{process} did not end as it should.").format(process=capital(str(process)))
        self.fail(message, expected=_exit(code), actual=_exit(seen), help=help or self.guard_help())

    def expect_output(self, text: str, *, help: str = "") -> None:
        """The whole of stdout is this text."""
        self.require_sound()
        if self.stdout == text:
            return
        self.fail(
            _("The output is not the one that was asked for."),
            expected=text,
            actual=self.stdout or _("nothing"),
            help=help or self.guard_help(),
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

        times counts the line whoever wrote it. A pattern must match the whole line.
        Gives the first such line.
        """
        self.require_sound()
        writers = self._writers(by)
        matching = [line for line in self.lines if _matches(text, line.text)]
        whole = [line for line in matching if not line.torn]
        wanted = [line for line in whole if writers is None or line.process in writers]
        if wanted and (times is None or len(wanted) == len(matching) == times):
            return wanted[0]
        expected = _shown(text)
        if writers is not None:
            expected = _("{line}, written by {process}").format(line=expected, process=_who(writers, by))
        if times is not None:
            expected = (
                _("{line}, {count} times").format(line=expected, count=times)
                if times != 1
                else (_("{line}, once").format(line=expected))
            )
        self.fail(
            self._missing_line(matching, whole, wanted, writers, by, _shown(text)),
            expected=expected,
            actual=self._lines_shown(),
            help=help or self.guard_help(),
            # Which of the children it was may be chance; whether it was one of them, or the main process, is not.
            certain=bool(whole) and not wanted and (isinstance(by, Children) or by is self.main),
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
                help=help or self.guard_help(),
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
                help=help or self.guard_help(),
            )

    def expect_no_error(self, *, help: str = "") -> None:
        """No process ended with a traceback."""
        self.require_sound()
        for process in self.processes:
            if error := self.error_of(process):
                self.fail(
                    _of_error(process, error),
                    expected=_("no traceback"),
                    actual=error,
                    help=help or self.guard_help(),
                )

    def expect_nothing_left(self, *, help: str = "") -> None:
        """Every process was waited for, and no shared memory is left."""
        self.require_sound(help=help)

    def _fail_without_result(self, document: dict[str, Any], help: str) -> NoReturn:
        error = self.error_of(self.main)
        if "unserialisable" in document or "oversized" in document:
            message = _("What came back cannot be read: {why}").format(
                why=document.get("unserialisable") or _("it is too long")
            )
        elif error:
            message = _of_error(self.main, error)
        elif "unimportable" in document:
            message = _("The program cannot be imported: {why}").format(why=document["unimportable"])
        else:
            message = _("The program ended before its function returned.")
        self.fail(
            message,
            expected=_("the function returns"),
            actual=_exit(self.returncode),
            help=help or self.guard_help(),
        )

    def _missing_line(
        self,
        matching: list[Line],
        whole: list[Line],
        wanted: list[Line],
        writers: tuple[Process, ...] | None,
        by: Writer,
        line: str,
    ) -> str:
        if wanted and len(matching) == 1:
            return _("“{line}” is there only once.").format(line=line)
        if wanted:
            return _("“{line}” is there {count} times.").format(line=line, count=len(matching))
        if whole and writers is not None:
            other = whole[0].process
            return _("“{line}” is there, but {other} wrote it, not {process}.").format(
                line=line, other=other, process=_who(writers, by)
            )
        if matching:
            return _("“{line}” is torn: another process wrote into the middle of it.").format(line=line)
        for process in (*(writers or ()), self.main):
            if error := self.error_of(process):
                return _of_error(process, error)
        return _("“{line}” was never written.").format(line=line)

    def _lines_shown(self) -> str:
        shown = [f"{line.text}" for line in self.lines[:_MOST_LINES_SHOWN]]
        if len(self.lines) > _MOST_LINES_SHOWN:
            shown.append(_("… and {count} more").format(count=len(self.lines) - _MOST_LINES_SHOWN))
        return bounded("\n".join(shown)) if shown else _("nothing")

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


def _who(writers: tuple[Process, ...], by: Writer) -> str:
    if len(writers) == 1 and not isinstance(by, Children):
        return str(writers[0])
    return _("one of the {processes}").format(processes=by.origin if isinstance(by, Children) else _("processes"))


def _matches(wanted: str | Pattern, text: str) -> bool:
    return wanted == text if isinstance(wanted, str) else wanted.fullmatch(text) is not None


def _shown(wanted: str | Pattern) -> str:
    return bounded(wanted) if isinstance(wanted, str) else f"/{wanted.pattern}/"


def _of_error(process: Process, error: str) -> str:
    """A thread's error, a feeder's for example, ends no process: one that exited 0 went on."""
    if process.exitcode == 0:
        return _("An error came up in {process}: {error}").format(process=process, error=error)
    return _("An error ended {process}: {error}").format(process=process, error=error)


def _exit(code: int | None) -> str:
    if code is None:
        return _("no exit code")
    if code < 0:
        return _("exit code {code} ({signal})").format(code=code, signal=signal_name(-code))
    return _("exit code {code}").format(code=code)
