"""Waiting for a while at a full or an empty queue, and telling the truth about what came of it."""

import re
from collections.abc import Sequence
from typing import Any, TypedDict

from forklings import Drive, Program, Run, _, points

ANSWER = re.compile(r"cook (?P<cook>\d+): (?P<answer>.*)")
FETCHED = re.compile(r"waiter (?P<waiter>\d+): (?P<dish>.*)")
CALL = re.compile(r"call (?P<number>\d+)")
FOUND = re.compile(r"main: (?P<dish>.*)")
NOTHING = "no dish"
GAVE_UP = "None has given up"
LATE = 0.5  # as the contract says
MOST_LOOKS = 12  # in vain, without a pause; three calls may come one after the other, and each may look thrice
LONG = 20.0


def put_in(hatch: "Any", dishes: "list[Any]", after: float) -> None:
    """A process that puts dishes into the hatch, after a while, and has ended when they are there."""
    import time

    time.sleep(after)
    for dish in dishes:
        hatch.put(dish)


def take_out(hatch: "Any", after: float) -> None:
    import time

    time.sleep(after)
    hatch.get()


def ask(module: "Any", calls: "Any") -> "Any":
    """Each call on a hatch of its own: the answer, how long it took, and what is in the hatch then."""
    import multiprocessing
    import queue
    import time

    seen = []
    for number, call in enumerate(calls):
        hatch: Any = multiprocessing.Queue(call["places"])
        helpers = []
        if call["what"] == "fetch" and call["before"]:
            helpers.append(multiprocessing.Process(target=put_in, args=(hatch, call["before"], 0)))
            helpers[0].start()
            helpers[0].join()
        for dish in call["before"] if call["what"] == "offer" else []:
            hatch.put(dish)
        if call["after"] is not None:
            target, args = (put_in, ([call["dish"]],)) if call["what"] == "fetch" else (take_out, ())
            helpers.append(multiprocessing.Process(target=target, args=(hatch, *args, call["after"])))
        began = time.monotonic()  # before the helper begins to sleep: where many read it, a clock goes on by itself
        if call["after"] is not None:
            helpers[-1].start()
        print(f"call {number}")
        if call["what"] == "offer":
            answer = module.offer(hatch, call["dish"], call["patience"])
        else:
            answer = module.fetch(hatch, call["patience"], call["nothing"])
        seconds = time.monotonic() - began
        for helper in helpers:
            helper.join()
        # As many as there should be; then the next that comes should be one that was put in here.
        inside = []
        try:
            for _number in call["inside"]:
                inside.append(repr(hatch.get(timeout=20)))
            hatch.put("the last", timeout=20)
            last = hatch.get(timeout=20)
            if last != "the last":
                inside.append(repr(last))
        except (queue.Empty, queue.Full):
            pass
        seen.append({"answer": repr(answer), "seconds": seconds, "inside": inside})
    return seen


def offer_one(offer: "Any", cook: int, hatch: "Any", patience: "Any") -> None:
    print(f"cook {cook}: {offer(hatch, f'dish of cook {cook}', patience)!r}")


def fetch_one(fetch: "Any", waiter: int, hatch: "Any", patience: "Any") -> None:
    print(f"waiter {waiter}: {fetch(hatch, patience, 'no dish')}")


def race(module: "Any", patiences: "list[Any]") -> None:
    """All want the one place of a hatch; then all want the dish that is in there."""
    import multiprocessing

    hatch: Any = multiprocessing.Queue(1)
    for target, function in ((offer_one, module.offer), (fetch_one, module.fetch)):
        staff = [
            multiprocessing.Process(target=target, args=(function, number, hatch, patience))
            for number, patience in enumerate(patiences, 1)
        ]
        for person in staff:
            person.start()
        for person in staff:
            person.join()
    # Whoever put something in has ended, so all that is left can be seen.
    while not hatch.empty():
        print(f"main: {hatch.get()}")


def cook_all(offer: "Any", hatch: "Any", dishes: "list[Any]", patience: "Any") -> None:
    for dish in dishes:
        while not offer(hatch, dish, patience):
            if patience is None:
                print("None has given up")


