"""A Process object knows its name, its pid and whether it is alive; join with a timeout tells none of that."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple, TypedDict

from forklings import Drive, Program, Run, _, points

BEGINS = re.compile(r"(?P<name>.*): worker (?P<number>\d+) begins")
LET_GO = "let_go()"
NO_PATIENCE = "patience is 0"
PATIENCE = 0.6

# Who asks again and again whether the time is up may be late by the nap between.
SLACK = 0.3

# What one round of looks may ask of one process in a moment, and more than that.
MOST_LOOKS = 12

# In the moment in which the time is up a loop may go round until the clock moves, at its fiftieth reading.
LAST_LOOKS = 60


class Hand(NamedTuple):
    """A worker: it ends after so many seconds; with None, when it is let go. Its exit code is 0, or another.

    With one below 0 it ends itself by that signal.
    """

    name: str
    seconds: float | None
    code: int = 0

    @property
    def late(self) -> bool:
        return self.seconds is None or self.seconds > PATIENCE


# Those who are late stand before those who are not; a name comes twice, and nothing is sorted. Who ends by
# herself after the time is up has done so before two others would have been waited for, one after the other.
# One who is back in time has a name of his own; of those who are all back in time, one has failed.
CREW = [Hand("dora", None), Hand("ben", 0), Hand("anna", 1), Hand("ben", None), Hand("carl", 0.2)]
PUNCTUAL = [Hand("carl", 0.2, 3), Hand("anna", 0)]

# Of those who are back three have ended long before, one of them by a signal, and two just before the time is up.
JUST_BACK = [
    Hand("carl", 0.58),
    Hand("anna", 0.58),
    Hand("emma", 0.2, -15),
    Hand("finn", 0),
    Hand("ben", 0),
    Hand("dora", None),
]


def toil(number: int, whistle: "Any", seconds: "float | None", code: int) -> None:
    """A worker's work: it lasts so many seconds, or until the whistle is blown."""
    import multiprocessing
    import os
    import sys
    import time

    print(f"{multiprocessing.current_process().name}: worker {number} begins")
    if seconds is None:
        whistle.wait()
    else:
        while seconds > 0:
            time.sleep(min(seconds, 0.2))  # not all at once: who asks the clock again and again sees each part
            seconds = round(seconds - 0.2, 3)
    print(f"worker {number} ends", flush=True)
    if code < 0:
        os.kill(os.getpid(), -code)
    if code:
        sys.exit(code)


def call_the_roll(module: "Any", crew: "Any", patience: float, slow: float = 0) -> dict[str, object]:
    """What roll_call() says of this crew, when it let them go, and who had not ended at its end.

    The seconds until let_go() count from the call, or from the last start() where each takes so many seconds.
    """
    import functools
    import multiprocessing
    import time

    whistle = multiprocessing.Event()
    waited = []

    begin = time.monotonic()
    kind: Any = multiprocessing.process.BaseProcess
    start = kind.start

    def start_slowly(process: "Any") -> None:
        nonlocal begin
        begin = time.monotonic()
        start(process)
        time.sleep(slow)

    def let_go() -> None:
        waited.append(time.monotonic() - begin)
        print("let_go()")
        whistle.set()

    hands = [
        (name, functools.partial(toil, number, whistle, seconds, code))
        for number, (name, seconds, code) in enumerate(crew, 1)
    ]
    if slow:
        kind.start = start_slowly
    if not patience:
        print("patience is 0")
    said = module.roll_call(hands, patience, let_go)
    print("roll_call() is over")
    alive = sum(child.is_alive() for child in multiprocessing.active_children())
    whistle.set()
    entries = []
    try:
        for name, pid, late in said:
            entries.append([str(name), pid if isinstance(pid, int) else repr(pid)[:40], repr(late)[:40]])
    except (TypeError, ValueError):
        return {"entries": None, "shown": repr(said)[:300], "waited": waited, "alive": alive}
    return {"entries": entries, "shown": "", "waited": waited, "alive": alive}


class Seen(TypedDict):
    entries: list[tuple[str, int | str, str]] | None
    shown: str
    waited: list[float]
    alive: int


