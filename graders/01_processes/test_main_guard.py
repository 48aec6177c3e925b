"""A child that is spawned imports the program: what is to happen once belongs under the main guard."""

import re
from typing import Any

from forklings import Drive, Process, Program, Run, _, points

OPEN = re.compile(r"open: (?P<word>\S+)")
PARCEL = re.compile(r"(?P<weight>\d+) kg: (?P<price>\d+) (?P<word>\S+)")


def imported(module: "Any") -> str:
    """The program is a module here, and this is another program, with arguments of its own."""
    import importlib
    import sys

    sys.argv = ["stamps.py", "--all", "20 kg"]
    return str(importlib.reload(module).__name__)


def speak_late(module: "Any", arguments: "list[str]") -> str:
    """Runs the program as it is run by itself. Who speaks of a parcel is held up before, and in mid-line at a flush."""
    import io
    import runpy
    import sys
    import time

    class Late(io.TextIOWrapper):
        rest = ""

        def write(self, text: str) -> int:
            if "kg" in text:
                time.sleep(1)
            self.rest = (self.rest + text).rpartition("\n")[2]
            return super().write(text)

        def flush(self) -> None:
            super().flush()
            if "kg" in self.rest:
                time.sleep(1)

    sys.argv = [str(module.__file__), *arguments]
    sys.stdout = Late(sys.stdout.buffer, encoding="utf-8", line_buffering=True)
    try:
        runpy.run_path(sys.argv[0], run_name="__main__")
    except SystemExit as end:
        if end.code:
            raise
    return ""


@points(4)
def test_work(program: Program) -> None:
    """The office opens once, one or two workers stamp each parcel once, the total comes last, and all of it ends."""
    weights = _weights(program)
    word = _expect_work(_run(program, program.start_method, weights), weights)
    # One parcel is brought to a worker as well.
    for parcels, buffering in ((weights[:1], "line"), (weights, "block")):
        other = _run(program, "fork", parcels, buffering)
        if parcels != weights:
            _expect_work(other, parcels)
        if _word(other) == word:
            other.fail(
                _("Two runs had the same word."),
                expected=_("a word that is drawn anew for each run"),
                actual=_("{word}, and again {word}").format(word=word),
                help=_("Who knows the word beforehand could stamp parcels at home. How does a drawn one get about?"),
            )


@points(1, needs=test_work)
def test_whoever_is_faster(program: Program) -> None:
    """All this holds whichever process is faster, and however long one is held up."""
    weights = _weights(program)
    # Who is faster has nothing to do with how a worker begins, and fork is the cheapest.
    for run in program.explore("fork", *map(str, weights), schedules=8, elsewhere=0):
        run.expect_nothing_left()
        _expect_work(run, weights)
    if _went_to_work(program.drive(imported)):
        return  # such a program cannot be run by another one
    drive = Drive(speak_late, arguments=["fork", *map(str, weights)])
    for run in program.explore(drive=drive, schedules=1, elsewhere=0, time="lazy"):
        run.expect_nothing_left()
        _expect_work(run, weights, hasty=_why_total())


@points(1, needs=test_work)
def test_method(program: Program) -> None:
    """The workers are started by the start method that was asked for."""
    weights = _weights(program)
    for method, parcels in {program.start_method: weights, "fork": weights[:1]}.items():
        run = _run(program, method, parcels)
        run.expect_no_error()
        for child in run.children:
            seen = _origin(run, child)
            if not seen and not any(line.process is child for line in run.lines):
                continue  # a pool may end a worker that had no time to say how it came to be
            if seen != method:
                run.fail(
                    _("`{command}` asks for {method}.").format(command=run.command, method=method),
                    expected=_("{method} made {child}").format(method=method, child=child),
                    actual=_("{method} made {child}").format(
                        method=seen or _("no start method of multiprocessing"), child=child
                    ),
                    help=_(
                        "With fork the children need no file, they are copies of the main process. Not every system "
                        "has fork, and not every program can bear it. Whoever starts the program says which it is."
                    )
                    if seen == "fork"
                    else _(
                        "What is not told a start method takes the one that is set. Each Process, Pool or executor "
                        "can be told."
                    ),
                )


