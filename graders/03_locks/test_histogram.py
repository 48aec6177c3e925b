"""Reads and writes that belong together lie under one lock, and who only reads takes it too."""

from collections.abc import Iterator
from typing import Any, TypedDict

from forklings import Drive, Program, Run, _, points

PLACES = 4

# How often one place is added to by one process: more often than a byte can count.
MANY = 300

# How many steps the looks may take, roughly, in which both sides are held up: a look that is repeated without end, and
# without a pause, takes hundreds.
MOST_STEPS = 3000


def step_by_step(histogram: "Any") -> None:
    """From here on, others may go on wherever the program reads or writes something, with a lock or without one."""
    import dis
    import functools
    import sys
    import time

    file = sys.modules[type(histogram).__module__].__file__
    touching = ("BINARY_SUBSCR", "BINARY_SLICE", "CALL", "FOR_ITER", "STORE_ATTR", "STORE_SLICE", "STORE_SUBSCR")

    @functools.cache
    def places(code: "Any") -> frozenset[int]:
        instructions = dis.get_instructions(code)
        return frozenset(
            one.offset
            for one in instructions
            if one.opname in touching or (one.opname == "LOAD_ATTR" and one.argval == "value")
        )

    def trace(frame: "Any", event: str, argument: "Any") -> "Any":
        if frame.f_code.co_filename != file:
            return None
        frame.f_trace_opcodes = True
        if event == "opcode" and frame.f_lasti in places(frame.f_code):
            time.sleep(0)  # here the conductor may let somebody else go on
        return trace

    # Python 3.12 tells of single instructions if they were asked for in some frame before.
    sys._getframe().f_trace_opcodes = True
    sys.settrace(trace)


def add_all(histogram: "Any", places: list[int]) -> None:
    step_by_step(histogram)
    for place in places:
        histogram.add(place)


def seen(histogram: "Any") -> dict[str, object]:
    total, counts = histogram.look()
    return {"total": total, "counts": list(counts)}


def one_by_one(module: "Any", places: int, job: list[int], elsewhere: list[int]) -> list[dict[str, object]]:
    """Add in this process, then in a child, and look before, between and after."""
    import multiprocessing

    histogram = module.Histogram(places)
    looks = [seen(histogram)]
    for place in job:
        histogram.add(place)
    looks.append(seen(histogram))
    child = multiprocessing.Process(target=add_all, args=(histogram, elsewhere))
    child.start()
    child.join()
    looks.append(seen(histogram))
    return looks


def together(module: "Any", places: int, jobs: list[list[int]], looks: int) -> list[dict[str, object]]:
    """Processes add side by side, while this one looks; it looks once more at the end."""
    import multiprocessing

    histogram = module.Histogram(places)
    workers = [multiprocessing.Process(target=add_all, args=(histogram, job)) for job in jobs]
    for worker in workers:
        worker.start()
    step_by_step(histogram)
    found = [seen(histogram) for _look in range(looks)]
    for worker in workers:
        worker.join()
    found.append(seen(histogram))
    return found


def hold_up(histogram: "Any", step: int, meanwhile: "Any", calls: "Any" = None) -> "Any":
    """From here on, meanwhile() is called at one step of the program, a line or a call of what it shares.

    calls are the names of the calls that count, where not all do, and nothing but lines beside them.
    Gives a function that tells how many steps there have been.
    """
    import multiprocessing.sharedctypes
    import sys

    files = (sys.modules[type(histogram).__module__].__file__, multiprocessing.sharedctypes.__file__)
    left = step

    def trace(frame: "Any", event: str, argument: "Any") -> "Any":
        nonlocal left
        if frame.f_code.co_filename not in files:
            return None
        is_own = frame.f_code.co_filename == files[0]
        if (
            (is_own or event == "call")
            if calls is None
            else (event == "line" if is_own else event == "call" and frame.f_code.co_name in calls)
        ):
            left -= 1
            if left == 0:
                meanwhile()
        return trace

    sys.settrace(trace)
    return lambda: step - left


def add_when_told(histogram: "Any", places: list[int], turn: "Any", most: int, looking: bool) -> None:
    """Add all places, each time that it is one's turn."""
    import contextlib
    import sys
    import time

    for step in range(1, 1 + most):
        turn.acquire()
        if not looking:
            hold_up(histogram, step, lambda: time.sleep(0.1))
        for place in places:
            with contextlib.suppress(IndexError):
                histogram.add(place)
        sys.settrace(None)