@points(2)
def test_names_and_pids(program: Program) -> None:
    """Each worker has a process of its own with its name, and the report names it and its pid, in the crew's order."""
    run = program.conduct("round-robin-lazy", drive=_drive())
    _expect_entries(run)


@points(2, needs=test_names_and_pids)
def test_late(program: Program) -> None:
    """When the time is up, and not later, all are let go; late is who had not ended by then."""
    for run in program.explore(drive=_drive(), schedules=5, elsewhere=1, time="lazy"):
        _expect_in_time(run, CREW)
    if program.start_method == "fork":  # what is asked here has nothing to do with how a process begins
        _expect_in_time(program.conduct("round-robin-lazy", drive=_drive(JUST_BACK)), JUST_BACK)
        run = program.conduct("round-robin-lazy", drive=_drive(PUNCTUAL))
        _expect_let_go(run)
        _expect_late(run, [late for _name, _pid, late in _expect_entries(run, PUNCTUAL)], PUNCTUAL)
        run = program.conduct(
            "round-robin-lazy", drive=Drive(call_the_roll, uses=[toil], **{**_SMALL, "patience": 0.0})
        )
        _expect_entries(run, _SMALL_CREW)
        _expect_let_go(run)
        run = program.conduct("round-robin-lazy", drive=_drive(slow=0.2))
        waited = _expect_let_go(run)
        if waited < PATIENCE - 0.1:
            run.fail(
                _(
                    "Each start() took 0.2 seconds here. patience was {patience:.1f} seconds, and let_go() came "
                    "{waited:.1f} after the last start."
                ).format(patience=PATIENCE, waited=waited),
                expected=_("let_go() at least {patience:.1f} s after the last start").format(patience=PATIENCE),
                actual=_("let_go() {waited:.1f} s after it").format(waited=waited),
                help=_("A start takes time too. When does the time begin to run, and how much of it has the last one?"),
            )


def _expect_in_time(run: Run, crew: list[Hand]) -> None:
    """Where nobody is held up: all are let go when the time is up, and it is known who was late."""
    _expect_pauses(run)
    entries = _expect_entries(run, crew)
    waited = _expect_let_go(run)
    if not PATIENCE - 0.1 <= waited <= PATIENCE + SLACK:
        run.fail(
            _("patience was {patience:.1f} seconds here, and let_go() came after {waited:.1f}.").format(
                patience=PATIENCE, waited=waited
            ),
            expected=_("let_go() after {patience:.1f} s").format(patience=PATIENCE),
            actual=_("let_go() after {waited:.1f} s").format(waited=waited),
            help=_(
                "Here nobody is held up: whoever sleeps goes on in time. patience is for all of them together, "
                "counted from when they were started. How long do several waits take, one after the other?"
            )
            if waited > PATIENCE
            else _too_early(),
        )
    _expect_late(run, [late for _name, _pid, late in entries], crew)


@points(3, needs=test_names_and_pids)
def test_however_held_up(program: Program) -> None:
    """Who has not ended is never said to be back, and in the end all have ended by themselves."""
    for run in _held_up(program):
        crew = CREW if run.conducted is not None else _SMALL_CREW
        entries = _expect_entries(run, crew)
        patience = PATIENCE if run.conducted is not None else 0.0
        waited = _expect_let_go(run)
        if waited < patience - 0.1:
            run.fail(
                _("let_go() came after {waited:.1f} s, and some had not ended.").format(waited=waited),
                expected=_("let_go() after {patience:.1f} s").format(patience=patience),
                actual=_("let_go() after {waited:.1f} s").format(waited=waited),
                help=_too_early(),
            )
        lines = [line.text for line in run.lines]
        for number, (hand, entry) in enumerate(zip(crew, entries, strict=True), 1):
            end = f"worker {number} ends"
            if entry[2] not in ("True", "False"):
                run.fail(
                    _("late is to be True or False."),
                    expected=_shown([str(hand.late) for hand in crew], crew),
                    actual=entry[2],
                )
            if entry[2] == "False" and end in lines and lines.index(end) > lines.index(LET_GO):
                run.fail(
                    _(
                        "Worker {number}, {name}, is said to be back, and was still at work when let_go() was called."
                    ).format(number=number, name=hand.name),
                    expected=_("late is True for worker {number}").format(number=number),
                    actual="\n".join(lines),
                    help=_(
                        "The time may be up before a worker has even begun: a wait with a timeout promises nothing. "
                        "Who is back is known from looking, and it has to be looked at before anybody is let go."
                    ),
                )
        _expect_ended(run, crew)


