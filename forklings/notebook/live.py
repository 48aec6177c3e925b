"""A run shown while it goes on: each line with the process that wrote it."""

from __future__ import annotations

import re
import sys
from typing import TextIO

from forklings.course import Exercise
from forklings.grading.wording import fault_of_ours
from forklings.program import EngineFault, Program
from forklings.program.output import STDERR, STDOUT
from forklings.program.statements import parsed
from forklings.report import Outcome, bounded
from forklings.sandbox.client import Sandbox
from forklings.sandbox.evidence import Piece, Statement
from forklings.text import _

_FOLDER = re.compile(r"[^\s\"']*/fl-[0-9a-f]{12}/box/")

_MARKS = {STDOUT: "│", STDERR: "!"}
_NAME_WIDTH = 12
_MOST_NAME = 24

# A page or two is read; a flood would only slow the browser down.
_MOST_LINES = 1000


class Display:
    """Prints the lines of a run as they end, each under its process's name.

    Names are what the processes say of themselves: for the eye, no proof.
    """

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._names: dict[int, str] = {}
        self._unfinished: dict[tuple[int, int], list[bytes]] = {}
        self._count = 0

    def watch(self, seen: Piece | Statement) -> None:
        """Take one piece of evidence."""
        if isinstance(seen, Statement):
            self._listen(seen)
            return
        key = (seen.stream, seen.pid)
        parts = self._unfinished.setdefault(key, [])
        *ended, rest = seen.data.split(b"\n")
        for line in ended:
            self._show(*key, b"".join([*parts, line]))
            parts.clear()
        if rest:
            parts.append(rest)

    def finish(self) -> None:
        """Show the lines that were never ended."""
        for key, parts in self._unfinished.items():
            if parts:
                self._show(*key, b"".join(parts))
        if self._count > _MOST_LINES:
            print(_("… and {count} lines more.").format(count=self._count - _MOST_LINES), file=self._out)

    def _listen(self, statement: Statement) -> None:
        self._names.setdefault(statement.pid, _("main") if not self._names else "")
        match parsed(statement.data):
            case ("born", (name,)):
                self._names[statement.pid] = name
            case ("started", (pid, _daemon, name)):
                self._names.setdefault(int(pid), name)

    def _show(self, stream: int, pid: int, line: bytes) -> None:
        self._count += 1
        if self._count > _MOST_LINES:
            return
        name = bounded(self._names.get(pid) or _("process {pid}").format(pid=pid)).replace("\n", " ")[:_MOST_NAME]
        # The folder of a run is thrown away with it, and says nothing to a reader.
        text = _FOLDER.sub("", bounded(line.decode("utf-8", "backslashreplace")))
        print(f"{name:{_NAME_WIDTH}} {_MARKS[stream]} {text}", file=self._out, flush=True)


def run(exercise: Exercise, source: bytes, out: TextIO | None = None) -> None:
    """Run a program in the sandbox, show its output by process as it comes, and how it ended."""
    out = out or sys.stdout
    display = Display(out)
    with Sandbox(watch=display.watch) as sandbox:
        program = Program(
            source,
            file_name=exercise.file_name,
            limits=exercise.limits,
            start_method=exercise.start_methods[0],
            sandbox=sandbox,
        )
        try:
            ended = program.run()
        except EngineFault as fault:
            print(fault_of_ours(str(fault)), file=out)
            return
    display.finish()
    if ended.outcome is Outcome.FINISHED:
        print(_("The program ended with exit code {code}.").format(code=ended.returncode), file=out)
        return
    told = ended.explanation()
    print("\n".join(text for text in (told.message, told.help) if text), file=out)
