"""A signal stays until the one it is meant for has seen it, and is gone before the next is given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from forklings import Process, Program, Run, _, points

if TYPE_CHECKING:
    from forklings.program import Line
    from forklings.sandbox.evidence import Step

STEPS = ("potter: bowl {} thrown", "painter: bowl {} painted", "potter: bowl {} fired", "painter: bowl {} packed")
WORKERS = ("potter", "painter")


# The conducted runs come first: whether a wrong program's real run goes wrong, or even ends, is luck.


@points(2)
def test_one_bowl(program: Program) -> None:
    """One bowl goes through its four steps in order, however the two are held up."""
    for run in _runs(program, 1, schedules=12):
        _expect_bowls(run, 1)


@points(3, needs=test_one_bowl)
def test_bowl_after_bowl(program: Program) -> None:
    """Bowl after bowl goes through its steps in order, however the two are held up."""
    for run in _runs(program, 2, schedules=20):
        _expect_bowls(run, 2)


@points(1, needs=test_bowl_after_bowl)
def test_any_number(program: Program) -> None:
    """It does so for more bowls than three, for three without an argument, and when your system schedules it."""
    bowls = program.number(5, 7, salt="bowls")
    for run in _runs(program, bowls, schedules=1):
        _expect_bowls(run, bowls)
    _expect_bowls(program.run(), 3)


def _runs(program: Program, bowls: int, *, schedules: int) -> Iterator[Run]:
    """Conducted runs; one real run of a program that goes around the gates, for those have no schedule."""
    first = program.conduct("round-robin", "1")
    if first.conducted is not None and first.conducted.around:
        yield program.run(str(bowls))
    else:
        yield from program.explore(str(bowls), schedules=schedules)


def _expect_bowls(run: Run, bowls: int) -> None:
    """All steps in order, each once, by a potter and a painter of their own; and a good end."""
    run.expect_nothing_left(help=_why_stuck(run))
    run.expect_no_error(help=_why_error(run))
    steps = [step.format(number) for number in range(1, bowls + 1) for step in STEPS]
    _expect_order(run, steps)
    by: dict[str, Process] = {}
    for step in steps:
        name = step.split(":")[0]
        if name not in by:
            help = _("Only start() makes a new process; a call of the function, or of run(), stays in this one.")
            by[name] = run.expect_line(step, by=run.children, times=1, help=help).process
        run.expect_line(step, by=by[name], times=1, help=_("Each of the two is one process, for all the bowls."))
    if by["potter"] is by["painter"]:
        run.fail(
            _("One process printed the steps of both."),
            expected=_("a potter and a painter, each a process of its own"),
            actual=_("all steps by {process}").format(process=by["potter"]),
        )
    run.expect_exit(0, help=_("Exit code 0 says that all went well."))
    for name, process in by.items():
        _expect_waited_for(run, name, process)


def _expect_waited_for(run: Run, name: str, process: Process) -> None:
    """The exit of the main process does not end it, as it does a daemon that is still there."""
    steps = run.conducted.steps if run.conducted is not None else ()
    of_main = [step for step in steps if step.pid == run.main.pid]
    exit = next((index for index, step in enumerate(of_main) if step.kind == "exit"), len(of_main))
    places = [place for place, pid in (run.conducted.pids if run.conducted is not None else ()) if pid == process.pid]
    if any(step.kind == "signal" and step.object in places for step in of_main[exit:]):
        run.fail(
            _("The {name} was not waited for: it had not ended yet when the main process came to its end.").format(
                name=name
            ),
            expected=_("every process was waited for, until it had ended"),
            actual=_("the end of the main process ended {process} with SIGTERM").format(process=process),
            help=_(
                "Its last step was done, but the process was still there. A daemon is ended with the main process, "
                "however far it has come. Who waits for the end of each of the two?"
            ),
        )


def _expect_order(run: Run, steps: list[str]) -> None:
    """The lines of the two are these, in this order; the first that is not is named."""
    seen = [line for line in run.lines if line.text.split(":")[0] in WORKERS]
    for index, line in enumerate(seen):
        if index < len(steps) and line.text == steps[index] and not line.torn:
            continue
        before = seen[index - 1].text if index else _("the beginning")
        expected = steps[index] if index < len(steps) else _("no further step")
        if line.text in steps[:index]:
            message = _("“{line}” is there more than once.")
        elif line.text in steps:
            message = _("“{line}” came too early.")
        else:
            message = _("“{line}” is no step that is to be taken now.")
        run.fail(
            message.format(line=line.text[:80]),
            expected=f"{before} → {expected}",
            actual=f"{before} → {line.text}",
            help=_why_early(run, line)
            if line.text in steps
            else _(
                "Each of the two prints its two steps for every bowl, as many bowls as the argument says, and no other "
                "line begins as theirs do."
            ),
        )
    if len(seen) < len(steps):
        run.expect_line(steps[len(seen)], help=_why_missing(run, begun=bool(seen)))


def _why_early(run: Run, early: Line) -> str:
    """What let a process go on before its time, as far as the steps of the run show it."""
    return (
        _why_given_up(run, early.process)
        or _why_passed(run, early)
        or _(
            "Nothing made it wait for the step before. Is there a wait, for a signal that only the other can give? A "
            "nap is no wait: the other may be held up for longer."
        )
    )


def _why_passed(run: Run, early: Line) -> str:
    """What to say where the wait before this line passed for an old signal, or for one of its own, or ""."""
    at = run.lines.index(early)
    own = [index for index, line in enumerate(run.lines[:at]) if line.process is early.process]
    uses = _uses(run)
    waits = [
        index
        for index, use in enumerate(uses)
        if use.pid == early.process.pid and use.call == "Event.wait" and use.output <= at
    ]
    # So many pieces of output as lines: then a step's count of pieces says which lines were there before it.
    if not waits or len(run.evidence.pieces) != len(run.lines) or (own and uses[waits[-1]].output <= own[-1]):
        return ""
    last = waits[-1]
    event = uses[last].object
    sets = [index for index, use in enumerate(uses[:last]) if use.object == event and use.call == "Event.set"]
    if not sets:
        return ""
    fields = {"file": run.file_name, "wait": uses[last].line, "set": uses[sets[-1]].line}
    if uses[sets[-1]].pid == early.process.pid:
        return _(
            "The wait in {file}:{wait} did not hold it back: the same process had set that event, in line {set}. An "
            "event does not know who it is meant for."
        ).format(**fields)
    if own and any(sets[-1] < index and uses[index].output <= own[-1] for index in waits):
        return _(
            "The wait in {file}:{wait} did not hold it back: the event was still set, from line {set}, and this "
            "process had passed it before. A wait does not clear an event."
        ).format(**fields)
    return _(
        "The wait in {file}:{wait} did not hold it back: the event had been set, in line {set}, before the step was "
        "done that it speaks of."
    ).format(**fields)


def _why_missing(run: Run, *, begun: bool) -> str:
    """What may have ended the program before the last step."""
    for process in run.children:
        if help := _why_given_up(run, process):
            return help
    if any(process.exitcode is not None and process.exitcode < 0 for process in run.children):
        return _(
            "A process was ended before it had done all its steps, by terminate(), or as a daemon whose main process "
            "had come to its end. Who waits for the last step?"
        )
    if not begun:
        return ""  # it may be the guard that is missing
    return _("Each of the two does its two steps for every bowl, as many bowls as the argument says.")


def _why_given_up(run: Run, process: Process) -> str:
    """What to say where a wait of this process came to the end of its time, or ""."""
    clock, line = 0.0, 0
    for step in run.conducted.steps if run.conducted is not None else ():
        # Its own end moved the clock: it is no look that found nothing.
        if step.pid == process.pid and step.kind == "acquire" and not step.result and step.clock > clock:
            line = step.line
        clock = step.clock
    if not line:
        return ""
    return _(
        "The wait in {place} came to the end of its time: the other was held up for longer. Then wait() returns False, "
        "and nobody has given the signal. What does the program do then?"
    ).format(place=f"{run.file_name}:{line}")


def _why_stuck(run: Run) -> str:
    """The likely mistake behind a run in which nobody goes on."""
    for process in run.processes:
        if error := run.error_of(process):
            return _("An error had ended {process}: {error}. The other waits for it.").format(
                process=process, error=error
            )
    if run.outcome != "deadlock" or run.conducted is None:
        return ""
    if taken_back := _why_taken_back(run):
        return taken_back
    why = _why_never_set(run) or _(
        "Somebody waits for a signal that does not come any more: it was not given, or somebody else has heard it, or "
        "it came before the wait began and was not kept."
    )
    if run.start_method != "fork":
        why += " " + _(
            "And is it one signal for both? Here each process loads the module anew, and what is made there is another "
            "one in each."
        )
    return why


def _why_taken_back(run: Run) -> str:
    """What to say where a process waits for an event that was cleared before it had seen it, or ""."""
    assert run.conducted is not None
    uses = _uses(run)
    for wait in run.conducted.waits:
        events = [use.object for use in uses if use.pid == wait.pid and use.call == "Event.wait"]
        if wait.call != "Event.wait" or not events:
            continue
        of_event = [use for use in uses if use.object == events[-1]]
        calls = [use.call for use in of_event]
        if "Event.set" not in calls:
            continue
        since = of_event[len(calls) - 1 - calls[::-1].index("Event.set") :]
        cleared = next((index for index, use in enumerate(since) if use.call == "Event.clear"), 0)
        if cleared and not any(use.pid == wait.pid and use.call == "Event.wait" for use in since[:cleared]):
            waiting = next(process for process in run.processes if process.pid == wait.pid)
            return _(
                "The event that {process} waits for had been set, in {file}:{set}, but it was cleared in line {clear} "
                "before {process} had seen it. clear() takes a signal back whether or not anybody has come by. Who may "
                "do that, and when?"
            ).format(process=waiting, file=run.file_name, set=since[0].line, clear=since[cleared].line)
    return ""


def _why_never_set(run: Run) -> str:
    """What to say where events were set, but not the one that a process waits for, or ""."""
    assert run.conducted is not None
    uses = _uses(run)
    sets = [use for use in uses if use.call == "Event.set"]
    for wait in run.conducted.waits:
        events = [use.object for use in uses if use.pid == wait.pid and use.call == "Event.wait"]
        if wait.call == "Event.wait" and events and sets and events[-1] not in {use.object for use in sets}:
            waiting = next(process for process in run.processes if process.pid == wait.pid)
            return _(
                "Nobody has ever set the event that {process} waits for. The one that was set in {file}:{set} is "
                "another event. Which of them does each process have?"
            ).format(process=waiting, file=run.file_name, set=sets[-1].line)
    return ""


def _uses(run: Run) -> list[Step]:
    """The steps that begin a set, clear or wait of an event; object tells the events apart."""
    steps = run.conducted.steps if run.conducted is not None else ()
    calls = ("Event.set", "Event.clear", "Event.wait")
    return [step for step in steps if step.call in calls and step.kind == "acquire" and step.object.startswith("Lock ")]


def _why_error(run: Run) -> str:
    errors = " ".join(run.error_of(process) for process in run.processes)
    if "isSet" in errors:
        return _("An event of multiprocessing has is_set(), set(), clear() and wait(), and no isSet().")
    return ""