def held_up(module: "Any", places: int, jobs: list[list[int]], most: int, looking: bool) -> list[dict[str, object]]:
    """Look again and again, and each time the others add what is in their jobs.

    If looking, each look is held up, else each of the others: first where it begins, and a step later each time.
    While somebody is held up, the rest come as far as they can, if nothing keeps them out.
    """
    import multiprocessing
    import sys
    import time

    histogram = module.Histogram(places)
    turns = [multiprocessing.Semaphore(0) for _job in jobs]
    workers = [
        multiprocessing.Process(target=add_when_told, args=(histogram, job, turn, most, looking), daemon=True)
        for job, turn in zip(jobs, turns, strict=True)
    ]
    for worker in workers:
        worker.start()

    def others() -> None:
        for turn in turns:
            turn.release()
        time.sleep(0.05)  # until nobody else can go on, or all who could are held up

    found = []
    for step in range(1, 1 + most):
        if looking:
            hold_up(histogram, step, others)
        else:
            others()
        found.append(seen(histogram))
        sys.settrace(None)
        time.sleep(0.2)  # now the others get done
    for worker in workers:
        worker.terminate()
        worker.join()
    return found


def add_and_stop(histogram: "Any", places: list[int], turn: "Any", facts: "Any") -> None:
    """Add all places, each time that it is one's turn, and be held up in the last add()."""
    import sys
    import time

    def stop() -> None:
        facts[1] += 1
        time.sleep(0.06)

    while True:
        turn.acquire()
        for place in places[:-1]:
            histogram.add(place)
        steps = hold_up(histogram, facts[0], stop, [])
        histogram.add(places[-1])
        sys.settrace(None)
        facts[2] += 2 * steps()


def both_held_up(module: "Any", places: int, job: list[int], most: int) -> list[dict[str, object]]:
    """Look again and again; while a look is held up somebody adds, and is held up in the last add() when it goes on.

    Both are held up at each of their steps, as long as that does not take too many.
    """
    import multiprocessing
    import sys
    import time
    from multiprocessing.sharedctypes import RawArray

    histogram = module.Histogram(places)
    # The step at which the other is held up, how often it was, and the steps that both have taken.
    turn, facts = multiprocessing.Semaphore(0), RawArray("q", [1, 0, 0])
    worker = multiprocessing.Process(target=add_and_stop, args=(histogram, job, turn, facts), daemon=True)
    worker.start()

    def other() -> None:
        turn.release()
        time.sleep(0.05)  # until it is held up, or can go no further

    found = []
    is_new = True
    while is_new and facts[2] < most:
        before, own = facts[1], 0
        while facts[2] < most:
            own += 1
            steps = hold_up(histogram, own, other, ["__getitem__"])
            found.append(seen(histogram))
            sys.settrace(None)
            time.sleep(0.2)  # now the other gets done
            facts[2] += 10 + 2 * steps()
            if steps() < own:
                break
        is_new = facts[1] > before
        facts[0] += 1
    worker.terminate()
    worker.join()
    return found


def try_to_add(histogram: "Any", place: int, outcomes: "Any") -> None:
    try:
        histogram.add(place)
    except IndexError:
        outcomes.put("IndexError")
    except Exception as error:
        outcomes.put(type(error).__name__)
    else:
        outcomes.put("")


def add_outside(module: "Any", places: int, outside: list[int], job: list[int]) -> dict[str, object]:
    """Children that try places which are not there, one by one, and then a child that adds as ever."""
    import multiprocessing

    histogram = module.Histogram(places)
    outcomes: Any = multiprocessing.SimpleQueue()
    raised = []
    for place in outside:
        child = multiprocessing.Process(target=try_to_add, args=(histogram, place, outcomes))
        child.start()
        child.join()
        raised.append(outcomes.get())
    child = multiprocessing.Process(target=add_all, args=(histogram, job))
    child.start()
    child.join()
    return {"raised": raised, **seen(histogram)}


class Look(TypedDict):
    """What look() gave: ints, as _looks() makes sure."""

    total: Any
    counts: list[Any]


class Outside(Look):
    """What add_outside() returns besides: the error that each place raised, or ""."""

    raised: list[str]


@points(4)
def test_nothing_lost(program: Program) -> None:
    """Whatever the order in which the processes get on, each throw is counted, once."""
    job, elsewhere = _places(program, 4, "here"), _places(program, 3, "there")
    job += job[:1] * MANY
    run = program.drive(one_by_one, uses=[step_by_step, add_all, seen], places=PLACES, job=job, elsewhere=elsewhere)
    _expect_ended(run, alone=True)
    for look, added in zip(_looks(run, 3), ([], job, job + elsewhere), strict=True):
        _expect_counts(run, look, added, alone=True)
    for run in _together(program):
        _expect_counts(run, _looks(run, 3)[-1], [place for job in _jobs(program) for place in job])


