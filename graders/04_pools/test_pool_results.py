"""What a pool was given comes back: in order, all of it, errors too, and no worker stays behind."""

import re
from collections.abc import Iterator
from typing import Any, TypedDict

from forklings import Drive, Program, Run, _, points

BEGINS = re.compile(r"item (?P<number>\d+): begins")
ENDS = re.compile(r"item (?P<number>\d+): ends")


def take(item: "Any") -> "Any":
    """An item is a number and what is to come of it; a nap is over when somebody lets it be. None is number 0."""
    import time

    number, result, nap = item if item is not None else (0, ["no item"], 0)
    print(f"item {number}: begins")
    time.sleep(nap)
    if isinstance(result, str) and result.startswith("error "):
        raise LookupError(number, result)
    print(f"item {number}: ends")
    if result == "an exception":
        return LookupError(number)
    return result * 100_000 if result == "long " else result


def linger(item: "Any") -> "Any":
    """From now on this process takes a moment to end when it is told to by terminate(), as any process may.

    For conducted runs only. Elsewhere a signal's function may be called as late as the next line is run.
    """
    import os
    import signal
    import threading
    import time

    def end(number: "Any", frame: "Any") -> None:
        time.sleep(0.1)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, end)
    return take(item)


def hand_out(module: "Any", calls: "Any", lingers: bool = False) -> "Any":
    """Calls run() for each of the calls, its items and workers; says what came, and who had not ended then."""
    import multiprocessing
    import os
    import re

    # As on a machine with one processor: how many are at work at once does not depend on it.
    os.cpu_count = lambda: 1
    if hasattr(os, "process_cpu_count"):
        os.process_cpu_count = lambda: 1

    def shown(value: "Any") -> str:
        text = re.sub(" at 0x[0-9a-f]+", "", repr(value))
        return text if len(text) < 80 else f"{text[:20]}… ({len(text)} characters)"

    seen = []
    for listed, workers in calls:
        kind, came = "", []
        items = [tuple(item) if place % 2 else item for place, item in enumerate(listed)]
        # An item may be None as well: here it is the one with the number 0.
        items = [None if item[0] == 0 else item for item in items]
        try:
            results = module.run(linger if lingers else take, items, workers)
            kind = type(results).__name__
            came = [shown(result) for result in results] if isinstance(results, (list, tuple)) else [shown(results)]
        except Exception as error:
            kind, came = f"raise {type(error).__name__}", [shown(argument) for argument in error.args]
            # Here the frame of run() is still there, and with it all that it has left open.
            alive = sum(child.is_alive() for child in multiprocessing.active_children())
        else:
            alive = sum(child.is_alive() for child in multiprocessing.active_children())
        print("run() is over")
        seen.append({"kind": kind, "came": came, "alive": alive})
    return seen


class Seen(TypedDict):
    kind: str
    came: list[str]
    alive: int


@points(2)
def test_results(program: Program) -> None:
    """run() returns a result for each item, or raises what a task raised; each item goes to a child, once."""
    numbers = _numbers(program, 7)
    # The first item comes twice, and not every result says yes when it is asked whether it is true.
    # An exception that a task returns is a result like any other.
    results = ["first", None, "first", 0, ["no item"], "an exception"]
    numbers[2], numbers[4] = numbers[0], 0
    items = [[number, result, 0] for number, result in zip(numbers[:6], results, strict=True)]
    failing = [[numbers[6], f"error {numbers[6]}", 0]]
    run = program.drive(hand_out, uses=[take, linger], calls=[(items, 2), ([], 2), (failing, 2)])
    full, empty, failed = _seen(run, 3)
    _expect_returned(run, full, items, 2, in_order=False)  # who is faster here is luck
    _expect_done(run, numbers[:6])
    _expect_returned(run, empty, [], 2)
    _expect_raised(run, failed, failing)
    _expect_done(run, numbers[6:], failing=True)


