"""What a process has put on a queue has to be taken off before the process can end."""

from typing import Any, TypedDict

from forklings import Drive, Program, Run, _, points

RETURNED = "collect() has returned"
N = 4


def draw(seed: int, sizes: "list[Any]", number: int) -> "Any":
    """The map of so many characters; None where no size is given, and a LookupError where it is below 0."""
    import time

    print(f"map {number}: begun")
    time.sleep(0.05)
    print(f"map {number}: drawn")
    if sizes[number] is None:
        return None
    if sizes[number] < 0:
        return LookupError(f"no map {number}")
    return (f"map {number} of {seed} " * sizes[number])[: sizes[number]]


def describe(seed: int, sizes: "list[Any]", drawn: "Any") -> str:
    """“map 2”, where it is that one; else what it is, which for None and the empty text says enough."""
    for number, size in enumerate(sizes):
        if size and size > 0 and drawn == (f"map {number} of {seed} " * size)[:size]:
            return f"map {number}"
    return repr(drawn)[:40]


def take_a_moment() -> None:
    """From here on the system takes a moment to carry out a signal."""
    import contextlib
    import os
    import threading
    import time

    kill = os.kill

    def kill_late(pid: int, number: int) -> None:
        for _moment in range(4):
            time.sleep(0.1)
        with contextlib.suppress(ProcessLookupError):
            kill(pid, number)

    def send(pid: int, number: int) -> None:
        if not number or pid <= 0 or pid == os.getpid():
            kill(pid, number)
            return
        kill(pid, 0)
        try:
            threading.Thread(target=kill_late, args=(pid, number)).start()
        except RuntimeError:  # the interpreter is at its end, and starts no thread any more
            kill(pid, number)

    os.kill = send


def collect_all(module: "Any", seed: int, sizes: "list[Any]") -> "dict[str, Any]":
    """What collect() returned, in words, and how many of its processes had not ended then."""
    import functools
    import multiprocessing

    take_a_moment()
    maps = module.collect(functools.partial(draw, seed, sizes), len(sizes))
    print("collect() has returned")
    alive = sum(child.is_alive() for child in multiprocessing.active_children())
    if not isinstance(maps, (list, tuple)):
        return {"maps": [f"no list: {type(maps).__name__}"], "alive": alive}
    return {"maps": [describe(seed, sizes, drawn) for drawn in maps], "alive": alive}


class Collected(TypedDict):
    """What came back, in words, and how many processes had not ended then."""

    maps: list[str]
    alive: int


@points(2)
def test_any_size(program: Program) -> None:
    """Maps of any size come back, each drawn by a child process."""
    for run in program.explore(drive=_drive(program), schedules=2, time="lazy"):
        _expect_maps(run)


@points(3, needs=test_any_size)
def test_whoever_is_faster(program: Program) -> None:
    """All maps come back, in order, however long any of the processes is held up."""
    for run in program.explore(drive=_drive(program)):
        _expect_maps(run)
    # More than ten, so that numbers in the order of their texts show.
    count, many = _many(program)
    for run in program.explore(drive=many, schedules=1, elsewhere=1, time="lazy"):
        _expect_these(run, [f"map {number}" for number in range(count - 1)] + [f"LookupError('no map {count - 1}')"])
    _expect_maps(program.drive(collect_all, uses=[draw, describe, take_a_moment], **_arguments(program)))


@points(1, needs=test_any_size)
def test_side_by_side(program: Program) -> None:
    """The maps are drawn side by side, not one after the other."""
    n, many = _many(program)
    for run in program.explore(drive=many, schedules=1, elsewhere=1, time="lazy"):
        run.expect_nothing_left(help=_why_stuck(run))
        begun: list[str] = []
        for line in run.lines:
            if line.text.endswith(": begun"):
                begun.append(line.text.split(":")[0])
            if line.text.endswith(": drawn") and len(begun) < n:
                run.fail(
                    _("A map was done before all {n} were begun.").format(n=n),
                    expected=_("{n} maps at work at once").format(n=n),
                    actual=_("at work: {maps}").format(maps=", ".join(begun)),
                    help=_(
                        "collect(draw, {n}), and each call of draw takes a while. Who waits for what between two "
                        "starts? And how many processes are there?"
                    ).format(n=n),
                )


