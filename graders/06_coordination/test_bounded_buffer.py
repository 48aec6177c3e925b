"""Two kinds of waiters in one condition: look, wait and change under its lock, and wake whoever can go on."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypedDict

from forklings import Drive, Program, Run, _, points

if TYPE_CHECKING:
    from forklings.program import Line

PUTS = re.compile(r"packer \d+: puts (?P<parcel>\d+)")
HAS_PUT = re.compile(r"packer \d+: has put (?P<parcel>\d+)")
TAKES = re.compile(r"driver \d+: takes")
HAS_TAKEN = re.compile(r"driver \d+: has taken (?P<parcel>.+)")

# Lies in places that are free, and is no parcel of anybody's.
OLD = 999_999

# The conductor stops a run here, and lets chance decide from the thousandth step on. A day takes a few hundred.
MANY_STEPS, LATE_STEPS = 5000, 3000


# -- shipped into the student's process ------------------------------------------------


def pack(module: str, number: int, ramp: "Any", parcels: list[int]) -> None:
    """A packer, who puts these parcels on the ramp and says so."""
    import importlib

    put = importlib.import_module(module).put
    for parcel in parcels:
        print(f"packer {number}: puts {parcel}", flush=True)
        put(ramp, parcel)
        print(f"packer {number}: has put {parcel}", flush=True)


def drive(module: str, number: int, ramp: "Any", wanted: int) -> None:
    """A driver, who takes so many parcels off the ramp and says which."""
    import importlib

    take = importlib.import_module(module).take
    for _parcel in range(wanted):
        print(f"driver {number}: takes", flush=True)
        print(f"driver {number}: has taken {take(ramp)!r}", flush=True)


def new_ramp(module: "Any", places: int, first: int, there: list[int], old: int) -> "Any":
    """A ramp that has parcels on it from a place on; what lies in its free places is nobody's."""
    from multiprocessing import Array, Condition, Value

    row = [old] * places
    for offset, parcel in enumerate(there):
        row[(first + offset) % places] = parcel
    return module.Ramp(Condition(), Array("i", row), Value("i", first), Value("i", len(there)))


def use_alone(
    module: "Any", places: int, first: int, there: list[int], old: int, calls: list[int]
) -> list[dict[str, object]]:
    """One call after the other, each with nothing to wait for: a parcel is put, and for 0 one is taken."""
    ramp = new_ramp(module, places, first, there, old)
    seen: list[dict[str, object]] = []
    for parcel in calls:
        print(f"put({parcel})" if parcel else "take()", flush=True)
        gave = module.put(ramp, parcel) if parcel else module.take(ramp)
        seen.append({"gave": gave, "first": ramp.first.value, "count": ramp.count.value, "places": list(ramp.places)})
    return seen


def work(
    module: "Any",
    places: int,
    first: int,
    there: list[int],
    old: int,
    packers: list[list[int]],
    drivers: list[int],
    packers_first: bool,
    pokes: int,
) -> list[int]:
    """A day at a ramp, to which those come first who are to wait first; what is on it in the evening."""
    import time
    from multiprocessing import Process

    ramp = new_ramp(module, places, first, there, old)
    name = module.__name__
    driving = [Process(target=drive, args=(name, number, ramp, wanted)) for number, wanted in enumerate(drivers, 1)]
    packing = [Process(target=pack, args=(name, number, ramp, parcels)) for number, parcels in enumerate(packers, 1)]
    people = packing + driving if packers_first else driving + packing
    for person in people:
        person.start()
    for _poke in range(pokes):
        time.sleep(60)
        with ramp.condition:
            ramp.condition.notify_all()
    for person in people:
        person.join()
    return [ramp.places[(ramp.first.value + offset) % places] for offset in range(ramp.count.value)]


# -- the checks ------------------------------------------------------------------------


# Conducted runs come first: whether a wrong program's real run goes wrong, or even ends, is luck.
class Look(TypedDict):
    """What one call gave back, and what the ramp said after it."""

    gave: object
    first: int
    count: int
    places: list[int]


@points(3)
def test_one_of_each(program: Program) -> None:
    """One packer and one driver wait for each other and no longer, and every parcel comes off in its turn."""
    _expect_alone(program)
    number = program.number(100, 900, salt="first parcel")
    for places, first, there, count in ((3, 2, 2, 5), (1, 0, 0, 3)):
        parcels = [number * 10 + extra for extra in range(there + count)]
        facts = _facts(places, first, parcels[:there], [parcels[there:]], [there + count - 1])
        for run in program.explore(drive=_day(facts), schedules=5, elsewhere=0):
            _expect_once(run, facts)
            _expect_sound(run, facts)
            _expect_rest(run, facts)
            _expect_in_turn(run, parcels)


