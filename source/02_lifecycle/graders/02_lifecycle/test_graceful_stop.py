"""Who is told to stop finishes what is begun, begins nothing more, and knows what is left."""

import ast
import re
from collections.abc import Sequence
from typing import Any, NamedTuple, TypedDict

from forklings import Drive, Process, Program, Run, _, points

TORN = re.compile(r"Unpickling|EOFError|UnicodeDecode")
BEGUN = re.compile(r"sack (?P<sack>\d+): begun")
GROUND = re.compile(r"sack (?P<sack>\d+): ground")
LEFT = re.compile(r"sacks left: (?P<sacks>\[.*\])")
NIGHT = "the evening is over"

# So many lines come between two sacks at least, where one takes its time to write it down.
LINES = 8


class Day(NamedTuple):
    """What there is to do. In the middle of one sack SIGTERM comes, to the main process and to those who are told.

    told is "", "too" where the miller of that sack gets it as well, or "alone"; "inside" where the main process gets it
    while it holds the lock of an event, if it ever does. One sack may take long. A quick one comes with a number: at
    that line after it, the first being 1, its miller is held up until the signal has come.
    """

    sacks: list[int]
    millers: int
    last: int | None = None
    told: str = ""
    long: int | None = None
    quick: tuple[int, int] | None = None


class Seen(TypedDict):
    """What run() returned, how many of its processes had not ended then, and of how many an error left the start()."""

    left: str
    alive: int
    cut: int


def let_rest(pid: "int | None") -> None:
    """Until a process that waits does so in the kernel: a signal that comes a moment before is heard after the wait."""
    state = ""
    while state not in ("S", "Z", "gone"):
        try:
            with open(f"/proc/{pid}/stat") as file:
                state = file.read().rpartition(")")[2].split()[0]
        except OSError:
            state = "gone"


def hold_at(number: int, path: str) -> None:
    """From here on this process is held up for a second, once: before that line of the program which it comes to."""
    import sys
    import time
    from types import FrameType

    def trace(frame: FrameType, event: str, _argument: object) -> "Any":
        nonlocal number
        if frame.f_code.co_filename != path:
            return None
        number -= event == "line"
        if number == 0:
            sys.settrace(None)
            time.sleep(1)
        return trace

    sys.settrace(trace)
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        frame.f_trace = trace
        frame = frame.f_back


def grind(
    main_process: int,
    path: str,
    last: "int | None",
    told: str,
    long: "int | None",
    quick: "tuple[int, int] | None",
    sack: int,
) -> None:
    """Takes a second, or eight, or a quarter of one."""
    import os
    import signal
    import time

    print(f"sack {sack}: begun")
    if quick and sack == quick[0]:
        time.sleep(0.25)
        print(f"sack {sack}: ground")
        hold_at(quick[1], path)
        return
    if sack == last and told == "inside":
        open("in the middle", "w").close()
    time.sleep(0.5)
    if sack == last and told == "inside":
        try:
            os.remove("in the middle")
        except FileNotFoundError:
            told = "alone"  # so the main process has got it
    elif sack == last and told:
        os.kill(os.getpid(), signal.SIGTERM)
    if sack == last and told != "alone":
        let_rest(main_process)
        os.kill(main_process, signal.SIGTERM)
        time.sleep(0.3)
        print("the evening is over")
        time.sleep(0.2)
    else:
        time.sleep(7.5 if sack == long else 0.5)
    print(f"sack {sack}: ground")


def hold_starts() -> "list[Any]":
    """From here on this process is held up in each start(), after the child is there; which of them an error left."""
    import multiprocessing.process
    import os
    import time

    kind: Any = multiprocessing.process.BaseProcess
    here, start, cut = os.getpid(), kind.start, []

    def start_late(process: "Any") -> None:
        start(process)
        if os.getpid() == here:
            cut.append(process)
            time.sleep(2)
            cut.remove(process)

    kind.start = start_late
    return cut


def wait_inside() -> None:
    """From here on SIGTERM comes to this process as soon as it holds the lock of a condition while the sack is ground.

    The lock of an event is that of its condition.
    """
    import contextlib
    import multiprocessing.synchronize
    import os
    import signal

    kind: Any = multiprocessing.synchronize.Condition
    here, enter = os.getpid(), kind.__enter__

    def enter_and_hear(condition: "Any") -> "Any":
        entered = enter(condition)
        if os.getpid() == here:
            with contextlib.suppress(FileNotFoundError):
                os.remove("in the middle")
                os.kill(here, signal.SIGTERM)
        return entered

    kind.__enter__ = enter_and_hear


