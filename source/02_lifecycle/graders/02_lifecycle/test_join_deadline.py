"""A deadline is one moment for all; join() with a timeout waits for it, and does not say whether it was met."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any, TypedDict

from forklings import Drive, Process, Program, Run, Undecided, _, points

# How late each moment may be, in seconds; and what computing with such numbers loses.
LATE, EARLY = 0.25, 0.005

# So often may one process be asked after before the time goes on; who naps between two looks does it once or twice.
MOST_LOOKS = 20


class Exam(TypedDict):
    """What collect() returned, after how long, who had not ended then, and the exit codes at the very end.

    And whether an outsider went on, and a stranger, who has the pid of one that was joined, got a signal.
    """

    said: str
    took: float
    alive: list[str]
    codes: list[int | None]
    outsider: bool
    stranger: bool


def take_a_moment() -> None:
    """From here on the system takes a moment to carry out a SIGKILL."""
    import contextlib
    import os
    import signal
    import threading
    import time

    kill = os.kill

    def kill_late(pid: int) -> None:
        for _moment in range(4):
            time.sleep(0.1)
        with contextlib.suppress(ProcessLookupError):
            kill(pid, signal.SIGKILL)

    def send(pid: int, number: int) -> None:
        kill(pid, 0 if number == signal.SIGKILL else number)
        if number == signal.SIGKILL:
            threading.Thread(target=kill_late, args=(pid,)).start()

    os.kill = send


def give_away(given: "int | None", hit: "list[int]") -> None:
    """From here on somebody else has the pid of a process that was waited for."""
    import os

    kill = os.kill

    def send(pid: int, number: int) -> None:
        if pid != given:
            kill(pid, number)
        elif number:
            hit.append(number)

    os.kill = send


def write(kind: str, seconds: float, code: int, ready: "Any", never: "Any") -> None:
    """A pupil: ends after so many seconds, or only when it is stopped, and each kind in a way of its own."""
    import signal
    import sys
    import time

    def tidy_up(*_: object) -> None:
        time.sleep(seconds)
        sys.exit(code)

    def go_on_once(*_: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)

    if kind == "stubborn":
        signal.signal(signal.SIGTERM, go_on_once)
    if kind == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if kind == "tidy":
        signal.signal(signal.SIGTERM, tidy_up)
    ready.release()
    if kind in ("dreams", "deaf", "stubborn", "tidy"):
        never.acquire()
    time.sleep(seconds)
    sys.exit(code)


def let_rest(pid: "int | None") -> None:
    """Until a process that waits does so in the kernel: a signal that comes a moment before is heard after the wait."""
    state = ""
    while state not in ("S", "Z", "gone"):
        try:
            with open(f"/proc/{pid}/stat") as file:
                state = file.read().rpartition(")")[2].split()[0]
        except OSError:
            state = "gone"


def hold(
    module: "Any", pupils: "list[Any]", seconds: float, grace: float, slow: bool, outsider: bool
) -> "dict[str, Any]":
    """An exam of these pupils, each a kind, its seconds and its exit code. One that is joined has ended before it.

    Pupils of one kind have one name. An outsider is a child that is no pupil.
    """
    import multiprocessing
    import select
    import time

    if slow:
        take_a_moment()
    never, ready = multiprocessing.Semaphore(0), multiprocessing.Semaphore(0)
    processes = []
    hit: list[int] = []
    for kind, needs, code in pupils:
        processes.append(multiprocessing.Process(target=write, args=(kind, needs, code, ready, never), name=kind))
        processes[-1].start()
        if kind == "joined":
            processes[-1].join()
            while not select.select([processes[-1].sentinel], [], [], 0)[0]:
                pass  # a fork server closes it a moment after the join
            give_away(processes[-1].pid, hit)
    others = [multiprocessing.Process(target=write, args=("dreams", 0.0, 0, ready, never))] if outsider else []
    for process in others:
        process.start()
    for _process in processes + others:
        ready.acquire()
    for process in processes:
        let_rest(process.pid)
    began = time.monotonic()
    said = module.collect(list(processes), seconds, grace)
    took = time.monotonic() - began
    said = list(said) if isinstance(said, tuple) else said
    alone = all(process.is_alive() for process in others)
    for process in others:
        process.kill()
        process.join()
        alone = alone and process.exitcode == -9
    alive, codes = [], []
    for place, ((kind, *_rest), process) in enumerate(zip(pupils, processes, strict=True)):
        try:
            if process.is_alive():
                alive.append(kind)
        except ValueError:  # it was closed, so it had ended
            codes.append(said[place] if isinstance(said, list) and len(said) > place else None)
            continue
        if kind in alive:
            process.kill()
        process.join()
        codes.append(process.exitcode)
    return {
        "said": repr(said)[:200],
        "took": took,
        "alive": alive,
        "codes": codes,
        "outsider": alone,
        "stranger": bool(hit),
    }


@points(3)
def test_deadline(program: Program) -> None:
    """All have the same time, and the late ones the same grace; then each has ended, and as it should."""
    seconds, grace = _times(program)
    first, second, third = (program.number(30, 120, salt=salt) for salt in "abc")
    everybody = [
        ("deaf", 0.0, 0, -9),
        ("dreams", 0.0, 0, -15),
        ("deaf", 0.0, 0, -9),
        ("just in time", seconds - 0.03, second, second),
        ("stubborn", 0.0, 0, -9),
        ("tidy", 0.8 * grace, first, first),
        ("joined", 0.0, third, third),
    ]
    tidy = everybody[5]
    # A short one comes first: who asks without a pause comes to its end there. In the last one are many.
    for pupils, given, more in (
        (everybody[1:3], seconds, 0.0),
        (everybody, seconds, grace),
        ([*everybody[:1] * 8, everybody[1], tidy], 0.0, grace),
    ):
        few = 1 + (pupils is everybody)
        drive = _drive(pupils, given, more)
        for run in program.explore(drive=drive, schedules=few, elsewhere=few - 1, time="lazy"):
            _expect_codes(run, pupils)
            _expect_took(run, given + more, 2 * LATE, help=_why_late(run, given, more))
            _expect_naps(run)


@points(2, needs=test_deadline)
def test_no_longer(program: Program) -> None:
    """collect() returns when the last process has ended, and does not wait for a time to be over."""
    seconds, grace = _times(program)
    codes = [program.number(30, 120, salt=salt) for salt in "efg"]
    last = 1.2 + program.number(1, 4, salt="last") / 100  # just missed by who looks every 0.3, 0.4 or 0.5 seconds
    early = [
        ("in time", 0.3 * seconds, codes[0], codes[0]),
        ("in time", last, codes[1], codes[1]),
        ("joined", 0.0, codes[2], codes[2]),
    ]
    willing = [("dreams", 0.0, 0, -15), ("tidy", 0.4 * grace, codes[0], codes[0])]
    # More time than they need, or twice the grace: then it shows whether somebody waits for its end.
    for pupils, given, more, ends in (
        (early, seconds + 2, grace, last),
        (willing, seconds, 2 * grace, seconds + 0.4 * grace),
        ([], seconds, grace, 0.0),
    ):
        drive = _drive(pupils, given, more, outsider=True)
        for run in program.explore(drive=drive, schedules=1, elsewhere=bool(pupils), time="lazy"):
            _expect_alone(run)
            _expect_codes(run, pupils)
            help = _(
                "All pupils had ended by then. A wait for an end is over when the end comes; a sleep, or a wait for "
                "nobody, is over when its time is."
            )
            _expect_took(run, ends, LATE * (1 + (pupils is willing)), help=help)


@points(2, needs=test_deadline)
def test_held_up(program: Program) -> None:
    """When collect() returns, every process has ended and the codes are true, whoever is held up, and how long."""
    code = program.number(30, 120, salt="h")
    seconds, grace = _times(program)
    pupils = [("dreams", 0.0, 0, 0), ("deaf", 0.0, 0, 0), ("in time", 0.1, code, 0), ("tidy", 0.1, code + 1, 0)]
    for run in program.explore(drive=_drive(pupils, seconds, grace, slow=True), schedules=6, elsewhere=1):
        exam = _exam(run)
        if exam["alive"] or exam["said"] != repr(exam["codes"]):
            run.fail(
                _("collect() had returned {said}, and not all processes had ended.").format(said=exam["said"])
                if exam["alive"]
                else _("collect() returned codes that are not those of the processes."),
                expected=_("all have ended: {codes}").format(codes=exam["codes"]),
                actual=_("{said} returned; still alive: {alive}").format(
                    said=exam["said"], alive=", ".join(map(_pupil, exam["alive"])) or _("nobody")
                ),
                help=_(
                    "A signal has been sent when terminate() or kill() returns; the process ends when it gets to it. "
                    "Until it has, its exitcode is None. Which wait is sure to end only then?"
                ),
            )
    if program.start_method == "fork":  # a real end is known later than it comes, under fork too
        run = program.run()
        run.expect_exit(0)
        for name in ("anna", "ben", "cleo"):
            _expect_code_said(run, name)


def _times(program: Program) -> tuple[float, float]:
    """A while after each half of a second: who counts naps, or looks twice a second, is off by more than is allowed.

    Neither is a number of hundredths, and the grace has room for a reminder a second and a half after SIGTERM.
    """
    return program.number(1, 3, salt="seconds") / 2 + 0.077, program.number(3, 4, salt="grace") / 2 + 0.088


def _drive(
    pupils: list[tuple[str, float, int, int]],
    seconds: float,
    grace: float,
    *,
    slow: bool = False,
    outsider: bool = False,
) -> Drive:
    given = [pupil[:3] for pupil in pupils]
    uses: list[Callable[..., Any]] = [take_a_moment, let_rest, give_away, write]
    return Drive(hold, uses=uses, pupils=given, seconds=seconds, grace=grace, slow=slow, outsider=outsider)


def _exam(run: Run) -> Exam:
    run.expect_nothing_left(help=_why_error(run) or _why_stuck(run))
    return run.expect_result(Exam, help=_why_error(run))


def _expect_code_said(run: Run, name: str) -> None:
    """The main process printed the exit code that collect() returned, and it is a number."""
    said = [line.text for line in run.lines if line.text.startswith(f"{name}: ")]
    if len(said) != 1 or not re.fullmatch(r"-?\d+", said[0].removeprefix(f"{name}: ")):
        run.fail(
            _("When collect() came back, the exit code of {name} was not known.").format(name=name),
            expected=_("{name}: and an exit code").format(name=name),
            actual="\n".join(said) or _("no line begins with {name}:").format(name=name),
            help=_(
                "exitcode is None until somebody has asked how the process ended. A sentinel is ready a moment before "
                "the system can say that. A join waits for it."
            ),
        )


def _expect_alone(run: Run) -> None:
    if not _exam(run)["outsider"]:
        run.fail(
            _("A child that is no pupil was stopped."),
            expected=_("a process that is not in the list goes on"),
            actual=_("it had ended when collect() came back"),
            help=_("active_children() gives all children of a program. Those that collect() may stop are in its list."),
        )


def _expect_codes(run: Run, pupils: list[tuple[str, float, int, int]]) -> None:
    """Each ended as it should, and that is what was returned."""
    exam = _exam(run)
    if exam["stranger"]:
        run.fail(
            _("A signal went to the pid of a pupil that had been joined before."),
            expected=_("no signal: by now this number may be somebody else's"),
            actual=_("os.kill() was called for it"),
            help=_(
                "A pid belongs to a process until somebody has waited for it; then the system may give it to another "
                "one. Who still writes, and what can tell you?"
            ),
        )
    codes = [code for *_pupil, code in pupils]
    ended_with = dict(enumerate(exam["codes"]))
    for number, (kind, *_rest, code) in enumerate(pupils):
        seen = ended_with.get(number)
        if seen != code and not exam["alive"]:
            run.fail(
                _("{pupil}: the exit code is {code}.").format(pupil=_capital(_pupil(kind)), code=seen),
                expected=str(code),
                actual=str(seen),
                help=_asked_again(run, run.children[number], seen) or _why_not_so(kind, seen),
            )
    if exam["said"] != repr(codes):
        run.fail(
            _("collect() did not return the exit codes of all, in their order."),
            expected=repr(codes),
            actual=exam["said"],
            help=_why_not_said(exam, codes),
        )


def _expect_took(run: Run, ends: float, late: float, *, help: str) -> None:
    took = _exam(run)["took"]
    if ends - EARLY <= took <= ends + late:
        return
    _sure_of_time(run)
    run.fail(
        _("collect() came back late.") if took > ends else _("A process was ended early."),
        expected=_("the last process ends after {ends:.3f} seconds").format(ends=ends),
        actual=_("collect() returned after {took:.3f}").format(took=took),
        help=help if took > ends else _("How long is the time, how long the grace, and from when on is each counted?"),
    )


def _sure_of_time(run: Run) -> None:
    """A moment of a conducted run says something where all that moves the run is a step."""
    if run.conducted is not None and run.conducted.around:
        raise Undecided(_("When this happens could not be decided: {why}.").format(why=run.conducted.around))


def _expect_naps(run: Run) -> None:
    looks: Counter[tuple[str, float]] = Counter()
    for step in run.conducted.steps if run.conducted is not None else ():
        if step.pid == run.main.pid and step.kind in ("look", "join"):
            looks[step.object, step.clock] += 1
            if looks[step.object, step.clock] > MOST_LOOKS:
                run.fail(
                    _("collect() asks again and again without a pause, in {file}:{line}.").format(
                        file=run.file_name, line=step.line
                    ),
                    expected=_("a wait, or a nap between two looks"),
                    actual=_("more than {count} looks at one process in a moment").format(count=MOST_LOOKS),
                    help=_no_pause(),
                )


def _no_pause() -> str:
    return _(
        "Who asks again and again without a pause keeps a processor busy that the pupils could use. Which calls wait, "
        "and have a timeout?"
    )


def _why_late(run: Run, seconds: float, grace: float) -> str:
    """What may have taken longer than all the time that there is; run is one whose drive does not sleep."""
    steps = run.conducted.steps if run.conducted is not None else ()
    if any(step.pid == run.main.pid and step.kind == "sleep" for step in steps):
        return _(
            "All together have {seconds:g} seconds, and the late ones {grace:g} more. Who naps between two looks "
            "notices that a time is over at the next look. How long may a nap be?"
        ).format(seconds=seconds, grace=grace)
    return _shared(seconds, grace)


def _shared(seconds: float, grace: float) -> str:
    return _(
        "All together have {seconds:g} seconds, and the late ones {grace:g} more. A timeout counts from the call that "
        "it is given to: two joins of a second, one after the other, may take two. How much is left when a join begins?"
    ).format(seconds=seconds, grace=grace)


def _pupil(kind: str) -> str:
    return {
        "deaf": _("a pupil that ignores SIGTERM"),
        "stubborn": _("a pupil that goes on after a first SIGTERM, and leaves a second one to the system"),
        "dreams": _("a pupil that goes on for ever, and leaves SIGTERM to the system"),
        "tidy": _("a pupil that goes on for ever, and takes a part of the grace to tidy up after SIGTERM"),
        "in time": _("a pupil that ends in time"),
        "just in time": _("a pupil that ends just in time"),
        "joined": _("a pupil that had ended and was joined before"),
    }[kind]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _asked_again(run: Run, pupil: Process, code: int | None) -> str:
    """What to say where one that was killed had got more than two signals."""
    conducted = run.conducted
    if conducted is None or code != -9:
        return ""
    place = next((name for name, pid in conducted.pids if pid == pupil.pid), "")
    count = sum(step.kind == "signal" and step.object == place for step in conducted.steps)
    if count <= 2:
        return ""
    return _(
        "It got {count} signals. Each SIGTERM calls its handler again, and what that does begins anew. Who is late is "
        "asked once."
    ).format(count=count)


def _why_not_so(kind: str, code: int | None) -> str:
    if kind == "tidy" and code == -9:
        return _(
            "SIGKILL ended it before its grace was over. The grace begins with SIGTERM, which all who are late get at "
            "one moment."
        )
    if code == -9:
        return _("SIGKILL ended it. First comes SIGTERM, and then a grace.")
    if kind == "stubborn" and code == -15:
        return _("One SIGTERM does not end it. How many does one get that is still writing, until SIGKILL comes?")
    if code == -15:
        return _("SIGTERM ended it, before its time was up.")
    return ""


def _why_not_said(exam: Exam, codes: list[int]) -> str:
    if exam["alive"] or "None" in exam["said"]:
        return _(
            "An exitcode is None until the process has ended and was looked at. A join with a timeout returns None "
            "either way: whether the process has ended is to be asked afterwards."
        )
    said = re.findall(r"-?\d+", exam["said"])
    if len(said) < len(codes):
        return _("There are {count} processes in the list, and {said} codes. Two processes may have one name.").format(
            count=len(codes), said=len(said)
        )
    if sorted(map(str, codes)) == sorted(said):
        return _("They are all there. The order in which processes end is not that of the list.")
    return ""


def _why_error(run: Run) -> str:
    if "ProcessLookupError" in run.error_of(run.main):
        return _(
            "os.kill() was given the pid of a process that had ended and was waited for. Then there is nobody of that "
            "number, or somebody else. Who is late may end at any moment; terminate() and kill() look before they send."
        )
    return ""


def _error_first(run: Run) -> str:
    """What to say where an error ended what the main process did, and its children never end."""
    if error := run.error_of(run.main):
        return _(
            "First an error ended {function} in the main process: {error}. Its children were left as they were."
        ).format(function="collect()", error=error)
    return ""


def _why_stuck(run: Run) -> str:
    if run.outcome == "step_limit":
        return _no_pause()
    if run.outcome == "deadlock":
        return _error_first(run) or _(
            "Somebody goes on for ever, and some pupils ignore SIGTERM. What ends them, and when, if one of the two "
            "times is 0?"
        )
    return ""