@points(1, needs=test_whoever_is_faster)
def test_all_ended(program: Program) -> None:
    """When collect() returns, every process that it started has ended."""
    for run in program.explore(drive=_drive(program)):
        run.expect_nothing_left(help=_why_stuck(run))
        if alive := run.expect_result(Collected)["alive"]:
            run.fail(
                _("Not all processes had ended when collect() returned."),
                expected=_("no process is left"),
                actual=_("{count} not ended yet").format(count=alive),
                help=_(
                    "A process goes on for a while after its map has come, and after terminate() too. join() waits "
                    "until it has ended; after a join with a timeout it may, or may not."
                ),
            )


def _arguments(program: Program) -> dict[str, Any]:
    # More than a pipe holds, also where it has been read from once; None and the empty text are maps too.
    large = program.number(100_000, 130_000, salt="large")
    return {"seed": program.number(100, 999, salt="seed"), "sizes": [large, None, large + 1, 0]}


def _drive(program: Program) -> Drive:
    return Drive(collect_all, uses=[draw, describe, take_a_moment], **_arguments(program))


def _many(program: Program) -> tuple[int, Drive]:
    """So many small maps, of which the last is an error."""
    n = program.number(12, 14, salt="n")
    return n, Drive(collect_all, uses=[draw, describe, take_a_moment], seed=1, sizes=[10] * (n - 1) + [-1])


def _expect_these(run: Run, expected: list[str]) -> None:
    run.expect_nothing_left(help=_why_stuck(run))
    run.expect_no_error(help=_why_too_many(run, len(expected)) or _why_error(run))
    seen = run.expect_result(Collected, help=_why_error(run))["maps"]
    if seen != expected:
        run.fail(
            _("collect(draw, {n}) did not return the maps that were drawn.").format(n=len(expected)),
            expected="\n".join(expected),
            actual="\n".join(seen) or _("an empty list"),
            help=_why_not_these(run, seen, expected),
        )


def _expect_maps(run: Run) -> None:
    _expect_these(run, ["map 0", "None", "map 2", "''"])
    for number in range(N):
        help = _(
            "Only start() makes a new process. What stands in its args is computed before, in this one, and a thread "
            "is in this process too."
        )
        run.expect_line(f"map {number}: begun", by=run.children, times=1, help=help)
        run.expect_line(f"map {number}: drawn", by=run.children, times=1)


def _why_not_these(run: Run, seen: list[str], expected: list[str]) -> str:
    if len(expected) > 10 and seen == [expected[number] for number in sorted(range(len(expected)), key=str)]:
        return _("They are all there, in the order that the numbers have when they are texts: 10 stands before 2.")
    if sorted(seen) == sorted(expected):
        return _("They are all there. The order in which they come need not be that of the numbers.")
    if set(seen) == {"None"}:
        return _("No map came at all. What a process writes into a variable of its own no other process sees.")
    if len(seen) < len(expected) or any(drawn not in seen for drawn in expected) or seen.count("None") > 1:
        return _why_too_early(run) or _why_put_apart(run) or _why_missing()
    return _why_put_apart(run)


def _why_too_many(run: Run, n: int) -> str:
    begun = [
        line.text.removeprefix("map ").removesuffix(": begun") for line in run.lines if line.text.endswith(": begun")
    ]
    if more := [number for number in begun if number.isdecimal() and int(number) >= n]:
        return _("draw({number}) was called. n is {n}, so the numbers are those from 0 to {last}.").format(
            number=more[0], n=n, last=n - 1
        )
    return ""


def _why_missing() -> str:
    return _(
        "A map is missing. What told the main process that no more would come? A queue may be empty for now, and a "
        "process may have ended, while a map is still on its way."
    )