def _held_up(program: Program) -> Iterator[Run]:
    yield from program.explore(drive=_drive(), schedules=12, elsewhere=1)
    if program.start_method == "fork":  # one real run beside the conducted ones, which are made under each
        yield program.drive(call_the_roll, uses=[toil], **_SMALL)


_SMALL_CREW = [Hand("ben", None), Hand("anna", None), Hand("ben", 0)]
_SMALL: dict[str, Any] = {"crew": _SMALL_CREW, "patience": 0.2}


def _drive(crew: list[Hand] = CREW, slow: float = 0) -> Drive:
    return Drive(call_the_roll, uses=[toil], crew=crew, patience=PATIENCE, slow=slow)


def _seen(run: Run) -> Seen:
    help = ""
    if run.outcome == "undecided":
        _expect_pauses(run)
        _expect_patience_to_end(run)
    if run.outcome in ("deadlock", "timeout"):
        help = _who_waits()
        if any(line.text == NO_PATIENCE for line in run.lines):
            help = _("patience is 0 seconds here, and that is a time like others, if a short one. {more}").format(
                more=help
            )
    elif run.outcome == "step_limit":
        help = _no_pause()
    elif "pickle" in run.error_of(run.main) or "local object" in run.error_of(run.main):
        help = _(
            "Under spawn and forkserver a child is a new interpreter. What it is to call goes there pickled, and of a "
            "function that is its name: it has to stand at the top of the file."
        )
    return run.expect_result(Seen, help=help)


def _expect_patience_to_end(run: Run) -> None:
    """Where nobody is held up, the time is up at some time."""
    conducted = run.conducted
    if conducted is None or not conducted.schedule.endswith("-lazy") or conducted.clock < 20 * PATIENCE:
        return
    if all(line.text != LET_GO for line in run.lines):
        run.fail(
            _("{seconds:.0f} seconds are over, and let_go() has not been called.").format(seconds=conducted.clock),
            expected=_("let_go() after {patience:.1f} s").format(patience=PATIENCE),
            actual="\n".join(f"{line.text} ({line.process})" for line in run.lines),
            help=_who_waits(),
        )


def _who_waits() -> str:
    return _(
        "Some workers end only when let_go() has been called. Who waits for them before that, and without an end? And "
        "is anybody's work done in the main process, by run() or by a call?"
    )


def _expect_entries(run: Run, crew: list[Hand] = CREW) -> list[tuple[str, int | str, str]]:
    """A process for each worker, of its name; and an entry for each, with what is true of it."""
    seen = _seen(run)
    run.expect_no_error()
    pids: list[int] = []
    for number, hand in enumerate(crew, 1):
        found = [
            (match, line)
            for line in run.lines
            if (match := BEGINS.fullmatch(line.text)) and match["number"] == str(number)
        ]
        children = [(match, line) for match, line in found if line.process in run.children]
        if len(found) != 1 or not children:
            run.fail(
                _("Worker {number} did not work once, in a process that was started with multiprocessing.").format(
                    number=number
                ),
                expected=_("worker {number} begins, in a child process").format(number=number),
                actual="\n".join(f"{line.text} ({line.process})" for line in run.lines) or _("nothing"),
                help=_why_no_work(run, hand, len(found), crew),
            )
        match, line = found[0]
        if match["name"] != hand.name:
            run.fail(
                _("The process of worker {number} does not know its name.").format(number=number),
                expected=_("worker {number} is in a process of the name {name}").format(number=number, name=hand.name),
                actual=line.text,
                help=_("A Process that is told no name makes one up, Process-1 say. When can it be told?")
                if "Process-" in match["name"]
                else _("Its name is the one in crew, letter for letter, even if somebody else has it too."),
            )
        pids.append(line.process.pid)
    if len(set(pids)) < len(pids):
        run.fail(
            _("One process did the work of several workers."),
            expected=_("{count} processes").format(count=len(pids)),
            actual="\n".join(f"{line.text} ({line.process})" for line in run.lines),
        )
    entries = seen["entries"]
    if entries is None:
        run.fail(
            _("roll_call() did not return a list of tuples of three."),
            expected=_("a list with a tuple (name, pid, late) for each worker"),
            actual=seen["shown"],
        )
    expected = [f"{hand.name} {_owner(run, pid)}" for hand, pid in zip(crew, pids, strict=True)]
    actual = [f"{name} {_owner(run, pid)}" for name, pid, _late in entries]
    if actual != expected:
        run.fail(
            _("Who is called, in which order, and where each works: the report does not say so truly."),
            expected="\n".join(expected),
            actual="\n".join(actual) or _("an empty list"),
            help=_why_entries(run, entries, sorted(actual) == sorted(expected), crew),
        )
    return entries