@points(2, needs=test_work)
def test_import(program: Program) -> None:
    """Another program may import the file: nothing is printed then, and no process is started."""
    run = program.drive(imported)
    help = _(
        "Here another program says `import main_guard`. Then this file is no main program, and no child of one. What "
        "is __name__ in it, and what in the main program?"
    )
    if run.error_of(run.main):
        help = _(
            "Here another program says `import main_guard`, and sys.argv is what that program was told. Who needs the "
            "arguments of this one, and when?"
        )
    run.expect_result(str, help=help)
    if _went_to_work(run):
        seen = [f"{line.text} ({line.process})" for line in run.lines[:6]]
        started = _("{count} started").format(count=len(run.children))
        run.fail(
            _("The file was imported, and went to work."),
            expected=_("nothing is printed, no process is started"),
            actual="\n".join([*seen, started]),
            help=help,
        )


def _went_to_work(imported: Run) -> bool:
    return bool(imported.lines or len(imported.children) or imported.error_of(imported.main))


def _weights(program: Program) -> list[int]:
    """Weights that the program cannot know; two parcels have the same."""
    first = program.number(5, 20, salt="first")
    steps = [program.number(1, 9, salt=f"step {place}") for place in range(3)]
    weights = [first + sum(steps[:place]) for place in range(4)]
    return [weights[place] for place in (2, 0, 3, 0, 1)]


def _run(program: Program, method: str, weights: list[int], buffering: str = "line") -> Run:
    run = program.run(method, *map(str, weights), buffering=buffering)
    errors = [error for child in run.children if (error := run.error_of(child))]
    if run.outcome in ("output_limit", "process_limit") and run.guard_help() and errors:
        run.fail(
            _("Worker after worker ends by an error: {error}").format(error=errors[0]),
            expected=_("two workers at most, and the program ends by itself"),
            actual=_("{count} processes, and it had to be stopped").format(count=len(run.children)),
            help=_(
                "Each worker imports this file before it works, and comes to the line that makes a pool. That ends "
                "it, and the pool starts another one in its place, for ever. Which lines are the main process's alone?"
            ),
        )
    run.expect_nothing_left(help=_why_stuck(run))
    return run


def _expect_work(run: Run, weights: list[int], *, hasty: str = "") -> str:
    """All lines are there, each by the process that is to print it, and no others; gives the word."""
    run.expect_exit(0, help=_why_error(run))
    run.expect_no_error(help=_why_error(run))
    word = _word(run)
    for weight in dict.fromkeys(weights):
        text = f"{weight} kg: {4 + 3 * weight} {word}"
        help = _why_parcel(run, weights, weight, text)
        run.expect_line(text, by=run.children, times=weights.count(weight), help=help)
    if len(run.children) > 2:
        run.fail(
            _("{count} processes were started.").format(count=len(run.children)),
            expected=_("two at most"),
            actual=", ".join(str(child) for child in run.children[:9]),
            help=_why_many(run),
        )
    total = f"total: {sum(4 + 3 * weight for weight in weights)}"
    hasty = hasty or (_why_hasty() if run.conducted is not None else "")
    run.expect_line(total, by=run.main, times=1, help=hasty)
    others = len(run.lines) - len(weights) - 2
    if others or not OPEN.fullmatch(run.lines[0].text) or run.lines[-1].text != total:
        run.fail(
            _("The lines are not those that were asked for.")
            if others
            else _("All lines are there, and not in the order that was asked for."),
            expected=_("open: {word}, then {count} parcels, then {total}").format(
                word=word, count=len(weights), total=total
            ),
            actual="\n".join(f"{line.text} ({line.process})" for line in run.lines[:9]),
            help=_(
                "Under spawn and forkserver each worker imports the file before it works, and runs every line that "
                "stands outside of functions and of the guard."
            )
            if others
            else hasty,
        )
    return word


