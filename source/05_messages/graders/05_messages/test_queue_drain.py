"""An empty queue is no end: the end is an item that says so, and everybody has to hear it."""

import re
from typing import Any

from forklings import Drive, Process, Program, Run, _, points

LINE = re.compile(r"packer (?P<packer>\d+): (?P<said>.*)")
RETURNED = "drain() has returned"
THROUGH = "is through with "


def fill(belt: "Any", items: "list[Any]") -> None:
    import time

    for item in items:
        time.sleep(0.02)
        belt.put(item)
    belt.put(None)


def pack(packer: int, item: "Any") -> None:
    import time

    time.sleep(0)
    print(f"packer {packer}: {item!r}")
    time.sleep(0.015)
    print(f"packer {packer}: is through with {item!r}")


def drain_as(packer: int, drain: "Any", belt: "Any") -> None:
    import functools

    drain(belt, functools.partial(pack, packer))
    print(f"packer {packer}: drain() has returned")


def let_them_drain(module: "Any", items: "list[Any]", packers: int, late: bool) -> None:
    """So many packers while the belt is filled; and one more when all others have ended."""
    import multiprocessing

    belt: Any = multiprocessing.Queue()
    workers = [
        multiprocessing.Process(target=drain_as, args=(packer, module.drain, belt)) for packer in range(1, packers + 1)
    ]
    workers.append(multiprocessing.Process(target=fill, args=(belt, items)))
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if late:
        worker = multiprocessing.Process(target=drain_as, args=(packers + 1, module.drain, belt))
        worker.start()
        worker.join()


@points(2)
def test_one_packer(program: Program) -> None:
    """One packer packs every item, in order, though the belt is empty now and then."""
    items = _numbers(program)
    for run in program.explore(drive=_drive(items), schedules=2, time="lazy"):
        if run.outcome == "undecided":  # it goes on for longer than steps are counted; for ever, as it seems
            run = program.drive(let_them_drain, uses=[fill, pack, drain_as], **_arguments(items))
        _expect_packed(run, items)


@points(2, needs=test_one_packer)
def test_however_long(program: Program) -> None:
    """One packer packs every item however long it or the baker is held up."""
    items = _numbers(program)
    for run in program.explore(drive=_drive(items), schedules=13, elsewhere=1):
        _expect_packed(run, items)


@points(1, needs=test_one_packer)
def test_any_item(program: Program) -> None:
    """None alone is the end: every other value is packed, whatever it is."""
    items = [0, "", program.number(2, 99, salt="some"), False, "None", [], [None], {}]
    for run in program.explore(drive=_drive(items), schedules=2, elsewhere=1, time="lazy"):
        _expect_packed(run, items)


@points(3, needs=test_however_long)
def test_several_packers(program: Program) -> None:
    """Several packers pack each item once, and each drain() comes to its end, a late one too."""
    items = _numbers(program)
    for run in program.explore(drive=_drive(items, packers=2, late=True), schedules=14, elsewhere=1):
        _expect_packed(run, items, packers=3, late=True)
    for packers, schedules in ((4, 5), (9, 1)):
        for run in program.explore(drive=_drive(items, packers), schedules=schedules, elsewhere=0):
            _expect_packed(run, items, packers)
    arguments = _arguments(items, packers=2, late=True)
    run = program.drive(let_them_drain, uses=[fill, pack, drain_as], **arguments)
    _expect_packed(run, items, packers=3, late=True)


def _numbers(program: Program) -> list[int]:
    """As many as no program can know, and not as many as main() has."""
    count = program.number(6, 7, salt="count")
    return [program.number(10, 99, salt=f"item {index}") * 10 + index for index in range(count)]


def _arguments(items: "list[Any]", packers: int = 1, *, late: bool = False) -> dict[str, Any]:
    return {"items": items, "packers": packers, "late": late}


def _drive(items: "list[Any]", packers: int = 1, *, late: bool = False) -> Drive:
    return Drive(let_them_drain, uses=[fill, pack, drain_as], **_arguments(items, packers, late=late))