def fetch_all(fetch: "Any", waiter: int, hatch: "Any", patience: "Any") -> None:
    while True:
        dish = fetch(hatch, patience, "no dish")
        if dish == "closing time":
            break
        if dish != "no dish":
            print(f"waiter {waiter}: {dish}")
        elif patience is None:
            print("None has given up")
    print(f"waiter {waiter}: goes home")


def evening(module: "Any", dishes: "list[Any]", patiences: "list[Any]") -> None:
    """So many cooks as there are lists of dishes, and waiters as there are patiences, at one hatch with two places."""
    import multiprocessing

    hatch: Any = multiprocessing.Queue(2)
    cooks = [
        multiprocessing.Process(target=cook_all, args=(module.offer, hatch, own, patience))
        for own, patience in zip(dishes, patiences, strict=True)
    ]
    waiters = [
        multiprocessing.Process(target=fetch_all, args=(module.fetch, number, hatch, patience))
        for number, patience in enumerate(reversed(patiences), 1)
    ]
    for person in (*cooks, *waiters):
        person.start()
    for person in cooks:
        person.join()
    for _waiter in waiters:
        hatch.put("closing time")
    for person in waiters:
        person.join()


class Seen(TypedDict):
    answer: str
    seconds: float
    inside: list[str]


@points(2)
def test_answers(program: Program) -> None:
    """Both wait as their patience says, and their answers are true."""
    calls = _calls(program, lazy=True)
    for run in program.explore(
        drive=Drive(ask, uses=[put_in, take_out], calls=calls), schedules=1, elsewhere=1, time="lazy"
    ):
        _expect_answers(run, calls)
    calls = _calls(program, lazy=False)
    _expect_answers(program.drive(ask, uses=[put_in, take_out], calls=calls), calls)


@points(2, needs=test_answers)
def test_seconds(program: Program) -> None:
    """Neither gives up before its patience is at an end, or waits for longer than it has to."""
    calls = _calls(program, lazy=True)
    for run in program.explore(
        drive=Drive(ask, uses=[put_in, take_out], calls=calls), schedules=1, elsewhere=1, time="lazy"
    ):
        for call, seen in zip(calls, _expect_answers(run, calls), strict=True):
            _expect_in_time(run, call, seen)
        _expect_pauses(run)


@points(3, needs=test_answers)
def test_several(program: Program) -> None:
    """It is so with several cooks and waiters too, whoever of them is faster."""
    drive = Drive(race, uses=[offer_one, fetch_one], patiences=[0.5, 0])
    # What each process loads for itself, a lock of the module say, is one for all under fork alone.
    for run in program.explore(drive=drive, schedules=10, elsewhere=3):
        _expect_race(run)
    dishes = [[f"{program.number(100, 999, salt=f'{cook} {n}')}/{cook}/{n}" for n in range(2)] for cook in range(2)]
    drive = Drive(evening, uses=[cook_all, fetch_all], dishes=dishes, patiences=[None, 0.2])
    for run in program.explore(drive=drive, schedules=10, elsewhere=1):
        _expect_evening(run, dishes)


