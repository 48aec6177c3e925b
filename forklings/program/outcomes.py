"""From evidence to an outcome, and from an outcome to what a student reads."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass

from forklings.course import Limits
from forklings.program.statements import Said, why_invalid
from forklings.report import Outcome
from forklings.sandbox.evidence import Evidence
from forklings.text import _


@dataclass(frozen=True)
class Explanation:
    """What happened, and the likely mistake behind it."""

    message: str
    help: str = ""


def outcome_of(evidence: Evidence, said: tuple[Said, ...]) -> Outcome:
    """The gravest thing that the evidence shows."""
    if why_invalid(evidence, said) is not None:
        return Outcome.INVALID
    if evidence.stopped_by == Outcome.TIMEOUT and evidence.conducted is not None and evidence.conducted.around:
        return Outcome.UNDECIDED
    if evidence.stopped_by:
        return Outcome(evidence.stopped_by)
    if evidence.leftovers or unwaited(evidence, said):
        return Outcome.LEFTOVER_PROCESS
    if evidence.resources:
        return Outcome.LEFTOVER_RESOURCE
    if evidence.status is not None and os.WIFSIGNALED(evidence.status):
        return Outcome.SIGNALED
    return Outcome.FINISHED


def unwaited(evidence: Evidence, said: tuple[Said, ...]) -> int:
    """How many Processes of a fork server were started and never waited for.

    Others are reaped by the supervisor and attested; a fork server reaps its own at once.
    """
    if evidence.status is None:
        return 0
    servers = {statement.pid for statement in said if statement.is_fork_server}
    served = {statement.pid for statement in said if statement.kind == "forked" and statement.number(0) in servers}
    started = {statement.number(0) for statement in said if statement.kind == "started"}
    waited = {statement.number(0) for statement in said if statement.kind == "waited"}
    return len((started & served) - waited)


def signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return _("signal {number}").format(number=number)


def explained(
    outcome: Outcome, evidence: Evidence, said: tuple[Said, ...], limits: Limits, places: list[str]
) -> Explanation:
    """The outcome in a sentence or two; places say where the processes were."""
    where = "".join(f"\n{place}." for place in places)
    match outcome:
        case Outcome.INVALID:
            line, problem = why_invalid(evidence, said) or (0, "")
            if not line:
                return Explanation(_("Python cannot read the program: {problem}.").format(problem=problem))
            message = _("Python cannot read the program: {problem}, in line {line}.")
            return Explanation(message.format(problem=problem, line=line))
        case Outcome.TIMEOUT:
            message = _("The program did not end within {seconds:g} seconds.").format(seconds=limits.seconds)
            return Explanation(message + where, _HINTS[outcome]())
        case Outcome.OUTPUT_LIMIT:
            message = _("The program wrote more than {size} KB and was stopped.").format(size=limits.output_kb)
            return Explanation(message, _HINTS[outcome]())
        case Outcome.MEMORY_LIMIT:
            message = _("The processes together used more than {size} MB and were stopped.").format(
                size=limits.memory_mb
            )
            return Explanation(message, _HINTS[outcome]())
        case Outcome.PROCESS_LIMIT:
            message = _("The program started too many processes and was stopped; {count} may live at a time.").format(
                count=limits.processes
            )
            return Explanation(message, _HINTS[outcome]())
        case Outcome.TAMPERING:
            return Explanation(_("The program ended or stopped the process that watches it."))
        case Outcome.LEFTOVER_PROCESS:
            return Explanation(_leftovers(evidence, said), _HINTS[outcome]())
        case Outcome.LEFTOVER_RESOURCE:
            names = ", ".join(name[:40] for name in evidence.resources[:5])
            return Explanation(_("The program left something behind outside its folder: {names}.").format(names=names))
        case Outcome.SIGNALED:
            assert evidence.status is not None
            name = signal_name(os.WTERMSIG(evidence.status))
            return Explanation(_("The main process was ended by {signal}.").format(signal=name))
        case _:
            return Explanation(_("The run could not be judged."))


def _leftovers(evidence: Evidence, said: tuple[Said, ...]) -> str:
    running = sum(left.status is None for left in evidence.leftovers)
    count = len(evidence.leftovers) or unwaited(evidence, said)
    if running == count == 1:
        return _("A process was still there when the main process had ended, and nobody had waited for it.")
    if count == 1:
        return _("A process had ended, and nobody had waited for it.")
    return _("{count} processes were left that nobody had waited for.").format(count=count)


_HINTS = {
    Outcome.TIMEOUT: lambda: _("Something waits for what never comes. Look at the lines above: who should wake whom?"),
    Outcome.OUTPUT_LIMIT: lambda: _("Is there a print in a loop that never ends?"),
    Outcome.MEMORY_LIMIT: lambda: _("Does something grow in a loop, or does each process hold a copy of the data?"),
    Outcome.PROCESS_LIMIT: lambda: _(
        'Does each process start more of them? A missing `if __name__ == "__main__":` does that.'
    ),
    Outcome.LEFTOVER_PROCESS: lambda: _(
        "Every process that is started must be waited for, by join() or os.waitpid(), before the program ends."
    ),
}
