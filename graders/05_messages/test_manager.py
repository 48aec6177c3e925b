"""One state for several processes: where it lives, what is a copy of it, and what has to be one step."""

from collections.abc import Iterator
from typing import Any, TypedDict

from forklings import Drive, Program, Run, _, points

AT_ONCE = {"hill": 0.0, "wood": 0.0, "lake": 0.0}


class Held(str):
    """A text on whose way to another process its own is held up for a second, as any process may be."""

    def __reduce__(self) -> "Any":
        import time

        time.sleep(1)
        return str, (str(self),)


def watch(birds: "list[Any]", seconds: "dict[str, Any]", held: str, place: str, note: "Any") -> None:
    import time

    for bird in birds:
        time.sleep(seconds[place])
        print(f"{place}: {bird} {note(Held(bird) if place == held else bird)!r}")


def survey(module: "Any", birds: "list[Any]", seconds: "dict[str, Any]", held: str = "") -> "Any":
    """The book, when survey() has returned, and how many processes had not ended then."""
    import functools
    import multiprocessing

    book = module.survey(functools.partial(watch, birds, seconds, held), list(seconds))
    alive = sum(child.is_alive() for child in multiprocessing.active_children())
    if type(book) is not dict:
        return {"kind": type(book).__name__, "book": {}, "alive": alive}
    kinds = {type(places).__name__ for places in book.values()} - {"list"}
    if kinds:
        return {"kind": f"dict: {kinds.pop()}", "book": {}, "alive": alive}
    pages = {str(bird): [str(place) for place in places] for bird, places in book.items()}
    return {"kind": "", "book": pages, "alive": alive}


class Seen(TypedDict):
    kind: str
    book: dict[str, list[str]]
    alive: int


@points(2)
def test_one_book(program: Program) -> None:
    """What one process has written is there for all, and survey() returns it."""
    birds = _birds(program)
    # Here a sleep is over when nobody can go on, so it is known who notes when. A note() may nap for a while.
    seconds = {"hill": 1.6, "wood": 1.0, "lake": 0.3}
    drive = Drive(survey, uses=[Held, watch], birds=birds, seconds=seconds)
    for run in program.explore(drive=drive, schedules=1, elsewhere=0, time="lazy"):
        _expect_numbers_in_turn(run, birds)
        _expect_book(run, birds, seconds)
    alone = {"hill, west": 0.0}
    _expect_book(program.drive(survey, uses=[Held, watch], birds=birds, seconds=alone), birds, alone)


@points(1, needs=test_one_book)
def test_side_by_side(program: Program) -> None:
    """No watch waits until another is over, however many places there are."""
    bird = _birds(program)[0]
    # The first of the list is the last to see the bird.
    seconds = {f"pond {number}": (10 - number) / 5 for number in range(1, 10)}
    drive = Drive(survey, uses=[Held, watch], birds=[bird], seconds=seconds)
    for run in program.explore(drive=drive, schedules=1, elsewhere=0, time="lazy"):
        _seen(run)
        said = [line.text.partition(":")[0] for line in run.lines if f": {bird} " in line.text]
        if said != [*reversed(seconds)]:
            run.fail(
                _("Nine watches note a bird: at pond 9 after 0.2 s, at pond 8 after 0.4 s, at pond 1 after 1.8 s."),
                expected=", ".join(reversed(seconds)),
                actual=", ".join(said) or _("nothing"),
                help=_("Who begins only when another is over comes too late. How many watches can go on at a time?"),
            )


@points(3, needs=test_one_book)
def test_at_once(program: Program) -> None:
    """Nothing is lost and no number comes twice, however many write at once."""
    birds = _birds(program)
    for run in _runs_at_once(program):
        _expect_book(run, birds, AT_ONCE)
    # On the hill each look and each writing takes a second here, and the others see the bird between two of them.
    seconds = {"hill": 0.0, "wood": 1.5, "lake": 2.5}
    drive = Drive(survey, uses=[Held, watch], birds=birds[:1], seconds=seconds, held="hill")
    for run in program.explore(drive=drive, schedules=1, elsewhere=0, time="lazy"):
        _expect_book(run, birds[:1], seconds)


@points(1, needs=test_one_book)
def test_ended(program: Program) -> None:
    """When survey() returns, every process that it started has ended."""
    for run in _runs_at_once(program):
        if alive := _seen(run)["alive"]:
            run.fail(
                _("survey() has returned, and not all of its processes have ended."),
                expected=_("no process is left"),
                actual=_("{count} not ended yet").format(count=alive),
                help=_(
                    "A process goes on for a while after its last word, and the process of a manager goes on until "
                    "somebody ends it. Who waits for each of them?"
                ),
            )


def _birds(program: Program) -> list[str]:
    # A bird is a text, so there may be a comma in it, or all of another one's.
    owl = f"owl, {program.number(100, 999, salt='owl')}"
    return [f"{owl} young", f"{owl} young", owl]


def _runs_at_once(program: Program) -> Iterator[Run]:
    """Under each other start method one schedule, which shows a lock that is another one in each process."""
    drive = Drive(survey, uses=[Held, watch], birds=_birds(program), seconds=AT_ONCE)
    yield from program.explore(drive=drive, schedules=10, elsewhere=0)
    yield program.conduct("switch-after-acquire", drive=drive)


def _seen(run: Run) -> Seen:
    run.expect_nothing_left(help=_why_stuck(run))
    seen = run.expect_result(Seen, help=_why_error(run))
    run.expect_no_error(help=_why_error(run))
    return seen