def _calls(program: Program, *, lazy: bool) -> list[dict[str, Any]]:
    """What is asked. Where time is not real it costs nothing; in a real run it is little."""
    # No whole number of naps, whether of a tenth of a second or of a hundredth; and the next whole second is too late.
    brief = (program.number(1, 3, salt="patience") * 100 + 67) / 1000
    patience = 1 + brief if lazy else 0.1
    after = program.number(131, 139, salt="after") / 100 if lazy else 0.05
    dish = f"dish {program.number(100, 999, salt='dish')}"

    def offer(before: list[str], patience: float | None, after: float | None, returns: bool) -> dict[str, Any]:
        inside = [*(before if after is None else before[1:]), *([dish] if returns else [])]
        until = after or 0 if returns else patience
        return {
            "what": "offer", "places": 2, "before": before, "after": after, "patience": patience, "dish": dish,
            "nothing": None, "returns": repr(returns), "until": until, "inside": inside,
        }  # fmt: skip

    def fetch(
        before: list[Any], patience: float | None, after: float | None, dish: Any, nothing: Any, returns: Any
    ) -> dict[str, Any]:
        until = after or 0 if before or after is not None else patience
        return {
            "what": "fetch", "places": 2, "before": before, "after": after, "patience": patience, "dish": dish,
            "nothing": nothing, "returns": repr(returns), "until": until, "inside": before[1:],
        }  # fmt: skip

    calls = [
        offer([], 0, None, returns=True),
        offer(["soup", "bread"], 0, None, returns=False),
        offer(["soup", "bread"], brief, None, returns=False),
        offer(["soup", "bread"], patience, None, returns=False),
        offer(["soup", "bread"], LONG, after, returns=True),
        offer(["soup", "bread"], None, after, returns=True),
        fetch(["bread"], 0, None, dish, NOTHING, "bread"),
        fetch([None, "soup"], 0, None, dish, NOTHING, None),
        fetch([], 0, None, dish, NOTHING, NOTHING),
        fetch([], brief, None, dish, None, None),
        fetch([], patience, None, dish, None, None),
        fetch([], 0, None, dish, 0, 0),
        fetch([NOTHING], 0, None, dish, NOTHING, NOTHING),
        fetch([], LONG, after, 0, NOTHING, 0),
        fetch([], None, after, dish, NOTHING, dish),
    ]
    return [call for call in calls if lazy or call["patience"] not in (brief, LONG)]


def _said(call: dict[str, Any]) -> str:
    if call["what"] == "offer":
        return f"offer(hatch, {call['dish']!r}, {call['patience']})"
    return f"fetch(hatch, {call['patience']}, {call['nothing']!r})"


def _where(call: dict[str, Any]) -> str:
    """How the hatch was, and what became of it while the call went on."""
    if call["what"] == "offer":
        if not call["before"]:
            return _("the hatch has room")
        if call["after"] is None:
            return _("the hatch is full, and stays so")
        return _("the hatch is full, and has room after {seconds} s").format(seconds=call["after"])
    if call["before"]:
        return _("in the hatch: {dishes}").format(dishes=", ".join(map(repr, call["before"])))
    if call["after"] is None:
        return _("the hatch is empty, and stays so")
    return _("the hatch is empty, and {dish!r} comes after {seconds} s").format(
        dish=call["dish"], seconds=call["after"]
    )


def _expect_answers(run: Run, calls: list[dict[str, Any]]) -> list[Seen]:
    run.expect_nothing_left(help=_why_stuck(run, calls))
    all_seen = run.expect_result(list[Seen], count=len(calls), help=_why_error(run))
    run.expect_no_error(help=_why_error(run))
    for call, seen in zip(calls, all_seen, strict=True):
        if seen["answer"] != call["returns"]:
            run.fail(
                _("{call} did not return what it should – {where}.").format(call=_said(call), where=_where(call)),
                expected=call["returns"],
                actual=seen["answer"],
                help=_why_answer(call, seen),
            )
        inside = [repr(dish) for dish in call["inside"]]
        if seen["inside"] != inside:
            run.fail(
                _("{call} returned {answer}, and in the hatch is not what should be there – {where}.").format(
                    call=_said(call), answer=seen["answer"], where=_where(call)
                ),
                expected=", ".join(inside) or _("an empty hatch"),
                actual=", ".join(seen["inside"]) or _("an empty hatch"),
                help=_why_inside(call, more=len(seen["inside"]) > len(inside)),
            )
    return all_seen


def _expect_in_time(run: Run, call: dict[str, Any], seen: Seen) -> None:
    seconds, until = seen["seconds"], call["until"]
    if until - 0.001 <= seconds <= until + LATE + 0.001:
        return
    run.fail(
        _("{call} returned {answer} at the wrong time – {where}.").format(
            call=_said(call), answer=seen["answer"], where=_where(call)
        ),
        expected=_("after {seconds} s, or at most half a second later").format(seconds=until),
        actual=_("after {seconds:g} s").format(seconds=round(seconds, 3)),
        help=_("There were {rest:g} seconds of patience left.").format(rest=round(until - seconds, 3))
        if seconds < until
        else _(
            "How often does it wait, and for how long each time? All its waiting together is to be no longer than its "
            "patience."
        )
        if until == call["patience"]
        else _(
            "What does it wait for? A sleep is over when its time is over, whatever happens meanwhile. put() and get() "
            "can wait for two things at once: for room or a dish, and for the end of a time."
        ),
    )