@points(4, needs=test_one_of_each)
def test_many(program: Program) -> None:
    """Several of each lose no parcel, and none of them waits for ever, whoever is woken and whoever comes first."""
    number = program.number(1000, 9000, salt="first parcel") * 10
    one, two, three, four, five = range(number, number + 5)
    for facts, schedules, elsewhere in (
        (_facts(1, 0, [], [[one, two], [three]], [2, 1]), 8, 0),
        (_facts(2, 1, [five], [[one, two], [three, four]], [2, 2], pokes=1), 6, 1),
        # More packers than a change may wake at a time, who all have been asleep for longer than the driver.
        (_facts(1, 0, [five], [[one], [two], [three], [four]], [4], packers_first=True), 3, 0),
        # Two wait, and one who comes makes room for both, or brings for both, and is not seen again.
        (_facts(3, 1, [], [[one, two]], [1, 1]), 2, 0),
        (_facts(3, 2, [one, two, three], [[four], [five]], [2], packers_first=True), 2, 0),
    ):
        for run in program.explore(drive=_day(facts), schedules=schedules, elsewhere=elsewhere):
            _expect_once(run, facts)
            _expect_sound(run, facts)
            _expect_rest(run, facts)
    # As your system schedules it, once: a step is the same step under each start method.
    if program.start_method != "fork":
        return
    real = program.run()
    real.expect_nothing_left(help=_why_stuck(real))
    real.expect_exit(0)


def _expect_alone(program: Program) -> None:
    """One process by itself finds every parcel in its turn, and the numbers say where each of them lies."""
    number = program.number(100, 900, salt="parcel alone") * 10
    for places, first, there in ((3, 2, 2), (1, 0, 0)):
        new = iter(range(number + there, number + 10))
        # Fill it, empty it, and once more with one at a time, so that the first place goes around.
        calls = [next(new) for _ in range(places - there)] + [0] * places
        for _round in range(2):
            calls += [next(new), 0]
        facts = {"places": places, "first": first, "there": [number + extra for extra in range(there)], "old": OLD}
        drive = Drive(use_alone, uses=[new_ramp], calls=calls, **facts)
        for run in program.explore(drive=drive, schedules=1, elsewhere=0):
            _expect_kept(run, facts, calls)


def _facts(
    places: int,
    first: int,
    there: list[int],
    packers: list[list[int]],
    drivers: list[int],
    *,
    packers_first: bool = False,
    pokes: int = 0,
) -> dict[str, Any]:
    ramp = {"places": places, "first": first, "there": there, "old": OLD}
    return {**ramp, "packers": packers, "drivers": drivers, "packers_first": packers_first, "pokes": pokes}


def _day(facts: dict[str, Any]) -> Drive:
    return Drive(work, uses=[new_ramp, pack, drive], **facts)


def _expect_kept(run: Run, facts: dict[str, Any], calls: list[int]) -> None:
    """After each call the numbers and places say what is on the ramp, and take() gave what had been there longest."""
    places, on_it = facts["places"], list(facts["there"])
    if run.lines and (run.outcome == "deadlock" or _gets_nowhere(run)):
        before = calls[: len(run.lines) - 1]
        run.fail(
            run.explanation().message if run.outcome == "deadlock" else _("It looks again and again."),
            expected=_("{call} returns: {count} of {places} places are taken").format(
                call=run.lines[-1].text, count=len(on_it) + len(before) - 2 * before.count(0), places=places
            ),
            actual=_("it waits"),
            help=_("put() waits while all places are taken, and take() while there is no parcel. What says how many?"),
        )
    run.expect_nothing_left()
    run.expect_no_error(help=_why_error(run))
    for call, seen in zip(calls, run.expect_result(list[Look], count=len(calls)), strict=True):
        taken = None if call else on_it.pop(0)
        on_it += [call] if call else []
        what = f"put({call})" if call else "take()"
        if not call and seen["gave"] != taken:
            run.fail(
                _("{call} gave another parcel than the one that had been there longest.").format(call=what),
                expected=str(taken),
                actual=repr(seen["gave"])[:40],
                help=_why_not_kept(),
            )
        row = seen["places"][:places]
        said = [row[(seen["first"] + offset) % len(row)] for offset in range(min(seen["count"], len(row)))]
        if said != on_it or seen["count"] != len(on_it) or not -places <= seen["first"] < places:
            run.fail(
                _("After {call} the numbers do not say what is on the ramp, in places 0 to {last}.").format(
                    call=what, last=places - 1
                ),
                expected=_("{count} on the ramp, from the first on: {parcels}").format(
                    count=len(on_it), parcels=_row(on_it)
                ),
                actual=_("count {count}, first {first}, so there lies: {parcels}").format(
                    count=seen["count"], first=seen["first"], parcels=_row(said)
                )
                if -places <= seen["first"] < places
                else _("count {count}, first {first}, and there is no place {first}").format(
                    count=seen["count"], first=seen["first"]
                ),
                help=_why_not_kept(),
            )