def mill(module: "Any", days: "list[Any]", held: bool) -> "list[dict[str, Any]]":
    """Days at the mill: what was left of each, and who had not ended then."""
    import functools
    import multiprocessing
    import multiprocessing.forkserver
    import os

    if multiprocessing.get_start_method() == "forkserver" and any(day[3] for day in days):
        multiprocessing.forkserver.ensure_running()  # as where a child was started before this evening
    cut = hold_starts() if held else []
    if any(day[3] == "inside" for day in days):
        wait_inside()
    seen = []
    for sacks, millers, last, *rest in days:
        task = functools.partial(grind, os.getpid(), module.__file__, last, *rest)
        left = module.run(task, list(sacks), millers)
        alive = sum(child.is_alive() for child in multiprocessing.active_children())
        said = repr(list(left) if isinstance(left, tuple) else left)[:200]
        seen.append({"left": said, "alive": alive, "cut": len(cut)})
    return seen


@points(3)
def test_evening(program: Program) -> None:
    """After SIGTERM the sacks in work are ground to the end, no other is begun, and the rest is returned."""
    sacks = _sacks(program, 12)
    day = Day(sacks, millers=3, last=sacks[3])
    for run in program.explore(drive=_drive(day), schedules=2, elsewhere=1, time="lazy"):
        _begun(run, day)
        run.expect_nothing_left(help=_why_unsound(run))
        if not run.error_of(run.main):
            run.expect_result(list[Seen], help=_why_no_result(run))
        _expect_quiet_evening(run, millers=3)
        _expect_days(run, day)
    day = Day(sacks, millers=3, last=sacks[3], told="inside")
    for run in program.explore(drive=_drive(day), schedules=1, elsewhere=0, time="lazy"):
        _expect_days(run, day)


@points(3, needs=test_evening)
def test_however_long(program: Program) -> None:
    """No sack is lost, cut short or ground twice, whoever is held up, and how long."""
    sacks = _sacks(program, 5)
    day = Day(sacks, millers=2, last=sacks[1])
    for run in program.explore(drive=_drive(day), schedules=9):
        _expect_days(run, day)
    many = _sacks(program, 20)
    day = Day(many, millers=2, last=many[0])
    for run in program.explore(drive=_drive(day, held=True), schedules=1, elsewhere=0, time="lazy"):
        _expect_days(run, day)
        _expect_heard(run, day)
    days = _held_at_lines(_sacks(program, 4 * LINES))
    for run in program.explore(drive=_drive(*days), schedules=1, elsewhere=0, time="lazy"):
        _expect_days(run, *days)
    if program.start_method == "fork":  # the signals are real in a conducted run too; here the time is as well
        run = program.run("3")
        day = Day(list(range(1, 9)), millers=2, last=3)
        _expect_sacks(run, [day], [_said(run)])


@points(2, needs=test_however_long)
def test_told(program: Program) -> None:
    """A miller that gets SIGTERM while it grinds finishes its sack all the same, and no other one stops for that."""
    sacks = _sacks(program, 6)
    for told in ("too", "alone"):
        day = Day(sacks, millers=2, last=sacks[1], told=told)
        for run in program.explore(drive=_drive(day), schedules=3):
            _expect_days(run, day)


@points(1, needs=test_evening)
def test_no_evening(program: Program) -> None:
    """Without SIGTERM all sacks are ground, so many at a time as there are millers, and none is left."""
    sacks = _sacks(program, 5)
    sacks[2] = 0
    # Others come after the long one: whoever shares the sacks out, or waits for it, has some wait for it too. They are
    # more than four for each miller, so that a pool that may choose hands out two together.
    many = _sacks(program, 13)
    for day in (Day(many, 3, long=many[6]), Day(sacks[1:3], 1), Day(sacks[:1], 3), Day([], 2)):
        for run in program.explore(drive=_drive(day), schedules=1, elsewhere=bool(day.sacks), time="lazy"):
            _expect_days(run, day)
            _expect_side_by_side(run, day)
    for run in program.explore(drive=_drive(Day(sacks, 2)), schedules=6, elsewhere=0):
        _expect_days(run, Day(sacks, 2))
    days = Day(sacks[:3], 2, last=sacks[0]), Day(sacks[3:], 2)
    for run in program.explore(drive=_drive(*days), schedules=1, elsewhere=0, time="lazy"):
        _expect_days(run, *days)