def _expect_numbers_in_turn(run: Run, birds: list[str]) -> None:
    """The first bird is noted at the lake after 0.3 and 0.6 s, in the wood after 1 and 2, and so on."""
    _seen(run)
    places = ("lake", "lake", "wood", "hill", "wood", "hill")
    expected = [f"{place}: {birds[0]} {number}" for number, place in enumerate(places, 1)]
    said = [line.text for line in run.lines if f": {birds[0]} " in line.text]
    if said != expected:
        run.fail(
            _("Three watches note a bird twice: after 0.3 s each at the lake, 1 s in the wood, 1.6 s on the hill."),
            expected="\n".join(expected),
            actual="\n".join(said) or _("nothing"),
            help=_("The watches go on side by side, so the lake is the first here. Who waits for whom?")
            if [line.partition(":")[0] for line in said] != [*places]
            else _why_mixed()
            if any(_number(line.rpartition(" ")[2]) > len(places) for line in said)
            else _(
                "What a process changes in its own memory, no other process sees. And what comes out of a proxy, a "
                "list in a dict say, is a copy: a change of it has to be put back."
            ),
        )


def _expect_book(run: Run, birds: list[str], places: dict[str, float]) -> None:
    """For each bird the numbers are 1, 2 …, and the places in the book stand in their order."""
    seen = _seen(run)
    if seen["kind"]:
        run.fail(
            _("survey() did not return an ordinary dict of ordinary lists."),
            expected="dict: list",
            actual=seen["kind"],
            help=_("Whoever only asks a defaultdict for a bird enters it there.")
            if seen["kind"] == "defaultdict"
            else _("A proxy is of use only as long as the manager has its process, which survey() is to end.")
            if "Proxy" in seen["kind"]
            else "",
        )
    for bird in dict.fromkeys(birds):
        noted: list[tuple[int, str]] = []
        for line in run.lines:
            place, _colon, rest = line.text.partition(": ")
            name, _space, number = rest.rpartition(" ")
            if place in places and name == bird:
                run.expect_line(line.text, by=run.children, help=_("watch is to be called in a child process."))
                noted.append((_number(number), place))
        noted.sort()
        shown = ", ".join(f"{place} {number}" for number, place in noted)
        count = len(places) * birds.count(bird)
        if len(noted) < count:
            run.fail(
                _("Not every watch saw what there was to see."),
                expected=_("note() returns {count} numbers for a bird").format(count=count),
                actual=shown or _("nothing"),
                help=_("Each watch is called once, and may be held up for as long as it likes. Who waits for its end?"),
            )
        if [number for number, _place in noted] != [*range(1, count + 1)]:
            run.fail(
                _("note() was called {count} times for a bird, and did not return each number once.").format(
                    count=count
                ),
                expected=", ".join(map(str, range(1, count + 1))),
                actual=shown or _("nothing"),
                help=_why_mixed() if noted[-1][0] > count else _why_not_one_step(run),
            )
        in_order = [place for _number, place in noted]
        in_book = seen["book"].get(bird, [])
        if in_book != in_order:
            run.fail(
                _("The book does not have the places of a bird in the order of the numbers that note() returned."),
                expected=_("{places} (note() returned: {numbers})").format(places=", ".join(in_order), numbers=shown),
                actual=", ".join(in_book) or _("nothing"),
                help=_("Between the number and the writing another process may come. Both are one step here.")
                if sorted(in_book) == sorted(in_order)
                else _("There is more in the book than was noted. A place is a text, whichever: what may be in it?")
                if len(in_book) > len(in_order)
                else _(
                    "A note is lost when two take the old list, and each puts back its own. From the look to the "
                    "putting back nobody else may write. And a watch may be held up for long before it writes."
                ),
            )
    if others := sorted(set(seen["book"]) - set(birds)):
        run.fail(
            _("There is a bird in the book that nobody has seen."),
            expected=", ".join(birds),
            actual=", ".join(others),
        )


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _why_mixed() -> str:
    return _(
        "There is a higher number than this bird has places. The text of one bird may be a part of another one's, and "
        "there may be a comma in a place. What tells two birds apart, and two places?"
    )


def _why_not_one_step(run: Run) -> str:
    steps = run.conducted.steps if run.conducted is not None else ()
    if any(step.kind == "acquire" and step.line for step in steps):
        return _(
            "A lock keeps apart only those who take the same one, and only while they hold it. Is it one lock for all "
            "processes, made once and handed to each? And is everything inside, from the look to the number?"
        )
    return _(
        "Each call of a proxy is one step, and between two calls another process may write. From the look to the "
        "number, what has to be one step here?"
    )


def _why_stuck(run: Run) -> str:
    for process in run.processes:
        if error := run.error_of(process):
            return _why_error(run) or _("An error had ended {process}: {error}").format(process=process, error=error)
    return ""


def _why_error(run: Run) -> str:
    errors = " ".join(run.error_of(process) for process in run.processes)
    if any(word in errors for word in ("FileNotFoundError", "ConnectionRefused", "BrokenPipe", "EOFError")):
        return _(
            "A manager's process ends at the end of its `with`, or with shutdown(), and all that lives in it is gone. "
            "A proxy has nobody to ask then."
        )
    if "pickle" in errors or "inheritance" in errors:
        return _(
            "What is handed to a process has to pickle. A manager does not, and a lock of multiprocessing only on its "
            "way to a new process; a manager's own lock does."
        )
    if "NameError" in errors or "KeyError" in errors:
        return _(
            "Only fork hands down what the variables of a module hold. Under spawn and forkserver a process has what "
            "came in its args."
        )
    if "ValueError" in errors:
        return _("A bird is a text, whichever, and so is a place: there may be spaces in it, or a comma.")
    return ""