def _why_no_work(run: Run, hand: Hand, times: int, crew: list[Hand]) -> str:
    if crew is not JUST_BACK and any((process.exitcode or 0) < 0 for process in run.children):
        return _("Somebody was ended by force, before the work had even begun. Once let go, each ends by itself.")
    if not times and [other.name for other in crew].count(hand.name) > 1:
        return _("Somebody else is called {name} too. What tells the two apart?").format(name=hand.name)
    return _("Only start() makes a new process; a call of the function, or of run(), stays in this one.")


def _owner(run: Run, pid: int | str) -> str:
    """A pid in words: that of a child by its number, for pids differ from run to run."""
    owner = next((process for process in run.processes if process.pid == pid), None)
    if owner is run.main:
        return _("(pid of the main process)")
    if owner is not None and owner in run.children:
        return _("(pid of child {number})").format(number=owner.number)
    return _("(pid {pid})").format(pid=pid)


def _why_entries(run: Run, entries: list[tuple[str, int | str, str]], only_order: bool, crew: list[Hand]) -> str:
    pids = [pid for _name, pid, _late in entries]
    if "None" in pids or 0 in pids:
        return _("A process that has not been started has no pid; then its pid is None.")
    if run.main.pid in pids:
        return _("os.getpid() is the pid of the process that calls it. Here that is the main process.")
    if len(pids) < len(crew):
        return _(
            "active_children() names those who have not ended, in no order. And of two who have one name, a dict keeps "
            "one. Who remembers all the processes?"
        )
    if only_order:
        return _("The order is that of crew, whose names are not sorted. active_children() has no order at all.")
    if [name for name, _pid, _late in entries] == [hand.name for hand in crew] and len(set(pids)) == len(pids):
        return _(
            "The names are right, and the pids those of others. What several processes send comes in the order in "
            "which they send it. Which object has the pid of this one?"
        )
    return _("Two workers may have the same name. What tells the two processes apart?")


def _expect_let_go(run: Run) -> float:
    """let_go() was called once, by the main process; gives the seconds until then."""
    waited = _seen(run)["waited"]
    calls = [line for line in run.lines if line.text == LET_GO]
    if len(waited) != 1 or len(calls) != 1:
        run.fail(
            _("let_go() is to be called once, for all of them."),
            expected=_("one call"),
            actual=_("{count} calls").format(count=len(calls)),
            help=_("It is called when the time is up, whoever is late, and even if nobody is.") if not calls else "",
        )
    return waited[0]


def _too_early() -> str:
    return _(
        "Nobody may be let go before patience is over, unless all have ended. What did the wait wait for: the time, "
        "one of them, or all?"
    )


def _expect_pauses(run: Run) -> None:
    """Nobody asks again and again in one moment: only a sleep, or a wait with a timeout, moves this clock."""
    looks: Counter[tuple[str, float]] = Counter()
    too_many: Counter[str] = Counter()
    for step in run.conducted.steps if run.conducted is not None else ():
        if step.pid == run.main.pid and step.kind in ("look", "join", "wait"):
            looks[step.object, step.clock] += 1
            too_many[step.object] += looks[step.object, step.clock] > MOST_LOOKS
            if too_many[step.object] > LAST_LOOKS:
                run.fail(
                    _("{file}:{line} asks again and again without a pause.").format(file=run.file_name, line=step.line),
                    expected=_("a wait that lasts until there is news, or a sleep between two rounds")
                    if step.kind == "wait"
                    else _("a wait with a timeout, or a sleep between two rounds"),
                    actual=_("more than {count} looks in a moment, again and again").format(count=MOST_LOOKS),
                    help=_(
                        "A wait for several comes back at once as long as one of them has ended already, or if its "
                        "timeout is 0. Whom does this one still wait for?"
                    )
                    if step.kind == "wait"
                    else _no_pause(),
                )


