"""A wait is for a state, not for a notification: look, wait and take under one lock, and look again."""

import re
from typing import Any

from forklings import Drive, Program, Run, _, points

BRINGS = re.compile(r"baker: brings (\d+)")
CALL = re.compile(r"bring\(\d+\)|fetch\(\)")
HAS_ONE = re.compile(r"customer \d+: has a loaf")
OF_THE_SHOP = re.compile(
    r"customer \d+: has a loaf|baker: brings \d+|baker: the shelf says -?\d+|baker: notifies, and brings nothing"
)


# -- shipped into the student's process ------------------------------------------------


def buy(module: str, number: int, wanted: int, condition: "Any", shelf: "Any", here: "Any", served: "Any") -> None:
    """A customer, who fetches so many loaves, one after the other."""
    import importlib

    fetch = importlib.import_module(module).fetch
    here.release()
    for _loaf in range(wanted):
        try:
            fetch(condition, shelf)
        except BaseException:
            # The baker is not to wait for loaves that nobody will take.
            for _rest in range(wanted):
                served.release()
            raise
        print(f"customer {number}: has a loaf")
        served.release()


def keep_count(module: "Any", calls: list[int]) -> list[int]:
    """One call after the other, loaves to bring, or 0 to fetch one; what the shelf says after each."""
    from multiprocessing import Condition, Value

    condition, shelf = Condition(), Value("i", 0)
    said = []
    for loaves in calls:
        print(f"bring({loaves})" if loaves else "fetch()", flush=True)
        if loaves:
            module.bring(condition, shelf, loaves)
        else:
            module.fetch(condition, shelf)
        said.append(shelf.value)
    return said


def shop(
    module: "Any", loaves: int, customers: list[int], groups: list[list[int]], pokes: int, after: int
) -> dict[str, int]:
    """A day in a shop of so many loaves; what is left of them in the evening.

    The baker is slow, and comes when so many customers are in the shop.

    The baker brings the loaves of a group one call after the other, and the next group
    when these are taken. It notifies before, so that it never rescues who was not woken.
    """
    import time
    from multiprocessing import Condition, Process, Semaphore, Value

    condition, shelf, here, served = Condition(), Value("i", loaves), Semaphore(0), Semaphore(0)
    processes = [
        Process(target=buy, args=(module.__name__, number, wanted, condition, shelf, here, served))
        for number, wanted in enumerate(customers, start=1)
    ]
    for process in processes:
        process.start()
    for _customer in range(after):
        here.acquire()
    for group in groups:
        time.sleep(3600)
        for _time in range(pokes):
            with condition:
                print("baker: notifies, and brings nothing")
                condition.notify_all()
        for count in group:
            print(f"baker: brings {count}")
            module.bring(condition, shelf, count)
        # Without the shelf's own lock: a customer may hold it, and the look must not be what the day ends at.
        print(f"baker: the shelf says {shelf.get_obj().value}")
        for _loaf in range(sum(group)):
            served.acquire()
    for process in processes:
        process.join()
    return {"left": shelf.value}


# There is always a loaf, so nobody needs to wait: what goes wrong here was counted wrong.
FULL_SHELF, BROUGHT, TAKEN = 4, 4, 4
BUSY = Drive(shop, uses=[buy], loaves=FULL_SHELF, customers=[2, 2], groups=[[1] * BROUGHT], pokes=0, after=2)

# At each group three customers want a loaf, and notifications that mean nothing come first.
SCARCE = Drive(shop, uses=[buy], loaves=0, customers=[2, 2, 2], groups=[[1], [2, 1], [2]], pokes=1, after=0)

# Here a customer who comes back finds one loaf, which another one is just about to take.
SINGLE = Drive(shop, uses=[buy], loaves=0, customers=[2] * 4, groups=[[1]] * 4 + [[2], [2]], pokes=0, after=0)

# All may be asleep when loaves come, and each wants one, so nobody comes back for what was meant for another.
CROWDED = Drive(shop, uses=[buy], loaves=0, customers=[1] * 6, groups=[[4], [1, 1]], pokes=0, after=6)


@points(2)
def test_bread_first(program: Program) -> None:
    """Customers who come to a full shelf take a loaf each and leave, the shelf says what is left, and nothing fails."""
    _expect_counted(program)
    # As your system schedules it, once: the conducted runs below are made under each start method.
    if program.start_method != "fork":
        return
    count = program.number(4, 6, salt="customers")
    run = program.run(str(count))
    run.expect_nothing_left(help=_help_unended(run))
    run.expect_no_error(help=_help_with_error(run))
    for number in range(1, count + 1):
        run.expect_line(f"customer {number}: has a loaf", by=run.children, times=1)
    run.expect_exit(0)