def _word(run: Run) -> str:
    """The word of the day, as the main process gave it out."""
    for line in run.lines:
        if line.process is run.main and (found := OPEN.fullmatch(line.text)):
            return found["word"]
    run.fail(
        _("The main process has not said that the office is open, and what the word is."),
        expected=_("open: WORD, written by the main process"),
        actual="\n".join(f"{line.text} ({line.process})" for line in run.lines[:9]) or _("nothing"),
        help=_why_silent(run),
    )


def _origin(run: Run, child: Process) -> str:
    """The start method that made a child: a spawned one is a fresh interpreter, a fork server's has another parent.

    Nothing for one that has not said how it came to be.
    """
    servers = {statement.pid for statement in run.said if statement.is_fork_server}
    for statement in run.said:
        if statement.pid != child.pid:
            continue
        if statement.kind == "hello":
            return "spawn"
        if statement.kind == "forked":
            return "forkserver" if statement.number(0) in servers else "fork"
    return ""


def _why_stuck(run: Run) -> str:
    if "Can't get attribute" in run.stderr:
        return _(
            "A worker imports the file and looks for the function by its name. In a worker, what stands under the "
            "guard is not run, so a function that is defined there is not found."
        )
    return ""


def _why_error(run: Run) -> str:
    if "NameError" in run.stderr or "UnboundLocalError" in run.stderr:
        return _(
            "What stands under the guard, or in main(), is done by the main process alone. A worker that is spawned "
            "has no copy of it. How does it get the word?"
        )
    if "pickle" in run.stderr:
        return _(
            "A function goes to a worker by its name alone, so it has to stand at the top of the file, where the "
            "worker finds it when it imports that."
        )
    return ""


def _why_silent(run: Run) -> str:
    if not run.lines and not len(run.children):
        return _("Nothing was done at all. Print __name__ at the top of the file: what is it in the main process?")
    return ""


def _why_many(run: Run) -> str:
    names = " ".join(child.name for child in run.children)
    if "Manager" in names:
        return _("A manager is a process too. What a worker has to know can be handed to it without one.")
    if "Pool" in names:
        return _(
            "A pool starts all its workers at once, and another one for each that ends. How many pools are there, and "
            "how many parcels does a worker do before it ends?"
        )
    return _("A process can stamp more than one parcel. How does it get its next one?")


def _why_hasty() -> str:
    return _(
        "In a run before this one it was right. Here the processes take turns in another order, and a nap, or a wait "
        "with a timeout, may be over when nobody has worked yet. What does the main process wait for? And who adds "
        "up, one or several at a time?"
    )


def _why_total() -> str:
    return _(
        "Here a worker is held up before each line that it prints. A sum can be known before that. What does the main "
        "process wait for before it says the total?"
    )


def _why_parcel(run: Run, weights: list[int], weight: int, text: str) -> str:
    """The likely mistake behind a parcel that no worker stamped, or stamped with another word."""
    if any(line.text == text and line.torn for line in run.lines):
        return _(
            "Between two writes of one worker another one may write. In how many pieces does a line of yours go out?"
        )
    if any(line.text == text and line.process is run.main for line in run.lines):
        return _("Only a worker process does something elsewhere. A thread is in the main process, and so is a call.")
    if 0 < sum(line.text == text for line in run.lines) < weights.count(weight):
        return _("The arguments here are {weights}. Two parcels may weigh the same, and each gets its line.").format(
            weights=" ".join(map(str, weights))
        )
    for line in run.lines:
        found = PARCEL.fullmatch(line.text)
        if found and int(found["weight"]) == weight and found["word"] in ("None", "''") and line.text != text:
            return _(
                "A global variable that the main process sets, in main() or under the guard, is set in the main "
                "process alone. Under spawn and forkserver a worker has what the top of the file gives it."
            )
        if found and int(found["weight"]) == weight and line.text != text and found["price"] == text.split()[2]:
            return _(
                "The worker has a word of its own. Under spawn and forkserver it has no copy of what the main process "
                "has; it runs the lines at the top of the file again. What is drawn there is drawn again."
            )
    return _why_hasty() if run.conducted is not None else ""