def _expect_pauses(run: Run) -> None:
    """Nobody asks again and again at one moment: only a sleep, or a wait with a timeout, moves this clock."""
    looks: dict[float, int] = {}
    for step in run.conducted.steps if run.conducted is not None else ():
        # An event loop looks for what is ready more often than its program does.
        is_asked = step.kind in ("acquire", "wait") and step.call.startswith("Queue.")
        if step.pid == run.main.pid and is_asked and step.line and not step.result:
            looks[step.clock] = looks.get(step.clock, 0) + 1
            if looks[step.clock] > MOST_LOOKS:
                run.fail(
                    _("{file}:{line} asks again and again without a pause.").format(file=run.file_name, line=step.line),
                    expected=_("a sleep between two rounds, of a hundredth of a second say"),
                    actual=_("more than {count} questions at one moment").format(count=MOST_LOOKS),
                    help=_why_busy(),
                )


def _why_busy() -> str:
    return _(
        "A loop that asks again and again without a pause keeps a processor busy that others need. put() and get() can "
        "wait themselves; or it sleeps in between."
    )


def _expect_race(run: Run) -> None:
    run.expect_nothing_left(help=_why_stuck(run))
    run.expect_no_error(help=_why_error(run))
    put, came = [], []
    for line in run.lines:
        if match := ANSWER.fullmatch(line.text):
            if match["answer"] != "False":
                put.append(f"dish of cook {match['cook']}")
        elif (match := FETCHED.fullmatch(line.text) or FOUND.fullmatch(line.text)) and match["dish"] != NOTHING:
            came.append(match["dish"])
    if sorted(put) != sorted(came):
        run.fail(
            _("Two cooks offered a dish to a hatch with one place, then two waiters wanted it; not all was true."),
            expected=_("put in, as offer() says: {dishes}").format(dishes=", ".join(put) or _("nothing")),
            actual=_("fetched, or still there: {dishes}").format(dishes=", ".join(came) or _("nothing")),
        )


def _expect_evening(run: Run, dishes: list[list[str]]) -> None:
    run.expect_nothing_left(help=_why_stuck(run))
    run.expect_no_error(help=_why_error(run))
    if GAVE_UP in {line.text for line in run.lines}:
        run.fail(
            _("Somebody with a patience of None gave up."),
            expected=_("None means to wait for as long as it takes"),
            actual=_("an answer of False from offer(), or of nothing from fetch()"),
            help=_(
                "A patience of None has no end: not after a time, however long, and not because somebody else was "
                "faster."
            ),
        )
    fetched: dict[str, list[str]] = {}
    for line in run.lines:
        match = FETCHED.fullmatch(line.text)
        if match and match["dish"] != "goes home":
            fetched.setdefault(match["waiter"], []).append(match["dish"])
    came = sorted(dish for own in fetched.values() for dish in own)
    put = sorted(dish for own in dishes for dish in own)
    if came != put:
        missing = [dish for dish in put if dish not in came]
        run.fail(
            _("A dish did not come out of the hatch once. (A cook offers it again when the answer was False.)"),
            expected=", ".join(put),
            actual=", ".join(came),
            help=_("An answer of True says that the dish is in the hatch, and whoever has taken one has to return it.")
            if missing
            else _("An answer of False says that the dish will never be in the hatch. Who put it there later?"),
        )
    for own in fetched.values():
        for cooked in dishes:
            of_one = [dish for dish in own if dish in cooked]
            if of_one != [dish for dish in cooked if dish in of_one]:
                run.fail(
                    _("A dish came out before one that the same cook had put in before it."),
                    expected=", ".join(cooked),
                    actual=", ".join(of_one),
                )