def _sacks(program: Program, count: int) -> list[int]:
    first = program.number(10, 400, salt="sack")
    return [first + (7 * index) % count for index in range(count)]


def _held_at_lines(sacks: list[int]) -> list[Day]:
    """Evenings on which a miller is held up between two sacks, each time at another line; four sacks for each."""
    return [
        Day([last, quick, *others], millers=2, last=last, quick=(quick, number))
        for number, (last, quick, *others) in enumerate(zip(*[iter(sacks)] * 4, strict=True), 1)
    ]


def _drive(*days: Day, held: bool = False) -> Drive:
    return Drive(mill, uses=[let_rest, hold_at, grind, hold_starts, wait_inside], days=days, held=held)


def _expect_days(run: Run, *days: Day) -> None:
    _begun(run, *days)
    run.expect_nothing_left(help=_why_unsound(run))
    seen = run.expect_result(list[Seen], count=len(days), help=_why_no_result(run))
    _expect_sacks(run, days, [day["left"] for day in seen])
    alive = sum(day["alive"] for day in seen)
    if alive:
        run.fail(
            _("run() had returned, and not all of its processes had ended."),
            expected=_("no process is left"),
            actual=_("{count} not ended yet").format(count=alive),
            help=_why_alive(seen),
        )


def _begun(run: Run, *days: Day) -> list[int]:
    """Every sack that was begun was begun once, by a child, and was there to be ground; however the run ended."""
    begun: list[int] = []
    for line in run.lines:
        if not (started := BEGUN.fullmatch(line.text)):
            continue
        sack = int(started["sack"])
        if sack in begun:
            both = [f"{other.text} ({other.process})" for other in run.lines if other.text == line.text]
            run.fail(
                _("Sack {sack} was begun twice.").format(sack=sack),
                expected=_("once"),
                actual="\n".join(both[:4]),
                help=_(
                    "Who takes a sack looks which one is next, and takes note that it is taken. Nobody else may come "
                    "between the two, or look before the note is there."
                ),
            )
        if line.process not in run.children:
            run.fail(
                _("Sack {sack} was not ground by a child.").format(sack=sack),
                expected=_("a process started with multiprocessing"),
                actual=str(line.process),
            )
        if not any(sack in day.sacks for day in days):
            run.fail(
                _("Sack {sack} was begun, and there is none of that number.").format(sack=sack),
                expected=_("sacks: {sacks}").format(sacks=[sack for day in days for sack in day.sacks]),
                actual=line.text,
            )
        begun.append(sack)
    return begun


def _said(run: Run) -> str:
    """What the main process printed of the sacks that are left."""
    run.expect_nothing_left(help=_why_unsound(run))
    return run.expect_line(LEFT, by=run.main, times=1, help=_why_no_result(run)).text.removeprefix("sacks left: ")