@points(2, needs=test_bread_first)
def test_none_lost(program: Program) -> None:
    """No loaf is lost, and none is taken twice, when customers and bakers come at the same time."""
    for run in program.explore(drive=BUSY, schedules=12):
        _expect_sound(run)
        expected = FULL_SHELF + BROUGHT - TAKEN
        left = _left(run)
        if left != expected:
            run.fail(
                _("There were {full} loaves, {brought} were brought and {taken} taken. The shelf says {left}.").format(
                    full=FULL_SHELF, brought=BROUGHT, taken=TAKEN, left=left
                ),
                expected=_("{count} left on the shelf").format(count=expected),
                actual=_("{count} left on the shelf").format(count=left),
                help=_help_given_up(run)
                or _(
                    "`shelf.value += 1` reads the number and then writes a new one. What another process wrote in "
                    "between is lost, unless everyone who changes the shelf holds the same lock while it does."
                )
                + _help_elsewhere(run),
            )


@points(3, needs=test_none_lost)
def test_none_too_early(program: Program) -> None:
    """Nobody leaves without a loaf that was there to take, whoever notifies and whoever comes first."""
    for run in program.explore(drive=SCARCE):
        _expect_none_early(run)
    for run in program.explore(drive=SCARCE, schedules=9, elsewhere=0, time="lazy"):
        _expect_none_early(run)
    for run in program.explore(drive=SINGLE, schedules=7, elsewhere=0):
        _expect_none_early(run)


@points(3, needs=test_none_too_early)
def test_all_served(program: Program) -> None:
    """Every loaf that is brought finds its customer, whoever comes first, and no call fails."""
    for run in program.explore(drive=SCARCE):
        _expect_sound(run)
    for run in program.explore(drive=CROWDED, schedules=2, elsewhere=0):
        _expect_sound(run)


def _expect_counted(program: Program) -> None:
    """In one process, by itself, with a loaf to take at each fetch(), the shelf says how many there are."""
    calls = [program.number(2, 5, salt="first loaves"), program.number(60, 90, salt="more loaves"), 0, 0, 3, 0]
    shelf = 0
    for run in program.explore(drive=Drive(keep_count, calls=calls), schedules=1, elsewhere=0):
        made = [line.text for line in run.lines if CALL.fullmatch(line.text)]
        if run.outcome == "deadlock" and made:
            before = sum(loaves or -1 for loaves in calls[: len(made) - 1])
            run.fail(
                _("There should be {count} on the shelf now.").format(count=before) + "\n" + run.explanation().message,
                expected=_("{call} returns").format(call=made[-1]),
                actual=_("it waits"),
                help=_(
                    "fetch() waits while there is no loaf, and bring() waits for nobody. A notification that came "
                    "before is gone. What says how many loaves there are?"
                ),
            )
        run.expect_nothing_left()
        run.expect_no_error(help=_help_with_error(run))
        for call, said in zip(calls, run.expect_result(list[int], count=len(calls)), strict=True):
            shelf += call or -1
            if said != shelf:
                run.fail(
                    _("After {call} the shelf says {said}.").format(
                        call=f"bring({call})" if call else "fetch()", said=said
                    ),
                    expected=_("{count} on the shelf").format(count=shelf),
                    actual=_("{count} on the shelf").format(count=said),
                    help=_("bring() adds its loaves to those that are there, and fetch() takes one of them off."),
                )


def _expect_none_early(run: Run) -> None:
    """At no moment have more customers a loaf than loaves were brought, and in the end nobody is without.

    It holds of a run that came to no end as well: what it printed, it printed in this order.
    """
    brought = taken = 0
    for place, line in enumerate(run.lines):
        if match := BRINGS.fullmatch(line.text):
            brought += int(match[1])
        elif HAS_ONE.fullmatch(line.text):
            taken += 1
            if taken > brought:
                run.fail(
                    _("Loaves brought by then: {brought}. Times that fetch() had returned: {taken}.").format(
                        taken=taken, brought=brought
                    ),
                    expected=_("fetch() returns with a loaf, never without one"),
                    actual=_shop_lines(run, place + 1),
                    help=_help_woken(),
                )
    if run.outcome == "finished" and not any(run.error_of(process) for process in run.processes):
        left = _left(run) - brought + taken
        if left:
            run.fail(
                _("Everybody says that they have a loaf, and the number on the shelf does not agree."),
                expected=_("{count} left on the shelf").format(count=brought - taken),
                actual=_("{count} left on the shelf").format(count=brought - taken + left),
                help=_help_woken(),
            )