@points(2, needs=test_results)
def test_every_schedule(program: Program) -> None:
    """All the results are there, in order, whoever is faster and however long a task takes."""
    drive, items, _failing = _both(program)
    for run in _in_time(program, drive, 2):
        _expect_returned(run, _seen(run, 2)[1], items, 2, again=True)
    numbers = sorted(_numbers(program, 4))
    numbers = [numbers[place] for place in (2, 0, 3, 1)]  # sorted is not in order
    results = [f"photo {numbers[0]}", "long ", f"photo {numbers[2]}", f"photo {numbers[3]}"]
    items = [[number, result, 0.1] for number, result in zip(numbers, results, strict=True)]
    for run in program.explore(
        drive=Drive(hand_out, uses=[take, linger], calls=[(items, 2)]), schedules=8, elsewhere=1
    ):
        (seen,) = _seen(run, 1)
        _expect_returned(run, seen, items, 2)


@points(2, needs=test_results)
def test_side_by_side(program: Program) -> None:
    """As many tasks as there are workers are at work at once, and never more."""
    numbers = _numbers(program, 9)
    few = [[number, "done", 1] for number in numbers[:4]]
    many = [[number, "done", 1] for number in numbers[4:]]
    # Here a nap lasts until nobody else can go on: all that can be at work are.
    drive = Drive(hand_out, uses=[take, linger], calls=[(few, 4), (many, 2)])
    for run in _in_time(program, drive, 3):
        run.expect_nothing_left(help=_why_stuck(run))
        peaks = _peaks(run)
        if peaks[0] < len(few):
            run.fail(
                _("run(task, items, 4) got 4 items, and {count} at most were at work at once.").format(count=peaks[0]),
                expected=_("4 tasks at work, side by side"),
                actual=_shown(run),
                help=_(
                    "Each task naps here until nobody else can go on. Who waits for what before the next task begins? "
                    "How many workers are there, and how many items does one get at once? (os.cpu_count() is 1 here.)"
                ),
            )
        for peak, limit, items in ((peaks[0], 4, few), (peaks[1], 2, many)):
            if peak > limit:
                run.fail(
                    _("run(task, items, {limit}) had {count} tasks at work at once, of {all}.").format(
                        limit=limit, count=peak, all=len(items)
                    ),
                    expected=_("{limit} at most").format(limit=limit),
                    actual=_shown(run),
                    help=_("How many processes do tasks, and who decides how many that are?"),
                )
        _seen(run, 2)


@points(2, needs=test_results)
def test_nobody_left(program: Program) -> None:
    """When run() returns, or raises an exception, every process that it started has ended."""
    drive, _items, failing = _both(program)
    for run in _in_time(program, drive, 8):
        raised, returned = _seen(run, 2)
        _expect_raised(run, raised, failing)
        _expect_ended(run, raised, _("raised an exception"))
        _expect_ended(run, returned, _("returned"))


def _both(program: Program) -> tuple[Drive, list[list[Any]], list[list[Any]]]:
    """The same drive for two checks: one call where a task fails, then one where the first task takes longest."""
    numbers = _numbers(program, 7)
    items = [[number, f"photo {number}", nap] for number, nap in zip(numbers[:3], (0.5, 0.1, 0.2), strict=True)]
    # Whoever does not fail is asleep when the error comes. A pool that is terminated while a worker hands in its
    # result may wait for ever, for a lock that the worker had; that is a fault of Python's, and no student's.
    failing = [[number, "photo", 1.37] for number in numbers[3:]]
    failing[1] = [numbers[4], f"error {numbers[4]}", 0]
    drive = Drive(hand_out, uses=[take, linger], calls=[(failing, 2), (items, 2)], lingers=True)
    return drive, items, failing


def _in_time(program: Program, drive: Drive, schedules: int) -> Iterator[Run]:
    """Runs in which whoever naps sleeps until nobody else can go on.

    Not so in run-to-block: there a thread of a pool that looks again and again at what another thread has yet to read
    may go on for so long that a nap is over before.
    """
    for run in program.explore(drive=drive, schedules=schedules, elsewhere=1, time="lazy"):
        if run.conducted is None or not run.conducted.schedule.startswith("run-to-block"):
            yield run