@points(2, needs=test_nothing_lost)
def test_adds_up(program: Program) -> None:
    """Whoever looks sees the histogram of one moment: the counts add up to the total."""
    jobs = _jobs(program)
    first = jobs[0][0]
    for run in _together(program):
        _expect_adds_up(run, first)
    has_server = False
    for run in (*_held_up(program, jobs[:2], looking=True), *_held_up(program, jobs[2:], looking=False)):
        _expect_ended(run)
        _expect_adds_up(run, first)
        has_server = has_server or len(run.children) > len(jobs[:2])
    if has_server:  # the steps of a server, as a manager has one, take their time
        return
    facts = {"places": PLACES, "job": jobs[0], "most": MOST_STEPS}
    drive = Drive(both_held_up, uses=[seen, hold_up, add_and_stop], **facts)
    for run in program.explore(drive=drive, schedules=1, elsewhere=0, time="lazy"):
        _expect_ended(run)
        _expect_adds_up(run, first)


def _expect_adds_up(run: Run, first: int, *, outside: bool = False) -> None:
    """outside says that all that was called beside look() is add() for a place that is not there."""
    for look in _looks(run):
        if sum(look["counts"]) != look["total"]:
            run.fail(
                _("look() gave a histogram that does not add up, while somebody called add() for no place.")
                if outside
                else _("look() gave a histogram that does not add up, while others were adding."),
                expected=_("the counts add up to the total"),
                actual=_("a total of {total}, and counts that add up to {sum}: {counts}").format(
                    total=look["total"], sum=sum(look["counts"]), counts=look["counts"]
                ),
                help=_(
                    "add() for a place that is not there changes nothing, not even for a moment in which somebody "
                    "looks. What has to be known before the first write?"
                )
                if outside
                else _(
                    "In the middle of an add() one of the two is ahead, and between two reads of a look() others "
                    "may add. What keeps others out from the first read to the last, and from the first write to "
                    "the last?"
                ),
            )
        after = look["total"] - look["counts"][first]
        if look["counts"][first] < after:
            run.fail(
                _("look() gave a histogram that was not there at any moment, while others were adding."),
                expected=_(
                    "{after} or more at place {first}: each process added there first, and then elsewhere"
                ).format(first=first, after=after),
                actual=_("counts {counts}").format(counts=look["counts"]),
                help=_(
                    "These counts add up, and yet they are of several moments: while they are read one after the "
                    "other, others may add in between. What keeps others out from the first read to the last?"
                ),
            )


@points(2, needs=test_nothing_lost)
def test_no_such_place(program: Program) -> None:
    """A place that is not there raises IndexError and changes nothing, and the others go on."""
    outside, job = [PLACES, PLACES + program.number(1, 5, salt="outside")], _places(program, 3, "after")
    drive = Drive(
        add_outside,
        uses=[step_by_step, try_to_add, add_all, seen],
        places=PLACES,
        outside=outside,
        job=job,
    )
    run = program.conduct("round-robin", drive=drive)
    run.expect_nothing_left(
        help=_(
            "Here add() was called for a place that is not there, and afterwards for one that is. The IndexError "
            "leaves add() from where it happens. Is the lock free then?"
        )
    )
    run.expect_no_error()
    result = run.expect_result(Outside)
    for place, raised in zip(outside, result["raised"], strict=False):
        if raised != "IndexError":
            run.fail(
                _("Histogram({places}) has no place {place}, and add({place}) was called.").format(
                    places=PLACES, place=place
                ),
                expected=_("add() raises IndexError"),
                actual=_("add() raises {error}").format(error=raised) if raised else _("add() returns"),
            )
    _expect_counts(
        run,
        {"total": result["total"], "counts": result["counts"]},
        job,
        help=_(
            "{count} calls of add() before raised an IndexError. What had they changed by then?",
        ).format(count=len(outside)),
    )
    for run in _held_up(program, [outside[:1]], looking=False):
        _expect_ended(run)
        _expect_adds_up(run, 0, outside=True)


def _places(program: Program, count: int, salt: str) -> list[int]:
    return [program.number(0, PLACES - 1, salt=f"{salt} {number}") for number in range(count)]


