"""A signal stays until the one it is meant for has seen it, and is gone before the next is given."""

from __future__ import annotations

from collections.abc import Iterator

from forklings import Process, Program, Run, _, points

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
    """It does so for more bowls than three, and when your system schedules the processes."""
    bowls = program.number(5, 7, salt="bowls")
    for run in _runs(program, bowls, schedules=1):
        _expect_bowls(run, bowls)
    _expect_bowls(program.run("1"), 1)


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
            help=_why_early(run, line.process),
        )
    if len(seen) < len(steps):
        run.expect_line(steps[len(seen)], help=_why_missing(run, begun=bool(seen)))


def _why_early(run: Run, process: Process) -> str:
    """What may have let a process go on before its time."""
    if help := _why_given_up(run, process):
        return help
    return _(
        "Nothing held it back. Is there a wait before this step, for the other's signal and not for its own? Is a "
        "signal still set that was meant for an earlier step? A nap is no wait: the other may be held up for longer."
    )


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
    if run.outcome == "deadlock":
        return _(
            "Each waits for a signal that was taken back before it was seen, that was never given, or that is not the "
            "one that was given. clear() takes a signal back whether or not the other has come by. Who may clear it, "
            "and when is it too early or too late?"
        )
    return ""


def _why_error(run: Run) -> str:
    errors = " ".join(run.error_of(process) for process in run.processes)
    if "isSet" in errors:
        return _("An event of multiprocessing has is_set(), set(), clear() and wait(), and no isSet().")
    return ""
