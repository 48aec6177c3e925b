"""The facts of a run: who took part, what each wrote, how it ended. Nothing here judges."""

from __future__ import annotations

import functools
import hashlib
import os

from forklings.course import Limits
from forklings.program import deadlock, drives, output, statements, tracebacks, waiting
from forklings.program.outcomes import Explanation, explained, outcome_of
from forklings.program.output import STDERR, STDOUT
from forklings.program.processes import Process, identify
from forklings.report import Outcome
from forklings.sandbox.evidence import Conducted, Evidence, Step
from forklings.text import _

_MOST_OF_A_FLOOD = 1 << 16


class Facts:
    """One execution of a program, read from its evidence."""

    def __init__(self, evidence: Evidence, *, file_name: str, command: str, limits: Limits, start_method: str) -> None:
        self.evidence = evidence
        self.file_name = file_name
        self.command = command
        self.limits = limits
        self.start_method = start_method
        self.said = statements.read(evidence)
        self.outcome = outcome_of(evidence, self.said)
        self.processes = identify(evidence, self.said)
        self._by_pid = {process.pid: process for process in self.processes}
        pieces = evidence.pieces
        if self.outcome is Outcome.OUTPUT_LIMIT:
            # No check looks at the lines of a flood, and each costs memory.
            pieces = tuple(output.beginning(pieces, _MOST_OF_A_FLOOD))
        self.lines = output.lines(pieces, STDOUT, self._by_pid)
        self.error_lines = output.lines(pieces, STDERR, self._by_pid)

    @property
    def conducted(self) -> Conducted | None:
        """The schedule and the steps of a conducted run; None for one that the system scheduled."""
        return self.evidence.conducted

    @functools.cached_property
    def schedule(self) -> str | None:
        """A short name that leads back to a conducted run: start method, schedule, and a sum of its steps.

        The sum tells a replay that took another path. None for a run that the system scheduled.
        """
        if self.conducted is None:
            return None
        steps = repr([(_actor(step), step.kind, step.object, step.result) for step in self.conducted.steps])
        path = hashlib.sha256(steps.encode()).hexdigest()[:4]
        return f"{self.start_method}.{self.conducted.schedule}.{path}"

    @property
    def main(self) -> Process:
        return self.processes[0]

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
        return tuple(name for name in self.evidence.files if name not in (self.file_name, drives.FILE))

    def error_of(self, process: Process) -> str:
        """The last error that a process wrote, in one line, or ""."""
        return self._errors.get(process.pid, "")

    @functools.cached_property
    def _errors(self) -> dict[int, str]:
        program = f"{self.evidence.folder}/{self.file_name}"
        lines: dict[int, list[str]] = {}
        for line in self.error_lines:
            lines.setdefault(line.process.pid, []).append(line.text)
        found = {pid: tracebacks.last_error(texts, program, self.file_name) for pid, texts in lines.items()}
        return {pid: self._without_folder(error) for pid, error in found.items()}

    def _without_folder(self, text: str) -> str:
        """Paths as from the run's folder, which has another name in every run."""
        folder = self.evidence.folder
        return text.replace(f"{folder}/", "").replace(f"{os.path.dirname(folder)}/", "") if folder else text

    def lines_by(self, process: Process) -> tuple[str, ...]:
        """What one process printed, line by line."""
        return tuple(line.text for line in self.lines if line.process is process)

    def explanation(self) -> Explanation:
        """How the run ended, in words, with the places where its processes were."""
        if self.outcome is Outcome.DEADLOCK and self.conducted is not None:
            waits = deadlock.sentences(self.conducted, self._by_pid, self.file_name)
            # Who has ended is told of by its exit code; the main process waits for its children even at its end.
            error = self.error_of(self.main)
            before = (
                [_("Before that an error came up in the main process: {error}").format(error=error)] if error else []
            )
            return Explanation("\n".join([_("Nothing can go on any more."), *map(capital, waits), *before]))
        if self.outcome is Outcome.STEP_LIMIT and self.conducted is not None:
            asked = deadlock.vain_sentences(self.conducted, self._by_pid, self.file_name)
            return Explanation("\n".join([_("Nobody gets on any more, and none gives up."), *map(capital, asked)]))
        if self.outcome is Outcome.UNDECIDED and self.conducted is not None:
            around = _("Whether it ends could not be decided: {why}.").format(why=self.conducted.around)
            return Explanation(around)
        found = waiting.places(self.evidence, self.processes, self.file_name)
        described = [capital(waiting.described(place, self.file_name)) for place in found]
        return explained(self.outcome, self.evidence, self.said, self.limits, described)


def capital(sentence: str) -> str:
    """The sentence with its first letter large."""
    return sentence[:1].upper() + sentence[1:]


def _actor(step: Step) -> str:
    return f"{step.who}/{step.thread}" if step.thread else step.who