def _no_pause() -> str:
    return _("Who asks again and again without a pause keeps a processor busy, and may keep others from going on.")


def _expect_late(run: Run, said: list[str], crew: list[Hand]) -> None:
    if said != [str(hand.late) for hand in crew]:
        run.fail(
            _("The report does not say truly who was late."),
            expected=_shown([str(hand.late) for hand in crew], crew),
            actual=_shown(said, crew),
            help=_why_not_late(run, said, crew),
        )


def _is_asked_too_early(run: Run, number: int) -> bool:
    """Whether somebody heard that a wait was over, asked at once for this worker, and was told that it goes on."""
    steps = [step for step in (run.conducted.steps if run.conducted is not None else ()) if step.pid == run.main.pid]
    heard = False
    for step in steps:
        if step.kind == "wait":
            heard = bool(step.result)
        elif step.kind != "look":
            heard = False
        elif heard and not step.result and step.object.endswith(f".{number}"):
            return True
    return False


def _why_not_late(run: Run, said: list[str], crew: list[Hand]) -> str:
    wrong = [hand for hand, late in zip(crew, said, strict=True) if late != str(hand.late)]
    if all(not hand.late and _is_asked_too_early(run, crew.index(hand) + 1) for hand in wrong):
        return _(
            "{name} had ended in time. A sentinel is ready a moment before the system can say how the process ended, "
            "and until then is_alive() is True, and exitcode None. Which call waits for that moment?"
        ).format(name=wrong[0].name)
    if all(hand.code for hand in wrong):
        return _(
            "{name} had ended in time, and {code} is the exit code of that process. What is the exitcode of one that "
            "has not ended?"
        ).format(name=wrong[0].name, code=wrong[0].code)
    names = Counter(hand.name for hand in crew)
    if all(names[hand.name] > 1 and not hand.late for hand in wrong):
        return _("Two workers may have the same name, and one of them may be late while the other one is not.")
    if all(late == "True" for late in said):
        return _(
            "join() with a timeout returns None, ended or not, and what was asked before the time was up is out of "
            "date. What does a Process have that says whether it has ended, and when is it asked?"
        )
    if all(hand.late for hand in wrong):
        return _("They had not ended when the time was up. Is that looked at before let_go() is called, or after it?")
    return _(
        "What a process has said of itself is true of the moment in which it was asked. When is each asked, and when "
        "was the time up?"
    )


def _expect_ended(run: Run, crew: list[Hand]) -> None:
    """All workers have ended by themselves, before roll_call() returned."""
    lines = [line.text for line in run.lines]
    over = lines.index("roll_call() is over")
    for number, hand in enumerate(crew, 1):
        end = f"worker {number} ends"
        if end not in lines[:over]:
            ended = [process for process in run.children if process.exitcode is not None and process.exitcode < 0]
            run.fail(
                _("roll_call() has returned, and worker {number}, {name}, had not come to the end of its work.").format(
                    number=number, name=hand.name
                ),
                expected=_("“{end}”, and then roll_call() returns").format(end=end),
                actual="\n".join(lines),
                help=_("Somebody was ended by force. Once let go, each ends by itself.")
                if ended
                else _("Who waits for those who were late, once they have been let go?"),
            )
    if _seen(run)["alive"]:
        run.fail(
            _("roll_call() has returned, and not all of its processes have ended."),
            expected=_("no process is left"),
            actual=_("{count} not ended yet").format(count=_seen(run)["alive"]),
            help=_("Who waits for those who were late, once they have been let go?"),
        )


def _shown(said: list[str], crew: list[Hand]) -> str:
    return "\n".join(f"{hand.name}: {late}" for hand, late in zip(crew, said, strict=True))