def _jobs(program: Program) -> list[list[int]]:
    """Places for each of three processes. All begin with the same one; two go on, to the last and to the first."""
    first = program.number(1, PLACES - 2, salt="first")
    return [[first, PLACES - 1], [first, 0], [first]]


def _together(program: Program) -> Iterator[Run]:
    """The same runs for each check that asks for them."""
    drive = Drive(together, uses=[step_by_step, add_all, seen], places=PLACES, jobs=_jobs(program), looks=2)
    for run in program.explore(drive=drive, schedules=10):
        _expect_ended(run)
        yield run


def _held_up(program: Program, jobs: list[list[int]], *, looking: bool) -> Iterator[Run]:
    facts = {"places": PLACES, "jobs": jobs, "most": 30, "looking": looking}
    drive = Drive(held_up, uses=[seen, hold_up, add_when_told], **facts)
    return program.explore(drive=drive, schedules=1, elsewhere=0, time="lazy")


def _expect_ended(run: Run, *, alone: bool = False) -> None:
    help = ""
    errors = " ".join(run.error_of(process) for process in run.processes)
    if "Unpickling" in errors or "EOFError" in errors or "UnicodeDecode" in errors:
        help = _(
            "What came was no whole message. Where several take from one pipe at once, each reads into the messages of "
            "the others: a pipe has no lock for that, and a queue has one."
        )
    elif run.outcome == "deadlock":
        help = _(
            "Each acquire() that got the lock needs a release(), on every way out, before somebody else can get it."
        )
    elif run.outcome == "timeout" and alone:
        help = _(
            "Nobody else was about here. A Lock that is held is held for everyone: a process that takes it again "
            "waits for itself. And a Value or an Array takes the lock that it was made with at each read and write."
        )
    run.expect_nothing_left(help=help)
    run.expect_no_error(help=help or _why_error(run))


def _looks(run: Run, count: int | None = None) -> list[Look]:
    looks = run.expect_result(list[Look], count=count)
    for look in looks:
        if any(type(number) is not int for number in (look["total"], *look["counts"])):
            run.fail(
                _("look() gave numbers of another kind."),
                expected=_("an int, and a list of ints"),
                actual=f"{look['total']!r}, {look['counts']!r}",
            )
    return looks


def _expect_counts(run: Run, look: Look, added: list[int], *, alone: bool = False, help: str = "") -> None:
    wanted = [added.count(place) for place in range(PLACES)]
    if look == {"total": len(added), "counts": wanted}:
        return
    missing = [len(added) - look["total"], *(many - few for many, few in zip(wanted, look["counts"], strict=False))]
    if not help and all(number % 256 == 0 for number in missing):
        help = _("What is missing are multiples of 256: a number of one byte has so many values, and no more.")
    elif not help and alone:
        help = _(
            "Nobody else was about here, and every add() had returned before look() was called. What one process "
            "keeps in its own memory, another one does not see; a histogram goes to a child as its Process is "
            "started, and both have it then."
        )
    elif not help:
        help = _why_lost(run)
    run.fail(
        _("The histogram is wrong when all have ended.") if not alone else _("The histogram is wrong."),
        expected=_("a total of {total}, counts {counts}").format(total=len(added), counts=wanted),
        actual=_("a total of {total}, counts {counts}").format(total=look["total"], counts=look["counts"]),
        help=help,
    )


def _why_lost(run: Run) -> str:
    steps = run.conducted.steps if run.conducted is not None else ()
    if any(step.kind == "acquire" and not step.result for step in steps):
        return _(
            "An acquire() came back without the lock here: with block=False, or with a timeout, it may, and then it "
            "returns False. What does the line after it do?"
        )
    if run.start_method != "fork":
        return _(
            "`+= 1` reads, and then writes. Between the two others may do the same, and then one of the writes is "
            "lost. It takes one lock that all have. Here each process runs the file again, and what the file makes at "
            "its top is made anew in each."
        )
    return _(
        "`+= 1` reads, and then writes. Between the two others may do the same, and then one of the writes is "
        "lost. It takes one lock that all have, from the read to the write. The one that a Value or an Array has of "
        "its own is held for one read, or for one write."
    )


def _why_error(run: Run) -> str:
    if "pickle" in run.stderr:
        return _(
            "Under spawn and forkserver the histogram is pickled when it goes to a child. Shared memory and locks of "
            "multiprocessing can be, as a Process is started; those of threading cannot, and mean nothing elsewhere."
        )
    if "released too many times" in run.stderr:
        return _("A release() of a lock that is free is an error of its own. There is one release for each acquire.")
    return ""
