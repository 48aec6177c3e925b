"""Who is told to stop finishes what is begun, begins nothing more, and knows what is left."""

import ast
import re
from typing import Any, TypedDict

from forklings import Drive, Process, Program, Run, _, points

BEGUN = re.compile(r"sack (?P<sack>\d+): begun")
GROUND = re.compile(r"sack (?P<sack>\d+): ground")
LEFT = re.compile(r"sacks left: (?P<sacks>\[.*\])")
NIGHT = "the evening is over"


class Day(TypedDict):
    """What run() returned, and how many of its processes had not ended then."""

    left: str
    alive: int


def let_rest(pid: "int | None") -> None:
    """Until a process that waits does so in the kernel: a signal that comes a moment before is heard after the wait."""
    state = ""
    while state not in ("S", "Z", "gone"):
        try:
            with open(f"/proc/{pid}/stat") as file:
                state = file.read().rpartition(")")[2].split()[0]
        except OSError:
            state = "gone"


def grind(main_process: int, last: int, told: bool, long: int, sack: int) -> None:
    """Takes a second, or five; in the middle of one sack the main process gets SIGTERM, and perhaps this one too."""
    import os
    import signal
    import time

    print(f"sack {sack}: begun")
    time.sleep(0.5)
    if sack == last:
        if told:
            os.kill(os.getpid(), signal.SIGTERM)
        let_rest(main_process)
        os.kill(main_process, signal.SIGTERM)
        time.sleep(0.3)
        print("the evening is over")
        time.sleep(0.2)
    else:
        time.sleep(4.5 if sack == long else 0.5)
    print(f"sack {sack}: ground")


def mill(module: "Any", sacks: "list[int]", millers: int, last: int, told: bool, long: int) -> "dict[str, Any]":
    """A day at the mill: what was left, and who had not ended then."""
    import functools
    import multiprocessing
    import os

    left = module.run(functools.partial(grind, os.getpid(), last, told, long), list(sacks), millers)
    alive = sum(child.is_alive() for child in multiprocessing.active_children())
    return {"left": repr(list(left) if isinstance(left, tuple) else left)[:200], "alive": alive}


@points(3)
def test_evening(program: Program) -> None:
    """After SIGTERM the sacks in work are ground to the end, no other is begun, and the rest is returned."""
    sacks = _sacks(program, 12)
    drive = _drive(sacks, millers=3, last=sacks[3], long=sacks[1])
    for run in program.explore(drive=drive, schedules=2, elsewhere=1, time="lazy"):
        run.expect_nothing_left(help=_why_unsound(run))
        _expect_quiet_evening(run, millers=3)
        _expect_day(run, sacks, millers=3)
        _expect_side_by_side(run, 3, long=sacks[1])


@points(3, needs=test_evening)
def test_however_long(program: Program) -> None:
    """No sack is lost, cut short or ground twice, whoever is held up, and how long."""
    sacks = _sacks(program, 5)
    for run in program.explore(drive=_drive(sacks, millers=2, last=sacks[1]), schedules=9):
        _expect_day(run, sacks, millers=2)
    if program.start_method == "fork":  # the signals are real in a conducted run too; here the time is as well
        run = program.run("3")
        _expect_sacks(run, list(range(1, 9)), 2, _said(run))


@points(2, needs=test_however_long)
def test_told(program: Program) -> None:
    """A miller that gets SIGTERM while it grinds finishes its sack all the same."""
    sacks = _sacks(program, 6)
    for run in program.explore(drive=_drive(sacks, millers=2, last=sacks[1], told=True), schedules=3):
        _expect_day(run, sacks, millers=2)


@points(1, needs=test_evening)
def test_no_evening(program: Program) -> None:
    """Without SIGTERM all sacks are ground, and none is left."""
    sacks = _sacks(program, 5)
    for some, millers in ((sacks, 2), (sacks[:1], 3)):
        for run in program.explore(drive=_drive(some, millers=millers, last=0), schedules=1, elsewhere=1, time="lazy"):
            _expect_day(run, some, millers)