def _numbers(program: Program, count: int) -> list[int]:
    """So many numbers, all different and in no order, that the program cannot know."""
    numbers: list[int] = []
    place = 0
    while len(numbers) < count:
        number = program.number(100, 999, salt=f"item {place}")
        if number not in numbers:
            numbers.append(number)
        place += 1
    return numbers


def _seen(run: Run, calls: int) -> list[Seen]:
    return run.expect_result(list[Seen], count=calls, help=_why_stuck(run))


def _expect_returned(
    run: Run, seen: Seen, items: list[list[Any]], workers: int, *, in_order: bool = True, again: bool = False
) -> None:
    expected = [_shown_result(number, result) for number, result, _nap in items]
    complete = sorted(seen["came"]) == sorted(expected)
    if seen["kind"] == "list" and complete and (seen["came"] == expected or not in_order):
        return
    call = f"run(task, items, {workers})" if items else f"run(task, [], {workers})"
    came = ", ".join(seen["came"])
    fields = {"call": call}
    help = ""
    if seen["kind"].startswith("raise "):
        kind = seen["kind"].removeprefix("raise ")
        message = _("{call} raised {error}.").format(call=call, error=kind)
        actual, help = f"{kind}: {came}", _why_raised(kind, came, items)
    elif seen["kind"] != "list":
        message = _("{call} returned no list.").format(**fields)
        actual = f"{seen['kind']}: {came}"
        help = _("apply_async, map_async and imap give something to ask for results, at once.")
    elif complete:
        message = _("{call} returned all results, but not in the order of the items.").format(**fields)
        actual = f"[{came}]"
        help = _(
            "The order of items is that of the list that run() was given. It is not that in which tasks are done, nor "
            "that of sorted results. By what can each result be put into its place, also when two items are equal?"
        )
    else:
        message = _("{call} did not return the result for each item.").format(**fields)
        actual = f"[{came}]"
        help = _why_other(seen["came"], expected)
        if again:
            help += " " + _(
                "And before this call there was one in which a task raised an exception when another one had begun. Is "
                "anything of that call left for this one?"
            )
    run.fail(message, expected=f"[{', '.join(expected)}]", actual=actual, help=help)


def _expect_raised(run: Run, seen: Seen, items: list[list[Any]]) -> None:
    """run() raised what one of the failing tasks has raised."""
    expected = [f"({number}, {result!r})" for number, result, _nap in items if result.startswith("error ")]
    arguments = f"({', '.join(seen['came'])})"
    if seen["kind"] == "raise LookupError" and arguments in expected:
        return
    raised = seen["kind"].startswith("raise ")
    run.fail(
        _("A task raised a LookupError, and run() did not raise it."),
        expected=_("run() raises LookupError{arguments}").format(arguments=expected[0]),
        actual=_("run() raises {error}{arguments}").format(
            error=seen["kind"].removeprefix("raise "), arguments=arguments
        )
        if raised
        else _("run() returns [{results}]").format(results=", ".join(seen["came"])),
        help=_("It is the exception itself that the caller wants to catch: its type, and its arguments.")
        if raised
        else _(
            "get() and result() raise what the task has raised, and so do map() and apply(). A callback does not, nor "
            "wait(), nor the end of the pool. Who asks for it, and who catches it then?"
        ),
    )


def _expect_done(run: Run, numbers: list[int], *, failing: bool = False) -> None:
    """Each item was given to a child once, or twice where it comes twice."""
    for number in dict.fromkeys(numbers):
        text = f"item {number}: begins"
        lines = [line for line in run.lines if line.text == text]
        if any(line.process is run.main for line in lines):
            run.fail(
                _("The main process did a task itself."),
                expected=_("each task in a child process"),
                actual=f"{text} ({run.main})",
                help=_(
                    "Only a worker process takes a task elsewhere. A call task(item) in your own line is done before "
                    "anything is handed out, and a pool of threads stays in this process."
                ),
            )
        if len(lines) != numbers.count(number):
            twice = numbers.count(number) > 1
            run.fail(
                _("The task was called {count} times for an item that is in the list twice.").format(count=len(lines))
                if twice
                else _("The task was called {count} times for one item.").format(count=len(lines)),
                expected=_("{count} times").format(count=numbers.count(number)) if twice else _("once for each item"),
                actual="\n".join(line.text for line in run.lines if BEGINS.fullmatch(line.text)),
                help=_("The task of this item raises an exception. run() is to raise that, after one call.")
                if failing
                else "",
            )