def _expect_sacks(run: Run, days: Sequence[Day], said: list[str]) -> None:
    """Each sack was ground once by a child, or is left; and that is what was said."""
    begun = _begun(run, *days)
    for process in run.processes:
        if error := run.error_of(process):
            run.fail(
                _("An error ended {process}: {error}").format(process=process, error=error),
                expected=_("no traceback"),
                actual=error,
                help=_(
                    "What came was no whole message. Where several read from one pipe at once, each may have a piece "
                    "of what was for another: a pipe has no lock for that, and a queue has one."
                )
                if TORN.search(error)
                else _(
                    "SIGTERM may come to a miller too. A child that is forked has the handlers of its parent, and what "
                    "a handler raises it raises in the middle of the work."
                ),
            )
    at_work: dict[int, Process] = {}
    for line in run.lines:
        if started := BEGUN.fullmatch(line.text):
            at_work[int(started["sack"])] = line.process
            if len(at_work) > max(day.millers for day in days):
                run.fail(
                    _("More sacks are in work than there are millers."),
                    expected=_("{millers} at a time").format(millers=max(day.millers for day in days)),
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
    for day, left in zip(days, said, strict=True):
        _expect_left(run, day, begun, left)


def _expect_left(run: Run, day: Day, begun: list[int], said: str) -> None:
    """Of this day those are left that nobody has begun, and none where nobody said that it is evening."""
    left = [sack for sack in day.sacks if sack not in begun]
    if _read(said) != left:
        run.fail(
            _("run() did not return the sacks that nobody had begun."),
            expected=_("begun: {begun}; left: {left}").format(
                begun=[sack for sack in begun if sack in day.sacks], left=left
            ),
            actual=_("returned: {said}").format(said=said),
            help=_why_not_left(said, day.sacks, begun),
        )
    told_alone = day.told == "alone" and day.last in begun
    if left and (told_alone or day.last not in begun):
        run.fail(
            _("Sacks are left, and the main process had got no SIGTERM since run() was called."),
            expected=_("all are ground"),
            actual=_("left: {left}").format(left=left),
            help=_(
                "A miller had got it, and that ends nothing for the others. A child that is forked has the handlers of "
                "its parent, and what such a handler sets in shared memory is set for all."
            )
            if told_alone
            else _(
                "What told the millers that there is no more to do, or that it is evening, and since when is it so?"
            ),
        )


def _expect_heard(run: Run, day: Day) -> None:
    """An evening that came while the main process was held up in its first starts is known when it goes on."""
    if len(_begun(run, day)) < len(day.sacks):
        return
    run.fail(
        _("SIGTERM came while the first sack was ground, and then all others were ground too."),
        expected=_("the rest is left for tomorrow"),
        actual=_("{count} sacks begun, none left").format(count=len(day.sacks)),
        help=_(
            "Here each start() takes two seconds. What does SIGTERM do in the main process before the last miller has "
            "been started, and who still knows of it afterwards?"
        ),
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
                "of it, and does it look each time before it begins a sack? What has been handed to the workers of a "
                "pool or of an executor they begin all the same."
            ),
        )


def _expect_side_by_side(run: Run, day: Day) -> None:
    """All millers have a sack at first; and while one is busy with the long one, the others go on."""
    texts = [line.text for line in run.lines]
    first = next((place for place, text in enumerate(texts) if GROUND.fullmatch(text)), 0)
    begun = [text for text in texts[:first] if BEGUN.fullmatch(text)]
    if len(begun) < min(day.millers, len(day.sacks)):
        run.fail(
            _("A sack was ground before every miller had one."),
            expected=_("{millers} at a time").format(millers=day.millers),
            actual="\n".join(begun),
        )
    if day.long is None:
        return
    end = texts.index(f"sack {day.long}: ground")
    late = [text for text in texts[end:] if BEGUN.fullmatch(text)]
    if late:
        run.fail(
            _("Millers had nothing to do while one of them ground sack {sack}.").format(sack=day.long),
            expected=_("{millers} at a time, as long as there are sacks").format(millers=day.millers),
            actual="\n".join([*texts[max(0, end - 5) : end + 1], *late]),
            help=_(
                "Sack {sack} takes eight times as long as another one. Who has ground a sack takes the next one, "
                "whichever that is, and neither waits for the others nor has its own share."
            ).format(sack=day.long),
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
        return _(
            "Sacks are missing that nobody has begun. Did somebody take one, and then look whether it is evening? Or "
            "did whoever gathered the rest give up too soon?"
        )
    return ""


def _why_unsound(run: Run) -> str:
    if run.returncode == -15:
        return _no_handler()
    if run.outcome == "deadlock" and (error := run.error_of(run.main)):
        return _("First an error ended run(): {error}. The millers were left as they were.").format(error=error)
    waits = run.conducted.waits if run.conducted is not None else ()
    if run.outcome == "deadlock" and any(wait.pid == run.main.pid and wait.kind == "join" for wait in waits):
        return _(
            "The main process waits for a miller that has not ended. What does that one wait for, and who is to tell "
            "it? SIGTERM, which terminate() sends, ends no process that ignores it or has a handler for it."
        )
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
    if run.error_of(run.main):
        return ""
    return _("Did a handler leave by sys.exit()? SystemExit leads out of run() as an error does.")


def _why_alive(seen: list[Seen]) -> str:
    if any(day["cut"] for day in seen):
        return _(
            "SIGTERM came while the main process was in start(): the child was there, and start() had not returned. "
            "What a handler raises leads out of there too, past every line that follows. Who knows of that miller then?"
        )
    return _("A miller goes on for as long as its sack takes. What waits until it has ended?")


def _no_handler() -> str:
    return _(
        "SIGTERM ended the main process: at that moment it had no handler, or not yet. Its children got no signal, and "
        "go on."
    )