def _help_woken() -> str:
    return _(
        "A notification promises nothing, and the end of a timeout still less. And before wait() has the lock back, "
        "another customer may take the loaf. What does fetch() look at between the end of a wait and its loaf?"
    )


def _expect_sound(run: Run) -> None:
    if run.outcome == "deadlock" and not any(run.error_of(process) for process in run.processes):
        run.fail(
            run.explanation().message
            + "\n"
            + _("(The main process is the baker here. It waits for its loaves to be taken.)"),
            expected=_("the day goes on until everybody is served"),
            actual=_shop_lines(run) or _("nothing"),
            help=_help_unended(run),
        )
    if _is_kept_from_the_shelf(run):
        run.fail(
            _("The baker waits and can never go on, while the others go on and on."),
            expected=_("the program ends by itself, and all its processes with it"),
            actual=_("no end after {count} steps").format(count=_MANY_STEPS),
            help=_(
                "Does a customer nap, or look again and again, with the lock in its hand that the baker needs? "
                "Only wait() gives the lock up while it sleeps."
            ),
        )
    run.expect_nothing_left(help=_help_unended(run))
    run.expect_no_error(help=_help_with_error(run))


def _shop_lines(run: Run, end: int | None = None) -> str:
    """What happened in the shop, as its people said it."""
    return "\n".join(line.text for line in run.lines[:end] if OF_THE_SHOP.fullmatch(line.text))


# The conductor stops a run here; from the thousandth step on it lets chance choose among all that could go.
_MANY_STEPS, _LATE_STEPS = 5000, 2000


def _is_kept_from_the_shelf(run: Run) -> bool:
    """A run without end, in whose later steps, thousands of them, no baker could take one.

    Each that could have gone would have gone, so what the baker waited for was never there.
    """
    if run.outcome != "undecided" or run.conducted is None or len(run.conducted.steps) < _MANY_STEPS:
        return False
    return run.main.pid not in {step.pid for step in run.conducted.steps[-_LATE_STEPS:]}


def _left(run: Run) -> int:
    return run.expect_result(dict[str, int]).get("left", -1)


def _help_unended(run: Run) -> str:
    if run.outcome == "step_limit":
        return _("Does a process nap, or look again and again, and hold the lock that the baker needs?")
    waits = run.conducted.waits if run.conducted is not None else ()
    asleep = [wait for wait in waits if wait.call.startswith("Condition.wait")]
    locked = [wait for wait in waits if wait.kind == "acquire" and wait not in asleep and wait.pid != run.main.pid]
    if run.conducted is None or (asleep and not locked):
        return _(
            "A notification wakes those who wait at that moment, as many as it says, and is then gone. The shelf "
            "keeps what it has. What does each look at before it waits, and can anything come between the look and "
            "the wait? After which change is who woken?"
        )
    if waits:
        return _("wait() gives up the lock of its own condition while it sleeps, and no other lock.")
    return ""


def _help_given_up(run: Run) -> str:
    """What to say where a lock was asked for, and not got in the time that was given."""
    for step in run.conducted.steps if run.conducted is not None else ():
        if step.kind == "acquire" and not step.result and step.line and not step.call.startswith("Condition.wait"):
            return _(
                "In {file}:{line} the lock was asked for and not got. Are loaves brought, and taken, all the same, "
                "when others have it for a long time?"
            ).format(file=run.file_name, line=step.line)
    return ""


def _help_elsewhere(run: Run) -> str:
    """What comes to mind where it went well under fork, or ""."""
    if run.start_method == "fork":
        return ""
    return " " + _("Here each process loads the module anew, and what is made there is another one in each.")


def _help_with_error(run: Run) -> str:
    errors = " ".join(run.error_of(process) for process in run.processes)
    if "AssertionError" in errors:
        return _("wait() and notify() are for who holds the lock of the condition. `with condition:` takes it.")
    if "Timeout" in errors:
        return _("fetch() returns with a loaf, and waits for it as long as that takes.")
    if "not callable" in errors:
        return _("wait_for() asks again each time it is woken, so it needs a function to call, not what it gave once.")
    return ""