def _row(parcels: list[int]) -> str:
    return " ".join(str(parcel) for parcel in parcels) or _("nothing")


def _why_not_kept() -> str:
    return _(
        "The parcel that has been there longest lies in the first place, and a new one goes behind all others: so many "
        "places after the first as there are parcels, and behind the last place comes place 0. What lies in a free "
        "place means nothing. Which of the two numbers does each call change?"
    )


def _expect_once(run: Run, facts: dict[str, Any]) -> None:
    """No more on the ramp than there are places, nothing taken before it was put, and each once.

    It holds of a run that came to no end as well: what it printed, it printed in this order.
    """
    there = [str(parcel) for parcel in facts["there"]]
    begun, done, asked, taken = list(there), len(there), 0, list[str]()
    for place, line in enumerate(run.lines):
        if match := PUTS.fullmatch(line.text):
            begun.append(match["parcel"])
        elif HAS_PUT.fullmatch(line.text):
            done += 1
            if done - asked > facts["places"]:
                run.fail(
                    _("A parcel was put on a ramp that was full."),
                    expected=_("{count} parcels on the ramp at most").format(count=facts["places"]),
                    actual=_shown(run.lines[: place + 1]),
                    help=_why_wrong(run, line),
                )
        elif TAKES.fullmatch(line.text):
            asked += 1
        elif match := HAS_TAKEN.fullmatch(line.text):
            taken.append(match["parcel"])
            if taken.count(match["parcel"]) > 1 or match["parcel"] not in begun:
                message = _("{parcel} was taken twice.") if match["parcel"] in begun else _("Nobody had put {parcel}.")
                run.fail(
                    message.format(parcel=match["parcel"][:40]),
                    expected=_("a parcel that has been put, and that nobody has taken"),
                    actual=_shown(run.lines[: place + 1]),
                    help=_why_wrong(run, line),
                )


def _expect_sound(run: Run, facts: dict[str, Any]) -> None:
    """It came to an end, and nothing failed."""
    if run.outcome == "deadlock" and not any(run.error_of(process) for process in run.processes):
        run.fail(
            run.explanation().message + "\n" + _standing(run, facts),
            expected=_("no put() waits while there is a free place, and no take() while there is a parcel"),
            actual=_shown(run.lines) or _("nothing"),
            help=_why_stuck(run),
        )
    if _gets_nowhere(run):
        run.fail(
            _("Somebody looks again and again for what does not come."),
            expected=_("the next parcel is put or taken"),
            actual=_("{count} steps, and no parcel was put or taken in them").format(count=LATE_STEPS),
            help=_("Who looks again and again with the lock in its hand keeps all others from the ramp."),
        )
    run.expect_nothing_left(help=_why_stuck(run))
    run.expect_no_error(help=_why_error(run))


def _gets_nowhere(run: Run) -> bool:
    """A run without end, in which nothing was put or taken in thousands of steps."""
    steps = run.conducted.steps if run.conducted is not None else ()
    is_long = run.outcome == "undecided" and len(steps) >= MANY_STEPS
    return is_long and steps[-1].output == steps[-LATE_STEPS].output


def _expect_in_turn(run: Run, parcels: list[int]) -> None:
    """With one of each, the parcels are taken in the order in which they were put."""
    taken = [match["parcel"] for line in run.lines if (match := HAS_TAKEN.fullmatch(line.text))]
    wanted = [str(parcel) for parcel in parcels[: len(taken)]]
    if taken != wanted:
        run.fail(
            _("The parcels did not come off in the order in which they were put on."),
            expected=" ".join(wanted),
            actual=" ".join(taken),
            help=_why_wrong(run),
        )


