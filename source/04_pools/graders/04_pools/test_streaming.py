"""A pool that is fed as its results are taken away: in order, no more than is asked for, and gone at the end."""

import re
from typing import Any, TypedDict

from forklings import Drive, Program, Run, _, points

TAKEN = re.compile(r"item (?P<place>\d+): is taken")
AT_ITS_END = "stream() is at its end"
RESULT = re.compile(r"result (?P<place>\d+): .*")

# The first two checks look at the same runs. Items 1, 3 and 5 take long.
_NAPS = [0.2, 1, 0.3, 1, 0.2, 1]


def analyse(item: "Any") -> "Any":
    """An item is its place, how long it takes, and what is to come of it; one that is None is at place 1."""
    import time

    place, nap, what = item if item is not None else (1, 0.1, "no item")
    print(f"item {place}: begins")
    time.sleep(nap)
    print(f"item {place}: ends")
    if isinstance(what, str) and what.startswith("error"):
        raise LookupError(what, place)
    if what == "an exception":
        return LookupError(place)
    return what * 100_000 if what == "long " else what


def linger(item: "Any") -> "Any":
    """From now on this process takes a moment to end, by itself or when terminate() tells it to, as any process may.

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
        threading.Thread(target=time.sleep, args=(0.1,)).start()
    return analyse(item)


class Tape:
    """Items that can be gone through once; not an iterator itself."""

    def __init__(self, items: "list[Any]") -> None:
        self.items = items
        self.begun = False

    def __iter__(self) -> "Any":
        if self.begun:
            raise RuntimeError("items was begun anew")
        self.begun = True
        for place, item in enumerate(self.items):
            print(f"item {place}: is taken")
            yield item


def listen(module: "Any", calls: "list[Any]", is_iterator: bool = True, lingers: bool = False) -> "Any":
    """For each call of stream(): what it handed out, what it raised, and how many processes were there at its end.

    It is closed after so many results, after none where that is -1, and never where it is 0. Its items are an iterator,
    as from a generator, or else an iterable that is none, as a list is.
    """
    import multiprocessing
    import os

    # As on a machine with one processor: how many are asked for at once does not depend on it.
    os.cpu_count = lambda: 1
    if hasattr(os, "process_cpu_count"):
        os.process_cpu_count = lambda: 1
    seen = []
    for items, workers, stop in calls:
        came: list[str] = []
        raised = ""
        task = linger if lingers else analyse
        results = module.stream(task, iter(Tape(items)) if is_iterator else Tape(items), workers)
        try:
            if stop < 0:
                results.close()
            for result in results if stop >= 0 else ():
                text = repr(result)
                came.append(text if len(text) < 80 else f"{text[:20]}… ({len(text)} characters)")
                print(f"result {len(came) - 1}: {came[-1]}")
                if len(came) == stop:
                    results.close()
                    break
        except Exception as error:
            raised = repr(error)
        alive = sum(child.is_alive() for child in multiprocessing.active_children())
        print("stream() is at its end")
        seen.append({"came": came, "raised": raised, "alive": alive})
    return seen


class Seen(TypedDict):
    came: list[str]
    raised: str
    alive: int


@points(2)
def test_under_way(program: Program) -> None:
    """Results come in order, and no item is taken before there is room for it."""
    items = _items(program, _NAPS)
    for run in program.explore(drive=_drive((items, 2, 0)), schedules=1, elsewhere=1, time="lazy"):
        _expect_stream(run, items, 2)
    items = _items(program, [0.01, 0.1, 0, 0])
    items[1] = None
    run = program.drive(listen, uses=[analyse, linger, Tape], calls=[(items, 2, 0), ([], 2, 0)])
    _expect_stream(run, items, 2, calls=2)
    items = _items(program, [0.01, 0.01, 0])
    items[1] = [1, 0, "an exception"]
    run = program.drive(listen, uses=[analyse, linger, Tape], calls=[(items, 1, 0)], is_iterator=False)
    _expect_stream(run, items, 1)


@points(2, needs=test_under_way)
def test_side_by_side(program: Program) -> None:
    """Nobody waits for longer than needed: not a result that is there, nor a worker for its next item."""
    items = _items(program, _NAPS)
    # A nap is over when nobody else can go on. So all that may happen before the end of a task does.
    for run in program.explore(drive=_drive((items, 2, 0)), schedules=1, elsewhere=1, time="lazy"):
        _expect_stream(run, items, 2)
        lines = _results(run)
        for first, later in (
            ("item 1: begins", "item 0: ends"),
            ("result 0", "item 1: ends"),
            ("item 2: begins", "item 1: ends"),
            ("result 2", "item 3: ends"),
            ("item 4: begins", "item 3: ends"),
            ("result 4", "item 5: ends"),
        ):
            if first not in lines[: lines.index(later)]:
                run.fail(
                    _("Something was waited for that nobody has to wait for. (Two workers; items 1, 3, 5 take long.)"),
                    expected=f"{first} → {later}",
                    actual=_shown(run),
                    help=_(
                        "Both items had been taken by then, and one was at work. How many workers are there, and who "
                        "decides that? (This run is as on a machine with one processor.)"
                    )
                    if later == "item 0: ends" and "item 1: is taken" in lines[: lines.index(later)]
                    else _(
                        "A result that is there, and all before it, can be handed out while later tasks go on. And as "
                        "soon as one has been handed out, there is room for another item, and a worker for it."
                    ),
                )
    items = _items(program, [0.2, 1])
    for run in program.explore(drive=_drive((items, 3, 0)), schedules=1, elsewhere=0, time="lazy"):
        _expect_stream(run, items, 3)
        lines = _results(run)
        for first, later in (("item 1: begins", "item 0: ends"), ("result 0", "item 1: ends")):
            if first not in lines[: lines.index(later)]:
                run.fail(
                    _("Something was waited for that nobody has to wait for. (Three workers; item 1 is the last.)"),
                    expected=f"{first} → {later}",
                    actual=_shown(run),
                    help=_(
                        "At the end of the items fewer are under way than there are workers. It is as before: a "
                        "result is handed out as soon as it and all before it are there."
                    ),
                )


@points(2, needs=test_under_way)
def test_every_schedule(program: Program) -> None:
    """It is so whoever is faster, and however long a task takes."""
    items = _items(program, [0.1, 0.1, 0.1, 0.1])
    items[1] = [1, 0.1, "long "]
    for run in program.explore(drive=_drive((items, 2, 0)), schedules=7, elsewhere=1):
        _expect_stream(run, items, 2)


@points(2, needs=test_under_way)
def test_ended(program: Program) -> None:
    """At the end, at an early one and after an exception too, no process is left, and no more items are taken."""
    items = _items(program, [0.1, 0.2, 0.1, 0.1])
    # When it is closed, a result is on its way that is more than a pipe holds. It is so too when a task has failed, the
    # third of those that begin together, before the others have come to their end.
    large = [items[0], [1, 0.2, "long "], *items[2:]]
    failing = _items(program, [0.2, 0.4, 0.1, 0.1, 0.1, 0.1])
    failing[2][2] = f"error {program.number(100, 999, salt='error')}"
    failing[3][2] = "long "
    drive = _drive((items[:1], 2, 0), (large, 2, 1), (failing, 3, 0), (items, 2, -1), lingers=True)
    for run in program.explore(drive=drive, schedules=3, elsewhere=1, time="lazy"):
        whole, early, raised, unbegun = _seen(run, 4)
        _expect_ended(run, whole, _("at its end"))
        if early["raised"] or len(early["came"]) != 1:
            run.fail(
                _("The generator was closed after its first result."),
                expected=_("close() returns, and nothing more comes"),
                actual=early["raised"] or ", ".join(early["came"]),
                help=_(
                    "At close() a GeneratorExit is raised at the yield at which a generator is left. It is none of "
                    "those that `except Exception` catches. Which lines are run then, and in which order?"
                )
                if early["came"]
                else "",
            )
        _expect_ended(run, early, _("closed after its first result"))
        _expect_taken(run, 1, 2, _("closed after its first result"))
        wanted = f"LookupError({failing[2][2]!r}, 2)"
        if raised["raised"] != wanted or len(raised["came"]) != 2:
            run.fail(
                _("The third task has raised an exception, and the generator did not raise it in its place."),
                expected=_("two results, then {error} is raised").format(error=wanted),
                actual=_shown_seen(raised),
                help=_(
                    "An exception has its place in the order too. It waits until all before it have been handed out."
                )
                if raised["raised"] == wanted
                else _("get() and result() raise what the task has raised. Who catches it, or asks in another way?"),
            )
        _expect_ended(run, raised, _("ended by an exception"))
        _expect_taken(run, 2, 5, _("ended by an exception, in the place of its third result"))
        _expect_ended(run, unbegun, _("closed before its first result was asked for"))


def _items(program: Program, naps: list[float]) -> list[Any]:
    """Items that take so long; what comes of them no program can know, and one result is None."""
    return [
        [place, nap, None if place == 2 else f"result {program.number(100, 999, salt=f'item {place}')}"]
        for place, nap in enumerate(naps)
    ]


def _drive(*calls: tuple[list[Any], int, int], lingers: bool = False) -> Drive:
    return Drive(listen, uses=[analyse, linger, Tape], calls=list(calls), lingers=lingers)


def _seen(run: Run, calls: int) -> list[Seen]:
    run.expect_nothing_left(help=_why_stuck(run))
    return run.expect_result(list[Seen], count=calls, help=_why_error(run))


def _expect_stream(run: Run, items: list[Any], workers: int, *, calls: int = 1) -> None:
    """The first call: no more under way than there are workers, all results in order, each task in a child."""
    first = _seen(run, calls)[0]
    expected = [_shown_result(item) for item in items]
    if first["came"] != expected or first["raised"]:
        run.fail(
            _("stream() did not hand out the result of each item, in order."),
            expected=", ".join(expected),
            actual=_shown_seen(first),
            help=_why_other(run, first, expected),
        )
    taken = handed = 0
    for line in run.lines:
        if TAKEN.fullmatch(line.text):
            taken += 1
            if taken - handed > workers:
                run.fail(
                    _("An item was taken while {count} were under way. (There are {count} workers.)").format(
                        count=workers
                    ),
                    expected=_("{count} at most: taken, and their results not yet handed out").format(count=workers),
                    actual=_("{taken} taken, {handed} handed out").format(taken=taken, handed=handed),
                    help=_(
                        "Who takes items from items, and when? map() takes all of them at once. imap() has a thread "
                        "that takes more whether a result was asked for or not. And a result is handed out when it "
                        "has been yielded."
                    ),
                )
        elif RESULT.fullmatch(line.text):
            handed += 1
    for place in range(len(items)):
        help = _("A task is to be called in a child process. A pool of threads stays in this one.")
        run.expect_line(f"item {place}: begins", by=run.children, times=1, help=help)


def _expect_ended(run: Run, seen: Seen, how: str) -> None:
    if seen["alive"]:
        run.fail(
            _("The generator is {how}, and not all of its processes have ended.").format(how=how),
            expected=_("no process is left"),
            actual=_("{count} not ended yet").format(count=seen["alive"]),
            help=_(
                "A generator that is closed is left at its yield, as if that had raised an exception. What is done "
                "then, and who waits for the workers? Only a `with` and a `finally` are not passed over."
            )
            if how in (_("closed after its first result"), _("ended by an exception"))
            else _(
                "A generator that was not begun has no yield to be left at: close() runs none of its lines then, a "
                "`finally` neither. What was done before the first result was asked for?"
            )
            if how != _("at its end")
            else _(
                "A process that has sent its result need not have ended. terminate() tells a process to end, close() "
                "and shutdown(wait=False) say that no more will come. None of them waits until it has ended. Which "
                "call does?"
            ),
        )


def _expect_taken(run: Run, call: int, most: int, how: str) -> None:
    """In this call so many items were taken: those that may be under way until the generator is closed or raises."""
    at_its_end = [place for place, line in enumerate(run.lines) if line.text == AT_ITS_END]
    lines = [line.text for line in run.lines[at_its_end[call - 1] : at_its_end[call]]]
    taken = sum(bool(TAKEN.fullmatch(text)) for text in lines)
    if taken > most:
        run.fail(
            _("The generator is {how}, and took one more item then.").format(how=how),
            expected=_("{count} items taken").format(count=most),
            actual="\n".join(lines[1:]),
            help=_(
                "At close() a generator is left at its yield, as if that had raised an exception. What stands in a "
                "`finally` is done then, too. Which line takes the next item, and when is it run?"
            ),
        )


def _results(run: Run) -> list[str]:
    """The lines, of those of results the beginning only."""
    lines = [line.text for line in run.lines]
    return [text.partition(":")[0] if RESULT.fullmatch(text) else text for text in lines]


def _shown(run: Run) -> str:
    return "\n".join(line.text for line in run.lines)


def _shown_result(item: Any) -> str:
    what = item[2] if item is not None else "no item"
    if what == "an exception":
        return repr(LookupError(item[0]))
    text = repr(what * 100_000 if what == "long " else what)
    return text if len(text) < 80 else f"{text[:20]}… ({len(text)} characters)"


def _shown_seen(seen: Seen) -> str:
    raised = [_("then {error} is raised").format(error=seen["raised"])] if seen["raised"] else []
    return ", ".join([*seen["came"], *raised]) or _("nothing")


def _why_other(run: Run, seen: Seen, expected: list[str]) -> str:
    if "TimeoutError" in seen["raised"]:
        return _("The waiting came to the end of its time: a task may take longer, and its result comes then.")
    if "not an iterator" in seen["raised"] or "begun anew" in seen["raised"]:
        return _(
            "items is any iterable, a list say. What next() wants is an iterator: iter(items) gives one, and each call "
            "of iter(), and each for loop over items itself, begins with the first item again."
        )
    if seen["raised"].startswith("LookupError("):
        return _(
            "No task raised this one: one has returned it, and what is returned is a result. By what can the main "
            "process tell whether an exception was returned or raised?"
        )
    if seen["raised"]:
        return _why_error(run)
    if sorted(seen["came"]) == sorted(expected):
        return _("They are all there. Whoever is first to be done need not be the first in the order of items.")
    if len(seen["came"]) < len(expected):
        return _("Results are missing. An item can be anything, None too: what tells the end of items from an item?")
    return ""


def _why_stuck(run: Run) -> str:
    if run.outcome in ("timeout", "deadlock", "undecided"):
        return _(
            "Somebody waits for what nobody will give. Has every item that was taken somebody to do it? And is a "
            "result taken out before the end of the process that sends it is waited for?"
        )
    return ""


def _why_error(run: Run) -> str:
    if error := run.error_of(run.main):
        return _("An error had ended {process}: {error}").format(process=run.main, error=error)
    return ""
