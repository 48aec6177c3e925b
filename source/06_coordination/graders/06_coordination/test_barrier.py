"""Nobody begins a phase before all are through with the one before, and nobody waits for one who has failed."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypedDict

from forklings import Drive, Process, Program, Run, _, points

if TYPE_CHECKING:
    from forklings.program import Line

BEGINS = re.compile(r"storey (?P<storey>\d+): mason (?P<mason>\d+) begins")
STANDS = re.compile(r"storey (?P<storey>\d+): corner (?P<mason>\d+) stands")
FAILS = re.compile(r"storey (?P<storey>\d+): mason (?P<mason>\d+) fails")
OVER = "run() is over"

MASONS, STOREYS = 3, 3

# The conductor stops a run here, and lets chance decide from the thousandth step on. A house takes a few hundred.
MANY_STEPS, LATE_STEPS = 5000, 3000


# -- shipped into the student's process ------------------------------------------------


def build_slowly(failing: list[int], how: str, hours: float, mason: int, storey: int) -> None:
    """Says when it begins and when the corner stands; one mason fails on one storey."""
    import os
    import sys
    import threading
    import time

    print(f"storey {storey}: mason {mason} begins", flush=True)
    time.sleep(0 if [mason, storey] == failing else hours * 3600)
    if [mason, storey] == failing:
        print(f"storey {storey}: mason {mason} fails", flush=True)
        if how == "raises":
            raise RuntimeError("a call may fail")
        if how == "breaks":
            raise threading.BrokenBarrierError
        if how == "exits":
            sys.exit(3)
        os._exit(4)
    print(f"storey {storey}: corner {mason} stands", flush=True)


def build_house(
    module: "Any", masons: int, storeys: int, failing: list[int], how: str, hours: float
) -> dict[str, object]:
    """What run() gave, and how many children had not ended by then."""
    import functools
    import multiprocessing

    finished = module.run(functools.partial(build_slowly, failing, how, hours), masons, storeys)
    print("run() is over", flush=True)
    return {"finished": finished, "left": sum(child.is_alive() for child in multiprocessing.active_children())}


def _house(
    masons: int = MASONS, storeys: int = STOREYS, *, failing: tuple[int, int] = (0, 0), how: str = "", hours: float = 0
) -> Drive:
    return Drive(
        build_house,
        uses=[build_slowly],
        masons=masons,
        storeys=storeys,
        failing=list(failing),
        how=how,
        hours=hours,
    )


# -- the checks ------------------------------------------------------------------------


# Conducted runs come first: whether a wrong program's real run goes wrong, or even ends, is luck.
class Returned(TypedDict):
    """What run() returned, and how many processes were left then."""

    finished: object
    left: int


@points(3)
def test_storey_by_storey(program: Program) -> None:
    """No mason begins a storey before all corners of the one below stand, however slow the others are."""
    for run in program.explore(drive=_house(), schedules=8, elsewhere=1):
        _expect_house(run, MASONS, STOREYS)
    masons, storeys = program.number(4, 5, salt="masons"), program.number(4, 6, salt="storeys")
    for run in program.explore(drive=_house(masons, 2), schedules=1, elsewhere=0):
        _expect_house(run, masons, 2)
    for run in program.explore(drive=_house(1, storeys), schedules=1, elsewhere=0):
        _expect_house(run, 1, storeys)
    # As your system schedules it, and as main() prints it; once, as a step is the same under each start method.
    if program.start_method != "fork":
        return
    real = program.run("2", "3")
    real.expect_nothing_left(help=_why_stuck(real))
    real.expect_exit(0)


@points(1, needs=test_storey_by_storey)
def test_side_by_side(program: Program) -> None:
    """The corners of one storey are built side by side."""
    storeys = 2  # whoever looks a hundred times a second takes hundreds of steps until a corner stands
    for run in program.explore(drive=_house(MASONS, storeys, hours=1), schedules=1, elsewhere=0, time="lazy"):
        run.expect_nothing_left(help=_why_stuck(run))
        for storey in range(1, storeys + 1):
            here = [line.text for line in run.lines if line.text.startswith(f"storey {storey}: ")]
            if any(STANDS.fullmatch(text) for text in here[:MASONS]):
                run.fail(
                    _("On storey {storey} a corner was begun only when another one stood.").format(storey=storey),
                    expected=_("all begin, and then the first corner stands"),
                    actual="\n".join(here),
                    help=_(
                        "Each call takes an hour here, of a clock that costs nothing. What does the next one wait for?"
                    ),
                )


@points(4, needs=test_storey_by_storey)
def test_one_fails(program: Program) -> None:
    """When a call has failed nobody goes on to a higher storey, nobody waits for ever, and run() returns False."""
    for how, masons, ill, storey, schedules, elsewhere in (
        ("raises", MASONS, 2, 2, 4, 0),
        ("exits", MASONS, 2, 1, 2, 0),
        ("dies", MASONS, 2, 2, 5, 1),
        ("raises", MASONS, 2, STOREYS, 1, 0),
        ("breaks", MASONS, 3, 2, 1, 0),
        ("exits", 1, 1, 1, 1, 0),
    ):
        drive = _house(masons, failing=(ill, storey), how=how)
        for run in program.explore(drive=drive, schedules=schedules, elsewhere=elsewhere):
            _expect_given_up(run, masons, (ill, storey), how)
    for run in program.explore(
        drive=_house(failing=(2, 1), how="dies", hours=1), schedules=1, elsewhere=0, time="lazy"
    ):
        _expect_given_up(run, MASONS, (2, 1), "dies")


def _expect_house(run: Run, masons: int, storeys: int) -> None:
    """Every corner of every storey, each storey above a whole one; and True."""
    _expect_getting_on(run)
    run.expect_nothing_left(help=_why_stuck(run))
    _expect_order(run, masons)
    _expect_no_others(run, masons, storeys)
    _expect_own_processes(run, masons, storeys)
    run.expect_no_error()
    _expect_returned(
        run,
        True,
        _("Every call has returned."),
        help=_why_not_finished(run),
    )


def _expect_given_up(run: Run, masons: int, failing: tuple[int, int], how: str) -> None:
    """No call above the storey on which one failed, none cut off; and False."""
    _expect_getting_on(run)
    run.expect_nothing_left(help=_why_left_waiting(run, how))
    _expect_order(run, masons)
    for line in run.lines:
        begun = BEGINS.fullmatch(line.text)
        if begun is None or (int(begun["mason"]), int(begun["storey"])) == failing:
            continue
        stands = f"storey {begun['storey']}: corner {begun['mason']} stands"
        if not any(other.text == stands for other in run.lines):
            run.fail(
                _("Mason {mason} had begun storey {storey}, and was ended in the middle of it.").format(
                    mason=begun["mason"], storey=begun["storey"]
                ),
                expected=_("a call that has begun goes on to its own end"),
                actual=_shown(run.lines),
                help=_(
                    "terminate() ends a process wherever it stands. Those who wait have to be told that nobody will "
                    "come any more, and end by themselves."
                ),
            )
    _expect_returned(
        run,
        False,
        _("Mason {mason} failed on storey {storey}.").format(mason=failing[0], storey=failing[1]),
        help=_(
            "Here a call raised BrokenBarrierError, as a wait() may do. Who can tell the two apart, and with what exit "
            "code does that mason end?"
        )
        if how == "breaks"
        else _why_not_told(run),
    )


def _why_not_finished(run: Run) -> str:
    if run.children and all(child.exitcode == 0 for child in run.children):
        if _is_asked_too_early(run):
            return _(
                "Each process has ended with exit code 0. A sentinel is ready a moment before the system can say how "
                "the process ended, and until then its exitcode is None. What waits for it?"
            )
        return _(
            "Each process has ended with exit code 0. From what does run() make its answer? One that is late has not "
            "failed. And where several count in one number: between the read and the write of a `+= 1` another one may "
            "do the same."
        )
    return _("How does the program decide that a mason will not come any more? One that is late has not failed.")


def _is_asked_too_early(run: Run) -> bool:
    """Whether the main process asked how another one had ended just when it had heard that, and was told nothing."""
    steps = [step for step in (run.conducted.steps if run.conducted is not None else ()) if step.pid == run.main.pid]
    return any(
        before.kind == "wait" and before.result and step.kind == "look" and not step.result
        for before, step in pairwise(steps)
    )


def _why_not_told(run: Run) -> str:
    if run.children and all(child.exitcode == 0 for child in run.children):
        return _("Each process has ended with exit code 0. How does run() hear that a call in one of them has failed?")
    return _("A process that has ended has an exitcode. Of a mason who has failed, what is it, and who looks at it?")


def _expect_getting_on(run: Run) -> None:
    """Not a run that was stopped, after thousands of steps, since nobody had begun or ended anything for thousands."""
    steps = run.conducted.steps if run.conducted is not None else ()
    if run.outcome == "undecided" and len(steps) >= MANY_STEPS and steps[-1].output == steps[-LATE_STEPS].output:
        run.fail(
            _("Somebody looks again and again for what does not come."),
            expected=_("the next storey is begun, or run() returns"),
            actual=_("{count} steps, and no call has begun or ended in them").format(count=LATE_STEPS),
            help=_("What it waits for may have been there, and gone again before it looked."),
        )


def _expect_order(run: Run, masons: int) -> None:
    """No line of a storey is there before all corners of the storey below."""
    standing: dict[int, set[str]] = {}
    for place, line in enumerate(run.lines):
        if match := STANDS.fullmatch(line.text):
            standing.setdefault(int(match["storey"]), set()).add(match["mason"])
        if (match := BEGINS.fullmatch(line.text)) is None:
            continue
        below = int(match["storey"]) - 1
        if below < 1 or len(standing.get(below, ())) == masons:
            continue
        run.fail(
            _("Mason {mason} began storey {storey} above a storey on which {count} of {masons} corners stood.").format(
                mason=match["mason"], storey=match["storey"], count=len(standing.get(below, ())), masons=masons
            ),
            expected=_("all {masons} corners of storey {storey} stand first").format(masons=masons, storey=below),
            actual=_shown(run.lines[: place + 1]),
            help=_why_early(run, place),
        )


def _expect_no_others(run: Run, masons: int, storeys: int) -> None:
    """No line of a storey or a mason that there is not."""
    for place, line in enumerate(run.lines):
        match = BEGINS.fullmatch(line.text)
        if match and not (1 <= int(match["mason"]) <= masons and 1 <= int(match["storey"]) <= storeys):
            run.fail(
                _("Mason {mason} began storey {storey}.").format(mason=match["mason"], storey=match["storey"]),
                expected=_("masons 1 to {masons}, storeys 1 to {storeys}").format(masons=masons, storeys=storeys),
                actual=_shown(run.lines[: place + 1]),
                help=_("Masons and storeys are numbered from 1, and there are as many as run() is told."),
            )


def _expect_own_processes(run: Run, masons: int, storeys: int) -> None:
    """Each mason is a child, one for all storeys, and nobody else's."""
    builders: dict[Process, int] = {}
    for mason in range(1, masons + 1):
        first: Process | None = None
        for storey in range(1, storeys + 1):
            text = f"storey {storey}: mason {mason} begins"
            line = run.expect_line(text, by=run.children, times=1, help=_why_missing(run, text))
            first = first or line.process
            if line.process is not first:
                run.fail(
                    _("Mason {mason} has changed: another process went on for it.").format(mason=mason),
                    expected=_("{process}, for all storeys").format(process=first),
                    actual=_("{process} on storey {storey}").format(process=line.process, storey=storey),
                    help=_(
                        "What a mason keeps in its memory from one storey is to be there on the next. So the processes "
                        "have to wait for each other, and not the main process for the processes."
                    ),
                )
        assert first is not None
        if first in builders:
            run.fail(
                _("One process worked for two masons."),
                expected=_("a process of its own for each mason"),
                actual=_("{process} worked for mason {one} and mason {other}").format(
                    process=first, one=builders[first], other=mason
                ),
            )
        builders[first] = mason