def _expect_ended(run: Run, seen: Seen, how: str) -> None:
    if seen["alive"]:
        run.fail(
            _("run() has {how}, and not all of its processes have ended.").format(how=how),
            expected=_("no process is left"),
            actual=_("{count} not ended yet").format(count=seen["alive"]),
            help=_(
                "close() and shutdown(wait=False) say that no more will come, and terminate() of a process tells it to "
                "end. Who waits until the workers have ended? And which line does that when a task has raised an "
                "exception?"
            ),
        )


def _peaks(run: Run) -> list[int]:
    """For each call of run(): how many tasks were at work at once, at most."""
    peaks, at_work = [0], 0
    for line in run.lines:
        if line.text == "run() is over" and line.process is run.main:
            peaks.append(0)
            at_work = 0
        elif BEGINS.fullmatch(line.text):
            at_work += 1
            peaks[-1] = max(peaks[-1], at_work)
        elif ENDS.fullmatch(line.text):
            at_work -= 1
    return [*peaks, 0, 0]


def _shown(run: Run) -> str:
    return "\n".join(line.text for line in run.lines)


def _shown_result(number: int, result: Any) -> str:
    """What is seen of the result that the task returns for an item."""
    if result == "an exception":
        return repr(LookupError(number))
    text = repr(result * 100_000 if result == "long " else result)
    return text if len(text) < 80 else f"{text[:20]}… ({len(text)} characters)"


def _why_raised(kind: str, came: str, items: list[list[Any]]) -> str:
    if kind == "LookupError" and came in [str(number) for number, result, _nap in items if result == "an exception"]:
        return _(
            "No task raised this one: one has returned it, and what is returned is a result. By what can the caller "
            "tell whether an exception was returned or raised?"
        )
    if "pickle" in came or kind == "PicklingError":
        return _(
            "The function goes to a worker through a queue, and all that goes is its name: it has to stand at the top "
            "of a module."
        )
    if "still running" in came:
        return _("join() waits for workers that have been told that no more will come, by close() or terminate().")
    if kind.endswith("TimeoutError"):
        return _("The waiting came to the end of its time. A task may take longer, and its result comes then.")
    if not items:
        return _("There may be nothing to do. A pool has at least one worker.")
    if "argument" in came:
        return _("The task takes one argument: the item, whatever that is. Who takes it apart?")
    return ""


def _why_other(came: list[str], expected: list[str]) -> str:
    if any(result.endswith(" object>") for result in came):
        return _("apply_async gives a promise. get() waits for its result.")
    # Where all results are different, and none looks like nothing, what is missing had not come yet.
    if len(set(expected)) == len(expected) and "None" not in expected:
        return _(
            "Not all results were there when somebody looked. A task may take as long as it likes. Which call waits "
            "until its result is there?"
        )
    return _("Items may be equal, an item may be None, and a result may be None, or 0, or as long as you like.")


def _why_stuck(run: Run) -> str:
    waits = run.conducted.waits if run.conducted is not None else ()
    if run.outcome == "deadlock" and any(wait.kind == "write" for wait in waits):
        return _(
            "A pipe holds only so much, and a long result goes only as somebody reads it. Its process ends when all of "
            "it is sent. Who waits for that end before the result is read?"
        )
    if run.outcome in ("timeout", "deadlock", "undecided"):
        texts = {line.text for line in run.lines}
        if run.conducted is None and "item 0: begins" not in texts and len([*filter(ENDS.fullmatch, texts)]) == 4:
            return _(
                "Somebody waits for what nobody will give. One of the items is None here: all others were done, and "
                "that one was not begun. By what does a worker know that no more items will come?"
            )
        return _(
            "Somebody waits for what nobody will give. At the end of its `with` a pool is terminated: what was handed "
            "out and is not there by then never comes."
        )
    return ""