def _why_answer(call: dict[str, Any], seen: Seen) -> str:
    if call["what"] == "offer":
        if call["returns"] == "True" and repr(call["dish"]) in seen["inside"]:
            return _("The dish is in the hatch. The answer has to say so.")
        if call["returns"] == "True":
            return _("There was room before its patience was at an end. How long did it wait?") + " " + _took(seen)
        if gone := [dish for dish in map(repr, call["before"]) if dish not in seen["inside"]]:
            return _("{dish} was in the hatch before, and is not there any more. Who has taken it out?").format(
                dish=gone[0]
            )
        return _("There was no room. The answer has to say so.")
    if call["before"] or call["after"] is not None:
        if call["returns"] in ("0", "None") and seen["answer"] == repr(call["nothing"]):
            return _("A dish can be any value, and this one was there. What tells it from no dish at all?")
        if (
            seen["answer"] == repr(call["nothing"])
            and call["before"]
            and seen["inside"] == list(map(repr, call["inside"]))
        ):
            return _("The dish is in the hatch no more: somebody has taken it out, and not returned it. Who was that?")
        return _("A dish was there before its patience was at an end. How long did it wait?") + " " + _took(seen)
    return _("There was no dish. What it returns then is the value that it was given for that.")


def _why_inside(call: dict[str, Any], *, more: bool) -> str:
    if not more:
        return _("What is in the hatch stays there until somebody asks for it.")
    if call["what"] == "fetch":
        return _("What fetch() has returned is in the hatch no more. Was it put back?")
    return _("False says that the dish will never be in the hatch. Who might still be trying to put it there?")


def _took(seen: Seen) -> str:
    return _("(It returned after {seconds:g} s.)").format(seconds=round(seen["seconds"], 2))


def _why_stuck(run: Run, calls: "Sequence[dict[str, Any]]" = ()) -> str:
    """Where one call after the other is made, the last one of them is the one that does not return."""
    why = _why_waiting(run)
    made = [int(match["number"]) for line in run.lines if (match := CALL.fullmatch(line.text))]
    if not why or not calls or not made or run.outcome == "finished":
        return why
    call = calls[made[-1]]
    return _("{call} did not return – {where}.").format(call=_said(call), where=_where(call)) + " " + why


def _why_waiting(run: Run) -> str:
    if error := _why_error(run):
        return error
    if run.outcome == "step_limit" and run.conducted is not None:
        if any(step.kind == "sleep" and step.line for step in run.conducted.steps):
            return _(
                "It asks again and again, and there is no end to it. What does it wait for, and is that sure to come? "
                "And what says how much of its patience is left?"
            )
        return _why_busy()
    if run.outcome != "deadlock" or run.conducted is None:
        return ""
    for wait in run.conducted.waits:
        if wait.call == "Queue.put" and wait.line:
            return _(
                "The put() in {file}:{line} waits without end, and nobody will make room. Which of its arguments says "
                "for how long it waits, and which one whether it does? And whoever looks for room first: another cook "
                "may come between the look and the put()."
            ).format(file=run.file_name, line=wait.line) + _about_locks(run)
        if wait.call == "Queue.get" and wait.line:
            return _(
                "The get() in {file}:{line} waits without end, and no dish will come. Which of its arguments says for "
                "how long it waits, and which one whether it does? And whoever looks for a dish first: another waiter "
                "may come between the look and the get()."
            ).format(file=run.file_name, line=wait.line) + _about_locks(run)
    return ""


def _about_locks(run: Run) -> str:
    steps = run.conducted.steps if run.conducted is not None else ()
    if run.start_method == "fork" or not any(
        step.kind == "acquire" and step.line and not step.call.startswith("Queue.") for step in steps
    ):
        return ""
    return " " + _(
        "And is it one lock for all? Here each process loads the module anew, and what is made there is another one in "
        "each."
    )


def _why_error(run: Run) -> str:
    for process in run.processes:
        error = run.error_of(process)
        if "Full" in error or "Empty" in error:
            return _(
                "When its time is up, put() raises Full and get() raises Empty. In which module do these two live, and "
                "who catches them here?"
            )
        if error and run.outcome != "finished":
            return _("An error had ended {process}: {error}").format(process=process, error=error)
    return ""
