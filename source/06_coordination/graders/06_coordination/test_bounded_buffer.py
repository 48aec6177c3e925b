"""Two kinds of waiters in one condition: look, wait and change under its lock, and wake whoever can go on."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from forklings import Drive, Program, Run, _, points

if TYPE_CHECKING:
    from forklings.program import Line

PUTS = re.compile(r"packer \d+: puts (?P<parcel>\d+)")
HAS_PUT = re.compile(r"packer \d+: has put (?P<parcel>\d+)")
TAKES = re.compile(r"driver \d+: takes")
HAS_TAKEN = re.compile(r"driver \d+: has taken (?P<parcel>.+)")

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


def work(
    module: "Any", places: int, first: int, there: list[int], packers: list[list[int]], drivers: list[int], pokes: int
) -> list[int]:
    """A day at a ramp that has parcels on it from a place on; what is on it in the evening."""
    import time
    from multiprocessing import Array, Condition, Process, Value

    row = [0] * places
    for offset, parcel in enumerate(there):
        row[(first + offset) % places] = parcel
    ramp = module.Ramp(Condition(), Array("i", row), Value("i", first), Value("i", len(there)))
    name = module.__name__
    people = [Process(target=drive, args=(name, number, ramp, wanted)) for number, wanted in enumerate(drivers, 1)]
    people += [Process(target=pack, args=(name, number, ramp, parcels)) for number, parcels in enumerate(packers, 1)]
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
@points(3)
def test_one_of_each(program: Program) -> None:
    """One packer and one driver wait for each other, and every parcel comes off in its turn."""
    number = program.number(100, 900, salt="first parcel")
    for places, first, there, count in ((3, 2, 2, 5), (1, 0, 0, 3)):
        parcels = [number * 10 + extra for extra in range(there + count)]
        facts = _facts(places, first, parcels[:there], [parcels[there:]], [there + count - 1])
        for run in program.explore(drive=_day(facts), schedules=5, elsewhere=0):
            _expect_sound(run)
            _expect_all(run, facts)
            _expect_in_turn(run, parcels)


@points(4, needs=test_one_of_each)
def test_many(program: Program) -> None:
    """Several of each lose no parcel, and none of them waits for ever, whoever is woken and whoever comes first."""
    number = program.number(100, 900, salt="first parcel") * 10
    narrow = _facts(1, 0, [], [[number + 1, number + 2], [number + 3]], [2, 1])
    wide = _facts(2, 1, [number], [[number + 1, number + 2], [number + 3, number + 4]], [2, 2], pokes=1)
    for facts, schedules, elsewhere in ((narrow, 8, 0), (wide, 6, 1)):
        for run in program.explore(drive=_day(facts), schedules=schedules, elsewhere=elsewhere):
            _expect_sound(run)
            _expect_all(run, facts)
    # As your system schedules it, once: a step is the same step under each start method.
    if program.start_method != "fork":
        return
    real = program.run()
    real.expect_nothing_left(help=_why_stuck(real))
    real.expect_exit(0)


def _facts(
    places: int, first: int, there: list[int], packers: list[list[int]], drivers: list[int], *, pokes: int = 0
) -> dict[str, Any]:
    return {"places": places, "first": first, "there": there, "packers": packers, "drivers": drivers, "pokes": pokes}


def _day(facts: dict[str, Any]) -> Drive:
    return Drive(work, uses=[pack, drive], **facts)


def _expect_sound(run: Run) -> None:
    """It came to an end, and nothing failed."""
    steps = run.conducted.steps if run.conducted is not None else ()
    if run.outcome == "undecided" and len(steps) >= MANY_STEPS and steps[-1].output == steps[-LATE_STEPS].output:
        run.fail(
            _("Somebody looks again and again for what does not come."),
            expected=_("the next parcel is put or taken"),
            actual=_("{count} steps, and no parcel was put or taken in them").format(count=LATE_STEPS),
            help=_("Who looks again and again with the lock in its hand keeps all others from the ramp."),
        )
    run.expect_nothing_left(help=_why_stuck(run))
    run.expect_no_error(help=_why_error(run))


def _expect_in_turn(run: Run, parcels: list[int]) -> None:
    """With one of each, the parcels are taken in the order in which they were put."""
    taken = [match["parcel"] for line in run.lines if (match := HAS_TAKEN.fullmatch(line.text))]
    wanted = [str(parcel) for parcel in parcels[: len(taken)]]
    if taken != wanted:
        run.fail(
            _("The parcels did not come off in the order in which they were put on."),
            expected=" ".join(wanted),
            actual=" ".join(taken),
            help=_(
                "The parcel that has been there longest lies in the first place, and a new one goes behind all others: "
                "so many places after the first as there are parcels. Which of the two numbers does each call change?"
            ),
        )


def _expect_all(run: Run, facts: dict[str, Any]) -> None:
    """No more on the ramp than there are places, nothing taken before it was put, each once, and the rest is there."""
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
                    help=_why_wrong(run),
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
                    help=_why_wrong(run),
                )
    left = [str(parcel) for parcel in run.expect_result(list[int])]
    wanted = sorted(set(begun) - set(taken), key=int)
    if sorted(left, key=int) != wanted:
        run.fail(
            _("What lies on the ramp in the evening is not what was put and not taken."),
            expected=" ".join(wanted) or _("nothing"),
            actual=" ".join(left) or _("nothing"),
            help=_why_wrong(run),
        )


def _why_wrong(run: Run) -> str:
    for step in run.conducted.steps if run.conducted is not None else ():
        if step.kind == "acquire" and not step.result and step.line and step.call.startswith("Condition.wait"):
            return _(
                "The waiting in {file}:{line} came to the end of its time, and the ramp was as before: the others were "
                "held up for longer. What does the program know then?"
            ).format(file=run.file_name, line=step.line)
    return _(
        "The look at the ramp and the change of it belong together, under one lock. Nobody may come between them, also "
        "not between the end of a wait and the change: by then the ramp may be another one. What does each look at "
        "when it is woken? And how many parcels are on a ramp that is full?"
    )


def _why_stuck(run: Run) -> str:
    if run.outcome not in ("deadlock", "timeout", "step_limit"):
        return ""
    waits = run.conducted.waits if run.conducted is not None else ()
    asleep = [wait for wait in waits if wait.call.startswith("Condition.wait")]
    if asleep and all(wait in asleep or wait.kind == "join" for wait in waits):
        return _(
            "Packers and drivers sleep in the same condition. Whom may a notify() wake, and what does that one do when "
            "it can't go on? A notification is gone when it has woken somebody, and when nobody sleeps it is gone too."
        )
    return _("wait() gives up the lock of its own condition while it sleeps, and no other lock.")


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