def _why_too_early(run: Run) -> str:
    """What to say of a look that found nothing, where some maps are missing in the end."""
    for step in run.conducted.steps if run.conducted is not None else ():
        if step.kind == "wait" and step.pid == run.main.pid and not step.result and step.line:
            return _(
                "In {file}:{line} nothing had come yet. A map may come after such a look, and it may lie in the pipe "
                "when its process has ended. What was the last look before the program stopped looking?"
            ).format(file=run.file_name, line=step.line)
    return ""


def _why_given_up(run: Run) -> str:
    for step in run.conducted.steps if run.conducted is not None else ():
        if step.kind == "wait" and step.pid == run.main.pid and not step.result and step.line:
            return _(
                "In {file}:{line} nothing had come yet: the others were held up for longer. That does not say that "
                "nothing will come."
            ).format(file=run.file_name, line=step.line)
    return ""


def _why_stuck(run: Run) -> str:
    """What keeps the processes of a run from going on, as far as its steps show it."""
    for process in run.processes:
        if error := run.error_of(process):
            why = _("An error had ended the work of {process}: {error}.").format(process=process, error=error)
            return f"{why} {_why_error(run)}".strip()
    if run.outcome == "timeout":
        return _(
            "A process that has put a large map on its way ends when somebody takes it off, not before. What does the "
            "main process wait for first?"
        )
    if run.outcome != "deadlock" or run.conducted is None:
        return ""
    waits, steps = run.conducted.waits, run.conducted.steps
    full = [wait for wait in waits if wait.kind == "write"]
    joins = [wait for wait in waits if wait.kind == "join" and wait.pid == run.main.pid]
    if full and joins:
        child = next((process for process in run.children if process.pid == full[0].pid), run.main)
        return _why_given_up(run) or _(
            "{process} has put a map on its way that is larger than what a pipe holds. It cannot end before somebody "
            "takes it off, and the main process does not: in {file}:{line} it waits for a process to end."
        ).format(process=_capital(str(child)), file=run.file_name, line=joins[0].line)
    signals = [step for step in steps if step.kind == "signal" and step.line]
    if signals:
        return _(
            "In {file}:{line} a process was ended that may still have had something to do. A map that was on its way "
            "is lost then, and the main process waits for it."
        ).format(file=run.file_name, line=signals[0].line)
    reads = [wait for wait in waits if wait.kind == "read" and wait.pid == run.main.pid]
    if reads and any(wait.object != reads[0].object for wait in full):
        return _(
            "Each process has a queue of its own: under spawn and forkserver it loads the module anew, and makes what "
            "is made there. The maps lie in queues from which nobody reads."
        )
    if reads:
        return _(
            "The main process waits for one more map, and nobody is left who could send one. How many does it wait "
            "for? Was each map sent, whatever it is? And may a process end before its map is through?"
        )
    return ""


def _why_error(run: Run) -> str:
    errors = " ".join(run.error_of(process) for process in run.processes)
    if "Empty" in errors:
        return _("queue.Empty says that nothing came in that time. Why should nothing come later?")
    if "Unpickling" in errors or "UnicodeDecode" in errors:
        return _(
            "What came was no whole message. Where several send into one pipe at once, each writes into the messages "
            "of the others: a pipe has no lock for that, and a queue has one."
        )
    if "LookupError" in errors:
        return _("Here one of the maps is a LookupError, and one that is not raised. Any value may be a map.")
    if "EOFError" in errors:
        return _("That pipe was at its end, and all had been taken off. Here one of the maps is None.")
    if why := _why_put_apart(run):
        return why
    if "KeyError" in errors:
        return _why_missing()
    return ""


def _why_put_apart(run: Run) -> str:
    """What to say where one process has put something in two lines."""
    lines: dict[int, set[int]] = {}
    for step in run.conducted.steps if run.conducted is not None else ():
        if step.line and step.call.endswith("Queue.put") and step.pid != run.main.pid:
            lines.setdefault(step.pid, set()).add(step.line)
    for first, *later in map(sorted, lines.values()):
        if later:
            return _(
                "A process puts something in {file}:{line} and again in {file}:{later}, and between the two another "
                "process may put something. How does the main process know what belongs together?"
            ).format(file=run.file_name, line=first, later=later[0])
    return ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