def _expect_rest(run: Run, facts: dict[str, Any]) -> None:
    """What was put and not taken is on the ramp in the evening."""
    begun = [match["parcel"] for line in run.lines if (match := PUTS.fullmatch(line.text))]
    taken = [match["parcel"] for line in run.lines if (match := HAS_TAKEN.fullmatch(line.text))]
    wanted = sorted({*begun, *(str(parcel) for parcel in facts["there"])} - set(taken), key=int)
    left = [str(parcel) for parcel in run.expect_result(list[int])]
    if sorted(left, key=int) != wanted:
        run.fail(
            _("What lies on the ramp in the evening is not what was put and not taken."),
            expected=" ".join(wanted) or _("nothing"),
            actual=" ".join(left) or _("nothing"),
            help=_why_wrong(run),
        )


def _standing(run: Run, facts: dict[str, Any]) -> str:
    """What the calls that have returned leave on the ramp, and who has not come back from one."""
    puts = sum(HAS_PUT.fullmatch(line.text) is not None for line in run.lines)
    takes = sum(HAS_TAKEN.fullmatch(line.text) is not None for line in run.lines)
    last = dict(line.text.split(": ", 1) for line in run.lines if ": " in line.text)
    within = [f"{who} ({what})" for who, what in last.items() if what == "takes" or what.startswith("puts ")]
    return _("By the calls that have returned, {count} of {places} places are taken. Not back yet: {who}.").format(
        count=len(facts["there"]) + puts - takes, places=facts["places"], who=", ".join(within)
    )


def _why_wrong(run: Run, line: "Line | None" = None) -> str:
    """What may have led to this line; where its process last waited, and its time was up, that."""
    sleeps = [
        step
        for step in (run.conducted.steps if run.conducted is not None and line is not None else ())
        if step.kind == "acquire" and step.line and step.call.startswith("Condition.wait")
        if line is not None and step.pid == line.process.pid and step.output <= run.lines.index(line)
    ]
    ended = [step for step in sleeps if not step.result]
    if ended and [step for step in sleeps if step.object == ended[-1].object][-1] is ended[-1]:
        return _(
            "The wait in {file}:{line} came to the end of its time, and that says nothing about the ramp: the others "
            "may be held up for longer. What does the program look at after that, and who may come between the look "
            "and the change?"
        ).format(file=run.file_name, line=ended[-1].line)
    if line is not None and line.text.endswith(f": has taken {OLD}"):
        return _(
            "{old} lay in a free place, and what lies there means nothing. What does take() look at to see that there "
            "is a parcel, and who may come between that look and the taking?"
        ).format(old=OLD) + _why_elsewhere(run)
    return _(
        "The look at the ramp and the change of it belong together, under one lock. Nobody may come between them, also "
        "not between the end of a wait and the change: by then the ramp may be another one. What does each look at "
        "when it is woken? And how many parcels are on a ramp that is full?"
    ) + _why_elsewhere(run)


def _why_stuck(run: Run) -> str:
    if run.outcome not in ("deadlock", "timeout", "step_limit"):
        return ""
    waits = run.conducted.waits if run.conducted is not None else ()
    asleep = [wait for wait in waits if wait.call.startswith("Condition.wait")]
    if asleep and all(wait in asleep or wait.kind == "join" for wait in waits):
        why = _(
            "Packers and drivers sleep in the same condition. Whom may a notification wake, and what does that one do "
            "when it can't go on? It is gone when it has woken somebody, and when nobody sleeps it is gone too: may "
            "one come between a look at the ramp and the sleep after it?"
        )
        return why + _why_elsewhere(run)
    return _("wait() gives up the lock of its own condition while it sleeps, and no other lock.")


def _why_elsewhere(run: Run) -> str:
    """What comes to mind where it went well under fork, or ""."""
    if run.start_method == "fork":
        return ""
    return " " + _(
        "And is it one lock for all? Here each process loads the module anew, and what is made there is another one in "
        "each."
    )


def _why_error(run: Run) -> str:
    errors = " ".join(run.error_of(process) for process in run.processes)
    if "AssertionError" in errors:
        return _("wait() and notify() are for who holds the lock of the condition. `with ramp.condition:` takes it.")
    if "IndexError" in errors:
        return _("After the last place comes place 0.")
    return ""


def _shown(lines: "Sequence[Line]") -> str:
    """The last of the lines, which are the ones that matter."""
    return "\n".join(line.text for line in lines[-10:])