def _sacks(program: Program, count: int) -> list[int]:
    first = program.number(10, 400, salt="sack")
    return [first + (7 * index) % count for index in range(count)]


def _drive(sacks: list[int], *, millers: int, last: int, told: bool = False, long: int = 0) -> Drive:
    return Drive(mill, uses=[let_rest, grind], sacks=sacks, millers=millers, last=last, told=told, long=long)


def _expect_day(run: Run, sacks: list[int], millers: int) -> None:
    run.expect_nothing_left(help=_why_unsound(run))
    day = run.expect_result(Day, help=_why_no_result(run))
    _expect_sacks(run, sacks, millers, day["left"])
    if day["alive"]:
        run.fail(
            _("run() had returned, and not all of its processes had ended."),
            expected=_("no process is left"),
            actual=_("{count} not ended yet").format(count=day["alive"]),
            help=_("A miller goes on for as long as its sack takes. What waits until it has ended?"),
        )


def _said(run: Run) -> str:
    """What the main process printed of the sacks that are left."""
    run.expect_nothing_left(help=_why_unsound(run))
    return run.expect_line(LEFT, by=run.main, times=1, help=_why_no_result(run)).text.removeprefix("sacks left: ")


def _expect_sacks(run: Run, sacks: list[int], millers: int, said: str) -> None:
    """Each sack was ground once by a child, or is left; and that is what was said."""
    for process in run.processes:
        if error := run.error_of(process):
            run.fail(
                _("An error ended {process}: {error}").format(process=process, error=error),
                expected=_("no traceback"),
                actual=error,
                help=_(
                    "SIGTERM may come to a miller too. A child that is forked has the handlers of its parent, and what "
                    "a handler raises it raises in the middle of the work."
                ),
            )
    at_work: dict[int, Process] = {}
    begun: list[int] = []
    for line in run.lines:
        if started := BEGUN.fullmatch(line.text):
            sack = int(started["sack"])
            if sack in begun:
                run.fail(_("Sack {sack} was begun twice.").format(sack=sack), expected=_("once"), actual=_shown(run))
            if line.process not in run.children:
                run.fail(
                    _("Sack {sack} was not ground by a child.").format(sack=sack),
                    expected=_("a process started with multiprocessing"),
                    actual=str(line.process),
                )
            begun.append(sack)
            at_work[sack] = line.process
            if len(at_work) > millers:
                run.fail(
                    _("More sacks are in work than there are millers."),
                    expected=_("{millers} at a time").format(millers=millers),
                    actual=_shown(run),
                )
        elif ended := GROUND.fullmatch(line.text):
            at_work.pop(int(ended["sack"]), None)
    for sack, miller in at_work.items():
        run.fail(
            _("Sack {sack} was begun, and never ground to the end.").format(sack=sack),
            expected=f"sack {sack}: ground",
            actual=_shown(run),
            help=_why_cut(miller),
        )
    left = [sack for sack in sacks if sack not in begun]
    if _read(said) != left:
        run.fail(
            _("run() did not return the sacks that nobody had begun."),
            expected=_("begun: {begun}; left: {left}").format(begun=begun, left=left),
            actual=_("returned: {said}").format(said=said),
            help=_why_not_left(said, sacks, begun),
        )


def _expect_quiet_evening(run: Run, *, millers: int) -> None:
    texts = [line.text for line in run.lines]
    night = texts.index(NIGHT) if NIGHT in texts else len(texts)
    late = [match["sack"] for text in texts[night:] if (match := BEGUN.fullmatch(text))]
    if late:
        run.fail(
            _("Sacks were begun after the evening."),
            expected=_("no sack is begun later than a quarter of a second after SIGTERM"),
            actual=_("begun after it: {sacks}").format(sacks=", ".join(late)),
            help=_(
                "It is one for each of the millers at most, so they do learn of it. Somebody looked, then waited or "
                "worked, and then began this sack. What was true before a wait may not be true after it."
            )
            if len(late) <= millers
            else _(
                "Only the main process got the signal, and each process has its own memory. How does a miller learn "
                "of it, and does it look each time before it begins a sack?"
            ),
        )