def _expect_returned(run: Run, finished: bool, why: str, *, help: str) -> None:
    over = next((place for place, line in enumerate(run.lines) if line.text == OVER), len(run.lines))
    result = run.expect_result(Returned)
    late = [line.text for line in run.lines[over + 1 :]]
    if late or result["left"]:
        run.fail(
            _("run() had returned, and not every process had ended."),
            expected=_("no process is left when run() returns"),
            actual="\n".join(late) or _("left: {count}").format(count=result["left"]),
            help=_("join() waits until a process has ended."),
        )
    if result["finished"] is not finished:
        run.fail(
            _("{why} run() returned {value}.").format(why=why, value=repr(result["finished"])[:80]),
            expected=repr(finished),
            actual=repr(result["finished"])[:80],
            help=help,
        )


def _why_early(run: Run, place: int) -> str:
    """What let this mason go on too early, as far as the run shows it."""
    if any(FAILS.fullmatch(line.text) for line in run.lines[:place]):
        return _(
            "A mason had failed on the storey below, so not all of its corners will ever stand. What is a wait good "
            "for that ended because somebody failed?"
        )
    return _(
        "Nothing held it back until the last one was there. A nap is no wait, and the end of a timeout is no sign that "
        "the others have come. And what let them pass on one storey has to hold them back again on the next."
    )


