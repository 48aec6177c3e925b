"""From evidence to an outcome, and from an outcome to what a student reads."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from forklings.course import Limits
from forklings.program.output import STDERR
from forklings.program.processes import POOL_WORKER
from forklings.program.statements import Said, why_invalid
from forklings.report import Outcome
from forklings.sandbox.evidence import Evidence
from forklings.text import _

# How an error says that the kernel refused what a limit forbids: the program may have gone on, or ended by it.
_REFUSED = re.compile(
    rb"^(?:OSError: \[Errno (?P<number>24|27)\]"
    rb"|(?P<memory>MemoryError\b)"
    rb"|(?P<thread>RuntimeError: can't start new thread))",
    re.MULTILINE,
)
_BY_NUMBER = {b"24": Outcome.OPEN_FILES_LIMIT, b"27": Outcome.FILE_LIMIT}
_BY_SIGNAL: dict[int, Outcome] = {signal.SIGXCPU: Outcome.CPU_LIMIT, signal.SIGXFSZ: Outcome.FILE_LIMIT}

# The names that a Pool gives its workers, counted from the first; one that works has a handful.
_MOST_WORKERS = 30


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
    if (hit := _hit(evidence)) is not None:
        return hit
    if evidence.leftovers or unwaited(evidence, said):
        return Outcome.LEFTOVER_PROCESS
    if left_by_the_program(evidence):
        return Outcome.LEFTOVER_RESOURCE
    if evidence.status is not None and os.WIFSIGNALED(evidence.status):
        return Outcome.SIGNALED
    return Outcome.FINISHED


# How multiprocessing names its semaphores (SemLock._make_name, in /dev/shm).
_OF_MULTIPROCESSING = "sem.mp-"


def left_by_the_program(evidence: Evidence) -> list[str]:
    """What lies outside the run's folder and is the program's doing.

    A Pool that is ended under spawn leaves one of multiprocessing's own semaphores in a few of a
    hundred runs on a busy machine, without any engine beside it: swept, and no mistake of anybody's.
    """
    return [name for name in evidence.resources if not name.startswith(_OF_MULTIPROCESSING)]


def _hit(evidence: Evidence) -> Outcome | None:
    """The limit that the kernel held a process to, where the process or its end says so."""
    if evidence.status is not None and os.WIFSIGNALED(evidence.status):
        by_signal = _BY_SIGNAL.get(os.WTERMSIG(evidence.status))
        if by_signal is not None:
            return by_signal
    refused = _REFUSED.search(b"".join(piece.data for piece in evidence.pieces if piece.stream == STDERR))
    if refused is None:
        return None
    if refused["memory"]:
        return Outcome.MEMORY_LIMIT
    return Outcome.PROCESS_LIMIT if refused["thread"] else _BY_NUMBER[refused["number"]]


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
        case _ if outcome in _LIMITS:
            places_too = where if outcome is Outcome.TIMEOUT else ""
            return Explanation(_LIMITS[outcome](evidence.detail, limits) + places_too, _mistake(outcome, said))
        case Outcome.TAMPERING:
            return Explanation(_("The program ended or stopped the process that watches it."))
        case Outcome.LEFTOVER_PROCESS:
            return Explanation(_leftovers(evidence, said), _HINTS[outcome]())
        case Outcome.LEFTOVER_RESOURCE:
            names = ", ".join(name[:40] for name in left_by_the_program(evidence)[:5])
            return Explanation(_("The program left something behind outside its folder: {names}.").format(names=names))
        case Outcome.SIGNALED:
            assert evidence.status is not None
            name = signal_name(os.WTERMSIG(evidence.status))
            return Explanation(_("The main process was ended by {signal}.").format(signal=name))
        case _:
            return Explanation(_("The run could not be judged."))


def _leftovers(evidence: Evidence, said: tuple[Said, ...]) -> str:
    helpers = {statement.pid for statement in said if statement.is_helper}
    # A helper is no process that the student has started; alone it is told of all the same.
    leftovers = [left for left in evidence.leftovers if left.pid not in helpers] or evidence.leftovers
    running = sum(left.status is None for left in leftovers)
    count = len(leftovers) or unwaited(evidence, said)
    if running == count == 1:
        return _("A process was still there when the main process had ended, and nobody had waited for it.")
    if count == 1:
        return _("A process had ended, and nobody had waited for it.")
    return _("{count} processes were left that nobody had waited for.").format(count=count)


def _mistake(outcome: Outcome, said: tuple[Said, ...]) -> str:
    """The likely mistake behind a limit."""
    workers = [POOL_WORKER.fullmatch(statement.fields[0]) for statement in said if statement.kind == "born"]
    if max((int(worker["number"]) for worker in workers if worker), default=0) > _MOST_WORKERS:
        return _(
            "A Pool starts a new worker for each that ends. Do the workers end by themselves, or by an error "
            "in the initializer?"
        )
    return _HINTS[outcome]()


def _output_limit(detail: Mapping[str, int], limits: Limits) -> str:
    if "lines" in detail:
        return _("The program wrote {count} lines and was stopped.").format(count=detail["lines"])
    if "writes" in detail:
        return _("The program wrote {count} times and was stopped.").format(count=detail["writes"])
    return _("The program wrote more than {size} KB and was stopped.").format(size=limits.output_kb)


def _process_limit(detail: Mapping[str, int], limits: Limits) -> str:
    if "started" in detail:
        return _("The program started {count} processes, one after the other, and was stopped.").format(
            count=detail["started"]
        )
    if "threads" in detail:
        return _("The processes together had {count} threads and were stopped.").format(count=detail["threads"])
    return _("The program started too many processes and was stopped; {count} may live at a time.").format(
        count=limits.processes
    )


def _file_limit(detail: Mapping[str, int], limits: Limits) -> str:
    if "together" in detail:
        return _("The program wrote {size} MB into files and was stopped.").format(size=detail["together"] >> 20)
    if "files" in detail:
        return _("The program made more than {count} files and was stopped.").format(count=detail["files"] - 1)
    return _("The program asked for a file, or for shared memory, of {size} MB or more.").format(size=limits.file_mb)


_LIMITS: dict[Outcome, Callable[[Mapping[str, int], Limits], str]] = {
    Outcome.TIMEOUT: lambda detail, limits: _("The program did not end within {seconds:g} seconds.").format(
        seconds=limits.seconds
    ),
    Outcome.CPU_LIMIT: lambda detail, limits: _(
        "The processes together computed for more than {seconds:g} seconds and were stopped."
    ).format(seconds=limits.cpu_seconds),
    Outcome.OUTPUT_LIMIT: _output_limit,
    Outcome.MEMORY_LIMIT: lambda detail, limits: _(
        "The processes together asked for more than {size} MB of memory."
    ).format(size=limits.memory_mb),
    Outcome.PROCESS_LIMIT: _process_limit,
    Outcome.FILE_LIMIT: _file_limit,
    Outcome.OPEN_FILES_LIMIT: lambda detail, limits: _(
        "A process opened more files, pipes and sockets than it may have at a time."
    ),
}

_HINTS = {
    Outcome.TIMEOUT: lambda: _("Something waits for what never comes. Look at the lines above: who should wake whom?"),
    Outcome.CPU_LIMIT: lambda: _(
        "A loop that asks again and again keeps a processor busy. join(), get() and wait() sleep until there is news."
    ),
    Outcome.OUTPUT_LIMIT: lambda: _("Is there a print in a loop that never ends?"),
    Outcome.MEMORY_LIMIT: lambda: _("Does something grow in a loop, or does each process hold a copy of the data?"),
    Outcome.PROCESS_LIMIT: lambda: _(
        'Does each process start more of them? A missing `if __name__ == "__main__":` does that.'
    ),
    Outcome.FILE_LIMIT: lambda: _("Is there a write in a loop that never ends?"),
    Outcome.OPEN_FILES_LIMIT: lambda: _(
        "What is opened in a loop must be closed in it: `with` does that. A Pipe, a Queue and a Process take some too."
    ),
    Outcome.LEFTOVER_PROCESS: lambda: _(
        "Every process that is started must be waited for, by join() or os.waitpid(), before the program ends."
    ),
}