def _expect_packed(run: Run, items: "list[Any]", packers: int = 1, *, late: bool = False) -> None:
    """Each item once, in the order of the belt within each packer, and every drain() came to its end."""
    run.expect_nothing_left(help=_why_stuck(run, late=late))
    run.expect_no_error(help=_why_error(run))
    on_belt = [repr(item) for item in items]
    shown = _("on the belt: {items}, and None").format(items=", ".join(on_belt))
    packed: list[str] = []
    through: list[str] = []
    returned: set[str] = set()
    where: dict[str, dict[Process | None, str]] = {}
    last: dict[str, int] = {}
    for line in run.lines:
        match = LINE.fullmatch(line.text)
        if match is None:
            continue
        packer, said = match["packer"], match["said"]
        where.setdefault(packer, {}).setdefault(line.process, line.text)
        if said == RETURNED:
            returned.add(packer)
            continue
        if said.startswith(THROUGH):
            if packer not in returned:
                through.append(said.removeprefix(THROUGH))
            continue
        actual = f"packer {packer}: pack({said})"
        if said == "None":
            run.fail(_("None was packed."), expected=shown, actual=actual, help=_("None is the end, and no item."))
        if said not in on_belt:
            run.fail(_("Something was packed that was not on the belt."), expected=shown, actual=actual)
        if packer in returned:
            run.fail(
                _("An item was packed after drain() had returned."),
                expected=_("all that was taken is packed when drain() returns"),
                actual=actual,
            )
        if said in packed:
            run.fail(
                _("An item was packed twice."),
                expected=shown,
                actual=actual,
                help=_("Where nothing was taken off the belt, there is nothing to pack: what does your loop do then?"),
            )
        if on_belt.index(said) < last.get(packer, -1):
            before = f"packer {packer}: pack({on_belt[last[packer]]})"
            run.fail(
                _("An item was packed before one that lay in front of it."),
                expected=shown,
                actual=_("{before}, and then {actual}").format(before=before, actual=actual),
            )
        last[packer] = on_belt.index(said)
        packed.append(said)
        run.expect_line(line.text, by=run.children, help=_("drain() packs in the process that it was called in."))
    for lines in where.values():
        if len(lines) > 1:
            run.fail(
                _("drain() was called in one process, and pack() in another."),
                expected=_("drain() packs in the process that it was called in"),
                actual="\n".join(
                    _("“{line}” by {process}").format(line=line, process=process) for process, line in lines.items()
                ),
            )
    missing = [item for item in on_belt if item not in packed]
    if missing:
        run.fail(
            _("Not everything was packed."),
            expected=shown,
            actual=_("never packed: {items}").format(items=", ".join(missing)),
            help=_why_missing(run, on_belt, missing),
        )
    under_way = [item for item in on_belt if item not in through]
    if under_way:
        run.fail(
            _("drain() returned before pack() had."),
            expected=_("all that was taken is packed when drain() returns"),
            actual=_("begun and not over: {items}").format(items=", ".join(f"pack({item})" for item in under_way)),
            help=_("Who waits until the last pack() is over? What a thread was told to do need not be done."),
        )
    for number in range(1, packers + 1):
        run.expect_line(f"packer {number}: {RETURNED}", times=1, help=_("Who has come upon the end returns."))


def _why_missing(run: Run, on_belt: list[str], missing: list[str]) -> str:
    for step in run.conducted.steps if run.conducted is not None else ():
        if step.kind == "wait" and not step.result and step.line and step.call == "Queue.get" and step.clock:
            return _(
                "The get() in {file}:{line} came to the end of its time with nothing on the belt: the baker was held "
                "up for longer. Only None says that no more will come."
            ).format(file=run.file_name, line=step.line)
    if missing[0] in ("0", "''", "False"):
        return _(
            "Some values count as false, as None does, and are items all the same. Where does your program ask whether "
            "an item is true?"
        )
    if missing[0] in ("'None'", "[]", "[None]", "{}") and missing == on_belt[-len(missing) :]:
        return _("It ended at {item}, which is an item. What else than None itself does it take for the end?").format(
            item=missing[0]
        )
    return _(
        "drain() returned while the items were still to come, or packed less than it took. An empty belt is no end: "
        "only None says that no more will come."
    )


def _why_stuck(run: Run, *, late: bool) -> str:
    for process in run.processes:
        if error := run.error_of(process):
            return _("An error had ended {process}: {error}").format(process=process, error=error)
    steps = run.conducted.steps if run.conducted is not None else ()
    has_returned = any(RETURNED in line.text for line in run.lines)
    puts_back = any(step.line and step.call.startswith("Queue.put") for step in steps)
    if run.outcome in ("step_limit", "timeout") and steps and has_returned and not puts_back:
        why = _(
            "One drain() has returned, and another asks again and again. The baker puts None on the belt once, and a "
            "packer that takes it off has it alone. How do the others hear of the end?"
        )
        if run.start_method != "fork":
            why += " " + _("Here each process loads the module anew, and what is made there is another one in each.")
        return why
    if run.outcome in ("step_limit", "timeout"):
        return _(
            "What does drain() do once it has come upon None? It may put it back, but once only, and then returns."
        )
    if run.outcome != "deadlock" or run.conducted is None:
        return ""
    if has_returned:
        if puts_back:
            return _(
                "One drain() has returned, and another waits for something to come. Something was put back onto the "
                "belt, but nothing is there for this one. Does everyone put the end back who has come upon it? And "
                "put() hands it to a thread of its process: was it on the belt before the process ended?"
            )
        return _(
            "One drain() has returned, and another waits for something to come. The baker puts None on the belt once, "
            "and a packer that takes it off has it alone. How do the others hear of the end?"
        )
    return _("drain() waits for one more item, and None has come and gone.")


def _why_error(run: Run) -> str:
    errors = " ".join(run.error_of(process) for process in run.processes)
    if "Empty" in errors:
        return _(
            "Between a look at the belt and get_nowait() another packer may take what was seen. And Empty says that "
            "nothing is there now, not that nothing will come."
        )
    return ""
