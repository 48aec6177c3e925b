"""A bad item spoils nobody else's outcome, whether it fails or takes its process with it."""

import re
from collections.abc import Iterator
from typing import Any, TypedDict

from forklings import Drive, Program, Run, _, points

BEGINS = re.compile(r"item (?P<number>\d+): begins")
ENDS = re.compile(r"item (?P<number>\d+): ends")
OVER = "run() is over"

# So often may a task be called for one item when a process was lost.
MOST_CALLS = 10

# The characters of a long result: more than a pipe holds.
LONG = 200_000


class Torn(Exception):
    """Pickles, but cannot be made again from what was pickled: it wants two arguments."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what} is {why}")

    def __repr__(self) -> str:
        return f"<{self}>"


def take(item: "Any") -> "Any":
    """An item is a number, a nap, and what is to become of it; who ends its process too often gives in.

    None is number 0.
    """
    import os
    import signal
    import time

    number, nap, end = item if item is not None else (0, 0.5, "fine")
    print(f"item {number}: begins")
    time.sleep(nap)
    if end in ("exit", "kill"):
        with open(f"{number}.calls", "a") as file:
            file.write("x")
        if os.path.getsize(f"{number}.calls") > 12:
            return "gave in"
        if end == "exit":
            os._exit(0)
        os.kill(os.getpid(), signal.SIGKILL)
    if end == "ValueError":
        raise ValueError(number)
    if end == "Torn":
        raise Torn("it", "torn")
    print(f"item {number}: ends")
    if end == "unsent":
        return (digit for digit in str(number))
    if end == "exception":
        return LookupError(number)
    if end == "long":
        return f"result {number} ".ljust(200_000, ".")
    return None if end == "nothing" else f"result {number}"


def mend_executors() -> None:
    """As in Python 3.12: an executor is not broken at the very moment at which it starts a worker.

    Before, submit() may raise OSError("handle is closed") then, or wait for ever: that is Python's fault, and no
    student's. Whoever submits has this lock, and looks first whether the executor is broken.
    """
    import sys
    from concurrent.futures import process

    if sys.version_info < (3, 12):
        manager: Any = process._ExecutorManagerThread
        terminate_broken = manager.terminate_broken

        def mended(thread: "Any", cause: "Any") -> None:
            executor = thread.executor_reference()
            with thread.shutdown_lock:
                if executor is not None:
                    executor._broken = "A child process terminated abruptly, the process pool is not usable anymore"
            del executor
            terminate_broken(thread, cause)

        manager.terminate_broken = mended


def hand_out(module: "Any", calls: "Any") -> "Any":
    """Calls run() for each of the calls, its items and workers; says what came, and who had not ended then."""
    import multiprocessing
    import os
    import re

    mend_executors()
    # As on a machine with one processor: how many are at work at once does not depend on it.
    os.cpu_count = lambda: 1
    if hasattr(os, "process_cpu_count"):
        os.process_cpu_count = lambda: 1

    def shown(outcome: "Any") -> str:
        text = repr(tuple(outcome)) if isinstance(outcome, list) else repr(outcome)
        return text if len(text) < 200 else f"{text[:30]}… ({len(text)} characters)"

    seen = []
    for listed, workers in calls:
        # An item may be None as well: here it is the one with the number 0.
        items = [item if item[0] else None for item in listed]
        try:
            outcomes = module.run(take, items, workers)
            came = [shown(outcome) for outcome in outcomes]
            kind = type(outcomes).__name__
        except Exception as error:
            came, kind = [re.sub(" at 0x[0-9a-f]+", "", repr(error))[:200]], "error"
        alive = sum(child.is_alive() for child in multiprocessing.active_children())
        print("run() is over")
        seen.append({"kind": kind, "came": came, "alive": alive})
    return seen


class Seen(TypedDict):
    kind: str
    came: list[str]
    alive: int


@points(2)
def test_failed(program: Program) -> None:
    """Each item that returns or raises has its outcome, in order, whatever it returns or raises."""
    items = _items(program, ["fine", "ValueError", "unsent", "Torn", "nothing", "long", "exception"])
    items[0][0] = 0  # this one is None
    for run in _runs(program, items, 4):
        _expect_outcomes(run, _seen(run)[0], items, most=1)
    for run in program.explore(drive=_drive(([], 2)), schedules=1, elsewhere=0):
        _expect_outcomes(run, _seen(run)[0], [], most=1)


@points(3)
def test_lost(program: Program) -> None:
    """An item that ends its process is lost, and none of the others is, in any schedule."""
    items = _lost(program)
    for run in program.explore(drive=_drive((_first_back(items), 2)), schedules=1, elsewhere=0, time="lazy"):
        _expect_outcomes(run, _seen(run)[0], items, most=MOST_CALLS, back=items[0][0])
    for run in _runs(program, items, 7):
        _expect_outcomes(run, _seen(run)[0], items, most=MOST_CALLS)
    # And one by itself: nothing that is started later lets go of what the main process still holds for it.
    alone = _items(program, ["kill"])
    for run in program.explore(drive=_drive((alone, 2)), schedules=1, elsewhere=1):
        _expect_outcomes(run, _seen(run)[0], alone, most=MOST_CALLS)
    run = program.drive(hand_out, uses=[Torn, take, mend_executors], calls=[(items, 2)])
    _expect_outcomes(run, _seen(run)[0], items, most=MOST_CALLS)


@points(1, needs=test_failed)
def test_side_by_side(program: Program) -> None:
    """As many items as there are workers are at work at once, and never more."""
    numbers = _items(program, ["fine"] * 7, nap=1)
    few, many = numbers[:3], numbers[3:]
    for run in program.explore(drive=_drive((few, 3), (many, 2)), schedules=1, elsewhere=1, time="lazy"):
        _seen(run, 2)
        peaks = _peaks(run)
        if peaks[0] < len(few):
            run.fail(
                _("run(task, items, 3) got 3 items, and {count} at most were at work at once.").format(count=peaks[0]),
                expected=_("3 items at work, side by side"),
                actual=_shown(run),
                help=_(
                    "Each task naps here until nobody else can go on. Who waits for what before the next one begins? "
                    "And how many processes are there? (os.cpu_count() is 1 here.)"
                ),
            )
        for peak, limit, items in ((peaks[0], 3, few), (peaks[1], 2, many)):
            if peak > limit:
                run.fail(
                    _("run(task, items, {limit}) had {count} items at work at once, of {all}.").format(
                        limit=limit, count=peak, all=len(items)
                    ),
                    expected=_("{limit} at most").format(limit=limit),
                    actual=_shown(run),
                    help=_("How many processes are there that do tasks, and who decides that?"),
                )
    items = _lost(program)
    for run in program.explore(drive=_drive((_first_longest(items), 2)), schedules=1, elsewhere=0, time="lazy"):
        if (peak := _peak_of_ended(run)) > 2:
            run.fail(
                _("run(task, items, 2) had {count} items at work at once, after a process was lost.").format(
                    count=peak
                ),
                expected=_("{limit} at most").format(limit=2),
                actual=_shown(run),
                help=_("Those that are done again are at work as the others are. How many of them are handed out?"),
            )


@points(1, needs=test_lost)
def test_nobody_left(program: Program) -> None:
    """When run() returns, every process that it has started has ended."""
    for run in program.explore(drive=_drive((_lost(program), 2)), schedules=7, elsewhere=1):
        if alive := _seen(run)[0]["alive"]:
            run.fail(
                _("run() has returned, and not all of its processes have ended."),
                expected=_("no process is left"),
                actual=_("{count} not ended yet").format(count=alive),
                help=_(
                    "Who has answered has not ended yet. join() waits for that, and shutdown() does unless it is told "
                    "not to wait."
                ),
            )


def _runs(program: Program, items: list[list[Any]], schedules: int) -> Iterator[Run]:
    """One in which every task takes its time, the first one longest; then some in which time promises nothing."""
    yield from program.explore(drive=_drive((_first_longest(items), 2)), schedules=1, elsewhere=0, time="lazy")
    yield from program.explore(drive=_drive((items, 2)), schedules=schedules, elsewhere=1)


def _first_longest(items: list[list[Any]]) -> list[list[Any]]:
    return [[items[0][0], 0.5, items[0][2]], *items[1:]]


def _first_back(items: list[list[Any]]) -> list[list[Any]]:
    """The first is back long before any process is lost, where a nap lasts until nobody else can go on."""
    return [[number, nap if place == 0 else 5, end] for place, (number, nap, end) in enumerate(items)]


def _drive(*calls: Any) -> Drive:
    return Drive(hand_out, uses=[Torn, take, mend_executors], calls=calls)


def _lost(program: Program) -> list[list[Any]]:
    """Whoever is at work beside the last one to be lost has a long answer, and ends when that is read."""
    return _items(program, ["fine", "exit", "fine", "ValueError", "kill", "long"])


def _items(program: Program, ends: list[str], nap: float = 0.1) -> list[list[Any]]:
    """An item for each of these ends, with numbers that are all different, and that the program cannot know."""
    numbers: list[int] = []
    place = 0
    while len(numbers) < len(ends):
        number = program.number(100, 999, salt=f"item {place}")
        if number not in numbers:
            numbers.append(number)
        place += 1
    return [[number, nap, end] for number, end in zip(numbers, ends, strict=True)]


def _seen(run: Run, calls: int = 1) -> list[Seen]:
    help = ""
    waits = run.conducted.waits if run.conducted is not None else ()
    if "Torn" in (error := run.error_of(run.main)):
        help = _why_raised(error)
    elif run.outcome == "deadlock" and any(wait.kind == "write" for wait in waits) and _main_reads(run):
        help = _(
            "A pipe holds only so much, and a long answer goes only as somebody reads it. Here the main process reads "
            "from another pipe. Who has the sending end of that one, and since when?"
        )
    elif run.outcome == "deadlock" and any(wait.kind == "write" for wait in waits):
        help = _(
            "A pipe holds only so much, and a long answer goes only as somebody reads it. Its process ends when all of "
            "it is sent. Who waits for that end before the answer is read?"
        )
    elif run.outcome == "deadlock" and _waits_for_the_dead(run):
        help = _(
            "A process that has ended gives nothing back, neither a place nor a lock. Which of your lines does a "
            "process still come to when its task raises an exception, and which when its task ends it?"
        )
    elif run.outcome in ("deadlock", "timeout"):
        help = _(
            "Somebody waits for an answer, and the process that was to give it has ended. Who would notice? A Pool "
            "does not. A pipe says EOF when no copy of its sending end is open any more, and every Process has a "
            "sentinel."
        )
    elif any(line.process is run.main and BEGINS.fullmatch(line.text) for line in run.lines):
        help = _("The main process did a task itself, and one of the tasks may end its process.")
    return run.expect_result(list[Seen], count=calls, help=help)


def _main_reads(run: Run) -> bool:
    waits = run.conducted.waits if run.conducted is not None else ()
    return any(wait.kind == "read" and wait.pid == run.main.pid and wait.thread == 0 for wait in waits)


def _waits_for_the_dead(run: Run) -> bool:
    """The main process waits for a lock or a place, or another one for what somebody took last who has ended."""
    waits = run.conducted.waits if run.conducted is not None else ()
    # In a deadlock everybody who has not ended waits.
    left = {wait.pid for wait in waits}
    for wait in waits:
        by_itself = not wait.call or wait.call.endswith(".acquire")  # not inside of a queue's get(), say
        gone = by_itself and wait.holder not in {0, *left}
        if wait.kind == "acquire" and (wait.pid == run.main.pid or gone):
            return True
    return False


def _expect_outcomes(run: Run, seen: Seen, items: list[list[Any]], *, most: int, back: int = 0) -> None:
    """Each has its outcome, and was called so often at most; the one that was back before any loss once."""
    for number, _nap, end in items:
        text = f"item {number}: begins"
        lines = [line for line in run.lines if line.text == text]
        if any(line.process is run.main for line in lines):
            run.fail(
                _("The main process did a task itself."),
                expected=_("each task in a child process"),
                actual=f"{text} ({run.main})",
                help=_("A thread is in the main process, and so is a call task(item) in your own line."),
            )
        if len(lines) > (1 if number == back else most):
            run.fail(
                _("The task was called {count} times for one item.").format(count=len(lines)),
                expected=_("{count} times at most").format(count=most) if most > 1 and number != back else _("once"),
                actual="\n".join(line.text for line in lines[:12]),
                help=_(
                    "It had come back long before any process was lost. A future that has its result keeps it, "
                    "whatever becomes of the executor. Which items are to be done again?"
                )
                if number == back
                else _("What ends its process does so each time.")
                if end in ("exit", "kill")
                else _(
                    "No item ends its process here. So each has come back: it has returned, or raised an exception "
                    "(one of them pickles, and cannot be made again from that)."
                )
                if most == 1
                else _("It is lost with its neighbour each time, as long as both are called together."),
            )
    expected = [_outcome(number, end) for number, _nap, end in items]
    if seen["kind"] != "list":
        run.fail(
            _("run(task, items, …) raised an exception.")
            if seen["kind"] == "error"
            else _("run(task, items, …) returned no list."),
            expected=_("a list of outcomes"),
            actual=", ".join(seen["came"]),
            help=_("items is empty here: there is nothing to do, and nothing to wait for.")
            if not items
            else _why_raised(", ".join(seen["came"]), lost=repr(("lost", None)) in expected),
        )
    for place, (item, want) in enumerate(zip(items, expected, strict=True)):
        came = seen["came"][place] if place < len(seen["came"]) else _("nothing")
        if came != want and not (item[2] == "unsent" and came.startswith(("('failed', '", "('failed', \""))):
            never_begun = all(line.text != f"item {item[0]}: begins" for line in run.lines)
            run.fail(
                _("Item {place} of {count} {fate}, and its outcome is {came}.").format(
                    place=place + 1, count=len(items), fate=_fate(item), came=came
                ),
                expected=_listed(items, expected),
                actual=_listed(items, seen["came"]),
                help=_(
                    "An item may be None, and no task was called for this one. Does None mean something else in the "
                    "program?"
                )
                if item[0] == 0 and never_begun
                else _why_other(item[2], came, seen["came"], expected),
            )
    if len(seen["came"]) > len(items):
        run.fail(
            _("There are more outcomes than items."),
            expected=_listed(items, expected),
            actual="\n".join(seen["came"]),
        )


def _outcome(number: int, end: str) -> str:
    match end:
        case "fine":
            return repr(("done", f"result {number}"))
        case "long":
            text = repr(("done", f"result {number} ".ljust(LONG, ".")))
            return f"{text[:30]}… ({len(text)} characters)"
        case "nothing":
            return repr(("done", None))
        case "exception":
            return repr(("done", LookupError(number)))
        case "exit" | "kill":
            return repr(("lost", None))
        case "unsent":
            return repr(("failed", "…"))
        case _:
            return repr(("failed", end))


def _fate(item: list[Any]) -> str:
    number, _nap, end = item
    if number == 0:
        return _("is None")
    return {
        "fine": _("returned a text"),
        "long": _("returned a long text"),
        "nothing": _("returned None"),
        "exception": _("returned an exception"),
        "exit": _("called os._exit(0)"),
        "kill": _("killed its process"),
        "unsent": _("returned something that does not pickle"),
        "ValueError": _("raised a ValueError"),
        "Torn": _("raised an exception that cannot be made again from its pickle"),
    }[end]


def _listed(items: list[list[Any]], outcomes: list[str]) -> str:
    names = [str(number or None) for number, _nap, _end in items]
    return "\n".join(f"{name}: {outcome}" for name, outcome in zip(names, outcomes, strict=False))


def _why_raised(error: str, *, lost: bool = False) -> str:
    if "Torn" in error or "pickle" in error:
        return _(
            "This comes from the way between two processes: what travels has to pickle, and to be made again on the "
            "other side. What of an exception, or of a result, is sure to travel?"
        )
    if "EOFError" in error:
        return _(
            "There was nothing to read, and nobody is left who could send anything: the process has ended without an "
            "answer. That is an outcome, too."
        )
    if lost:
        return _(
            "One of these items ends its process, or some do. What does the program look for, then, that such a "
            "process has not left?"
        )
    return _("A bad item has an outcome of its own. Nobody else is to hear of it.")


def _why_other(end: str, came: str, all_came: list[str], expected: list[str]) -> str:
    if len(all_came) < len(expected):
        return _("There are fewer outcomes than items. Where one is left out, all behind it move up.")
    if sorted(_without_names(all_came, expected)) == sorted(expected):
        return _("They are all there, and not in the order of the items.")
    if "Broken" in came:
        return _(
            "A process that ends breaks its executor, and then everything raises BrokenProcessPool that has not come "
            "back, good or bad, and everything that is handed to it later. Who of them did it?"
        )
    if end == "exception" and came.startswith("('failed', "):
        return _(
            "What is returned is a result, an exception too. By what does the program tell whether it was returned or "
            "raised?"
        )
    if end in ("ValueError", "Torn") and came.startswith("('failed', "):
        return _("The name is wanted, which is that of the exception's type. What it says is something else.")
    if end in ("unsent", "Torn"):
        return _(
            "What is to travel from one process to another has to pickle, and to be made again on the other side. "
            "Where it cannot, the one who has it can say so in words that do."
        )
    if came == repr(("lost", None)) and repr(("lost", None)) not in expected:
        return _(
            "No item ends its process here. It came back from its task, or would have. Was it waited for as long as it "
            "took? What was put into a queue need not have been sent yet, and what was sent may lie unread when its "
            "process has ended."
        )
    if end in ("fine", "long", "nothing", "ValueError") and came == repr(("lost", None)):
        return _(
            "It came back from its task, or would have, and nobody heard it. Was it waited for as long as it took? Or "
            "had its process, or its pool, been ended by another item? What was put into a queue has not been sent "
            "yet, and what was sent may lie unread when its process has ended."
        )
    if end in ("exit", "kill") and came != repr(("lost", None)):
        return _("Its process ended without an answer. What does the main process go by?")
    return ""


def _without_names(all_came: list[str], expected: list[str]) -> list[str]:
    """Where any name of an exception will do, “…” for that of the first which none of the others is to have."""
    any_name = repr(("failed", "…"))
    came = list(all_came)
    for place, outcome in enumerate(came):
        if any_name in expected and outcome.startswith("('failed', ") and outcome not in expected:
            came[place] = any_name
            break
    return came


def _peaks(run: Run) -> list[int]:
    """For each call of run(): how many items were at work at once, at most."""
    peaks, at_work = [0], 0
    for line in run.lines:
        if line.text == OVER and line.process is run.main:
            peaks.append(0)
            at_work = 0
        elif BEGINS.fullmatch(line.text):
            at_work += 1
            peaks[-1] = max(peaks[-1], at_work)
        elif ENDS.fullmatch(line.text):
            at_work -= 1
    return [*peaks, 0, 0]


def _peak_of_ended(run: Run) -> int:
    """How many were at work at once, of the calls that came to their end; when another one was ended is unknown."""
    calls = [(line.process, *line.text.split(": ")) for line in run.lines if line.process is not run.main]
    ended = {call[:2] for call in calls if call[2:] == ("ends",)}
    at_work: set[object] = set()
    peak = 0
    for call in calls:
        if call[2:] == ("begins",) and call[:2] in ended:
            at_work.add(call[:2])
        else:
            at_work.discard(call[:2])
        peak = max(peak, len(at_work))
    return peak


def _shown(run: Run) -> str:
    return "\n".join(line.text for line in run.lines)