def _expect_side_by_side(run: Run, millers: int, *, long: int) -> None:
    """All millers have a sack at first; and while one is busy with the long one, the others go on."""
    texts = [line.text for line in run.lines]
    first = next((place for place, text in enumerate(texts) if GROUND.fullmatch(text)), 0)
    begun = [text for text in texts[:first] if BEGUN.fullmatch(text)]
    if len(begun) < millers:
        run.fail(
            _("A sack was ground before every miller had one."),
            expected=_("{millers} at a time").format(millers=millers),
            actual="\n".join(begun),
        )
    end = f"sack {long}: ground"
    meanwhile = texts[: texts.index(end)] if end in texts else []
    if meanwhile and NIGHT not in meanwhile and sum(BEGUN.fullmatch(text) is not None for text in meanwhile) <= millers:
        run.fail(
            _("Millers had nothing to do while one of them ground sack {sack}.").format(sack=long),
            expected=_("{millers} at a time, as long as there are sacks").format(millers=millers),
            actual="\n".join(texts[: texts.index(end) + 2]),
            help=_(
                "Sack {sack} takes five times as long as the others. Who has ground a sack takes the next one, and "
                "does not wait for the others."
            ).format(sack=long),
        )


def _read(said: str) -> object:
    try:
        return ast.literal_eval(said)
    except (ValueError, SyntaxError):
        return said


def _shown(run: Run) -> str:
    return "\n".join(line.text for line in run.lines[-12:])


def _why_cut(miller: Process) -> str:
    if miller.exitcode == -15:
        return _(
            "SIGTERM ended {process} in the middle of it: the signal came from outside, or from terminate(). A "
            "process without a handler is gone at that moment. A child that is forked has its parent's handlers; "
            "spawn and forkserver begin without."
        ).format(process=miller)
    if miller.exitcode == -9:
        return _("SIGKILL ended {process} in the middle of it. How long may a sack take?").format(process=miller)
    return _(
        "{process} ended in the middle of it, with exit code {code}. What does a handler do there that raises an error?"
    ).format(process=str(miller).capitalize(), code=miller.exitcode)


def _why_not_left(said: str, sacks: list[int], begun: list[int]) -> str:
    seen = _read(said)
    if not isinstance(seen, list):
        return _("run() returns a list, and an empty one where no sack is left.")
    if any(sack in begun for sack in seen):
        return _(
            "Some of these were ground. A miller may take one more sack after somebody has counted. When does the "
            "number not change any more?"
        )
    if any(sack not in seen and sack not in begun for sack in sacks):
        return _("Sacks are missing that nobody has begun. Did somebody take one, and then look whether it is evening?")
    return ""


def _why_unsound(run: Run) -> str:
    if run.returncode == -15:
        return _no_handler()
    if run.outcome == "deadlock" and (error := run.error_of(run.main)):
        return _("First an error ended run(): {error}. The millers were left as they were.").format(error=error)
    if run.outcome == "deadlock":
        return _(
            "A handler is called in the middle of what its process does. Where that waits for an event, or holds its "
            "lock, a set() of the same event in the handler waits for its own process, for ever. And without a signal "
            "nothing is set."
        )
    return ""


def _why_no_result(run: Run) -> str:
    if run.returncode == -15:
        return _no_handler()
    return _("A handler that raises SystemExit ends the main process, and run() never returns.")


def _no_handler() -> str:
    return _("SIGTERM ended the main process at that moment: it has no handler. Its children got no signal, and go on.")