def _why_missing(run: Run, text: str) -> str:
    if any(line.text == text for line in run.lines):
        return _(
            "Only start() makes a new process; a call of the function, or of a Process's run(), stays in this one."
        )
    errors = [error for process in run.processes if (error := run.error_of(process))]
    if errors and not any("BrokenBarrierError" in error for error in errors):
        return _why_elsewhere(run)
    return _(
        "Every mason builds on each storey, from 1 upwards. Who has taken somebody for ill who was only late? And what "
        "becomes of a wait, for all, when the time of one of them is over?"
    )


def _why_elsewhere(run: Run) -> str:
    """What comes to mind where it went well under fork, or ""."""
    if run.start_method == "fork":
        return ""
    return _(
        "Here each process loads the module anew: what run() has put into a name of the module is not there. What a "
        "mason needs is handed to it."
    )


def _why_stuck(run: Run) -> str:
    if run.outcome not in ("deadlock", "timeout", "step_limit"):
        return ""
    return _(
        "Whoever waits for all waits for as many as the program says there are. How many come, and what has become of "
        "the signal by the time the slowest one looks for it, on each storey anew?"
    )


def _why_left_waiting(run: Run, how: str) -> str:
    if run.outcome not in ("deadlock", "timeout", "step_limit"):
        return ""
    ways = {
        "raises": _("Here a call raised an exception, which ended its mason."),
        "exits": _("Here a call ended its mason with sys.exit(), which raises SystemExit. That is no Exception."),
        "dies": _("Here a call ended its mason with os._exit(). No except and no finally sees that."),
        "breaks": _("Here a call raised BrokenBarrierError, as a wait() may do, and that ended its mason."),
    }
    return ways[how] + " " + _("Who notices that it will not come, whoever it is, and how do all others learn of it?")


def _shown(lines: "Sequence[Line]") -> str:
    """The last of the lines, which are the ones that matter."""
    return "\n".join(line.text for line in lines[-12:])
