"""A file that gets another name is the business of one process, or of all of them under one lock."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, TypedDict

from forklings import Drive, Process, Program, Run, _, points

BEGINS = re.compile(r"job (?P<name>\w+): begins")
OLDER_ONES = re.compile(r"older files: (?P<count>\d+)")
ENDS = re.compile(r"job (?P<name>\w+): ends")

NAMES, COUNT, MAX_BYTES = ["anna", "ben", "cleo"], 4, 100

# More older files than there are lines.
MANY = 15

# What the files have in them before run(), oldest first; all but the last are full.
OLDER, BEFORE = f"before: the day before yesterday{'.' * 50}", "before: the log of yesterday"

# So many files that a name has two digits, each full, with room for so many bytes: that of two of the lines, but not of
# the last two. So three files are begun.
FEW, FULL = 11, 36
ALL_FULL = [f"before: {number:02} is full of lines" for number in range(FEW)]

# So long that a pipe cannot take two lines at once. The first lines of a job are, where it has more than COUNT.
LONG = 40_000

# Two calls of run(), one name each, and lines enough to fill what holds a few dozen of them.
TWO_CALLS, DOZENS = [["anna"], ["ben"]], 60


# -- shipped into the student's process ------------------------------------------------


def tell(number: int, count: int, hours: float, length: int, steps: bool, name: str) -> None:
    """Logs a few lines, with a step before and after each call that has to do with files, if there are to be steps."""
    import logging
    import sys
    import time
    from collections import UserString

    class Sight(UserString):
        """Of a local class, so it does not pickle."""

    calls = {"open", "write", "close", "flush", "truncate", "replace", "rename", "remove", "unlink", "stat", "fstat"}
    calls |= {"tell", "seek", "link", "print", "exists", "isfile", "getsize", "access", "listdir", "scandir"}
    own = sys._getframe()

    def profile(frame: "Any", event: str, arg: "Any") -> None:
        if event not in ("c_call", "c_return") or getattr(arg, "__name__", "") not in calls:
            return
        while frame is not None and frame is not own:
            if frame.f_globals.get("__name__", "").startswith(("_forklings", "multiprocessing")):
                return
            frame = frame.f_back
        time.sleep(0)

    print(f"job {name}: begins", flush=True)
    for place in range(count):
        logger = logging.getLogger("" if place % 2 else name)
        logger.debug("this is not for the log")
        time.sleep(hours * 3600)
        # The second and the third one are the same.
        shown = place - (place > 1)
        seen = (UserString if place % 2 else Sight)(number * 10 ** (shown % 3))
        if steps:
            sys.setprofile(profile)
        try:
            logger.info("%d sees %s%s", shown, seen, "." * length if place < 4 else "")
        finally:
            sys.setprofile(None)
        seen.data = "nothing"
    print(f"job {name}: ends", flush=True)


def log_birds(
    module: "Any",
    runs: list[list[str]],
    number: int,
    count: int,
    before: list[str],
    max_bytes: int,
    backups: int,
    hours: float,
    length: int,
    nap: float,
) -> dict[str, object]:
    """What run() left in the folder, oldest first, and how many children had not ended.

    Whoever gives a file another name naps before it, and says so if there are more older files than asked for.
    """
    import functools
    import logging
    import multiprocessing
    import os
    import sys
    import time

    def look(event: str, _arguments: "Any") -> None:
        if event not in ("os.rename", "os.remove"):
            return
        older = [name for name in os.listdir(folder) if name.removeprefix("log.").isdecimal()]
        if len(older) > backups:
            print(f"older files: {len(older)}", flush=True)
        if nap and event == "os.rename":
            time.sleep(nap)

    for name in (name for names in runs for name in names):
        logging.getLogger(name)
    folder = os.path.join(os.getcwd(), "birds")
    os.mkdir(folder)
    path = os.path.join(folder, "log")
    for place, text in enumerate(reversed(before)):
        with open(f"{path}.{place}" if place else path, "w") as file:
            file.write(text + "\n")
    sys.addaudithook(look)
    job = functools.partial(tell, number, count, hours, length, not nap)
    for names in runs:
        module.run(job, names, path, max_bytes, backups)
    left = sum(child.is_alive() for child in multiprocessing.active_children())
    files: list[list[object]] = []
    for name in os.listdir(folder):
        end = name.removeprefix("log.") if name != "log" else "0"
        if end.isdecimal():
            with open(os.path.join(folder, name)) as file:
                files.append([int(end), file.read().replace("." * length, "") if length else file.read()])
    files.sort(reverse=True)
    return {"numbers": [number for number, _text in files], "files": [text for _number, text in files], "left": left}


# -- the checks ------------------------------------------------------------------------


class Left(TypedDict):
    """The log's files, oldest first: their numbers, their texts; and how many children had not ended."""

    numbers: list[int]
    files: list[str]
    left: int


# Conducted runs come first: whether a wrong program's real run goes wrong is luck.
@points(3)
def test_lines(program: Program) -> None:
    """Every line is in the log when run() returns, once and whole, and those of a process are in their order."""
    for run in program.explore(drive=_drive(program), schedules=10, elsewhere=1):
        _expect_own_processes(run)
        _expect_lines(run, _expect_left(run), program, NAMES)
    # One job alone, and then another one. Who gives a file another name is held up, while the job goes on.
    drive = _drive(program, runs=TWO_CALLS, backups=3 * DOZENS, length=LONG, count=DOZENS, nap=1)
    for run in program.explore(drive=drive, schedules=1, elsewhere=0, time="lazy"):
        _expect_own_processes(run)
        _expect_lines(run, _expect_left(run), program, *TWO_CALLS, count=DOZENS)


@points(2, needs=test_lines)
def test_full_files(program: Program) -> None:
    """No file is larger than it may be, and none gets another name before it is full."""
    # One job alone: with its second line the file would have a byte too many, or has room for just one more.
    for room in (-1, 1):
        size = sum(len(line) + 1 for line in (BEFORE, *_wanted(program, NAMES[0])[:2])) + room
        drive = _drive(program, runs=[NAMES[:1]], before=[BEFORE], max_bytes=size)
        for run in program.explore(drive=drive, schedules=1, elsewhere=0):
            _expect_full(run, _expect_left(run), size, help=_why_early_alone())
    for run in program.explore(drive=_drive(program), schedules=10, elsewhere=1):
        _expect_full(run, _expect_left(run), MAX_BYTES)


@points(1, needs=test_full_files)
def test_oldest_goes(program: Program) -> None:
    """There are never more older files than asked for, and what is left are the newest lines."""
    for run in program.explore(drive=_drive(program, backups=1), schedules=3, elsewhere=0):
        left = _expect_left(run)
        _expect_number(run, left, 1)
        _expect_never_more(run, 1)
        _expect_full(run, left, MAX_BYTES)
        for name in NAMES:
            _expect_last(run, _of(left, name), _wanted(program, name), name)
    drive = _drive(program, runs=[NAMES[:1]], before=ALL_FULL, max_bytes=FULL, backups=FEW)
    for run in program.explore(drive=drive, schedules=1, elsewhere=0):
        left = _expect_left(run)
        _expect_number(run, left, FEW)
        _expect_never_more(run, FEW)
        _expect_last(run, _lines(left), [*ALL_FULL, *_wanted(program, NAMES[0])], _("the log"))
    if program.start_method == "fork":  # the conducted runs are of each start method
        real = program.run()
        real.expect_no_error()
        real.expect_exit(0)


@points(1, needs=test_lines)
def test_side_by_side(program: Program) -> None:
    """The jobs go on side by side."""
    for run in program.explore(drive=_drive(program, hours=1), schedules=1, elsewhere=0, time="lazy"):
        run.expect_nothing_left(help=_why_stuck(run))
        texts = [line.text for line in run.lines if BEGINS.fullmatch(line.text) or ENDS.fullmatch(line.text)]
        if any(ENDS.fullmatch(text) for text in texts[: len(NAMES)]):
            run.fail(
                _("A job began only when another one was over."),
                expected=_("each job begins before the first is over"),
                actual="\n".join(texts),
                help=_("Each job naps here until nobody else can go on. What does the next one wait for?"),
            )


def _drive(
    program: Program,
    *,
    runs: Sequence[Sequence[str]] = (NAMES,),
    count: int = COUNT,
    before: Sequence[str] = (OLDER, BEFORE),
    max_bytes: int = MAX_BYTES,
    backups: int = MANY,
    hours: float = 0,
    length: int = 0,
    nap: float = 0,
) -> Drive:
    return Drive(
        log_birds,
        uses=[tell],
        runs=runs,
        number=_number(program),
        count=count,
        before=before,
        max_bytes=max_bytes + 2 * length,
        backups=backups,
        hours=hours,
        length=length,
        nap=nap,
    )


def _number(program: Program) -> int:
    return program.number(100, 900, salt="birds")


def _wanted(program: Program, name: str, count: int = COUNT) -> list[str]:
    """The lines of one process, in order."""
    shown = [place - (place > 1) for place in range(count)]
    return [f"{name}: {place} sees {_number(program) * 10 ** (place % 3)}" for place in shown]


def _lines(left: Left) -> list[str]:
    return [line for text in left["files"] for line in text.splitlines()]


def _of(left: Left, name: str) -> list[str]:
    return [line for line in _lines(left) if line.startswith(f"{name}: ")]


def _expect_left(run: Run) -> Left:
    run.expect_nothing_left(help=_why_stuck(run))
    if said := next((line for line in run.error_lines if line.text == "--- Logging error ---"), None):
        error = run.error_of(said.process)
        run.fail(
            _("logging has caught an error and printed it."),
            expected=_("no error"),
            actual=f"{said.text}\n{error}".rstrip(),
            help=_why_no_place() if "queue.Full" in error else _why_lost(run),
        )
    run.expect_no_error(help=_why_lost(run) if "pickle" not in run.stderr else _why_not_sent())
    left = run.expect_result(Left)
    if left["left"]:
        run.fail(
            _("run() had returned, and not every process had ended."),
            expected=_("no process is left when run() returns"),
            actual=_("{count} processes had not ended").format(count=left["left"]),
        )
    if left["numbers"] != list(range(len(left["numbers"])))[::-1]:
        run.fail(
            _("The log's files are not numbered one after the other."),
            expected=_("log, and before it log.1, log.2 and so on"),
            actual=", ".join(f"log.{number}" if number else "log" for number in left["numbers"]),
            help=_why_oldest_lost(),
        )
    return left


def _expect_lines(run: Run, left: Left, program: Program, *runs: list[str], count: int = COUNT) -> None:
    lines = _lines(left)
    logged = {name: _wanted(program, name, count) for names in runs for name in names}
    wanted = [OLDER, BEFORE, *(line for own in logged.values() for line in own)]
    for line in lines:
        if line not in wanted:
            run.fail(
                _("A line is in the log that nobody has logged like that."),
                expected=_("the lines that were logged, as FORMAT says"),
                actual=line,
                help=_(
                    "What the job saw is nothing any more as soon as it has been logged. When is the text of a record "
                    "made, and what waits until then?"
                )
                if line.replace(".", "").endswith(" sees nothing")
                else _("Below INFO there is nothing to write; and what is formatted once need not be formatted again."),
            )
        if lines.count(line) > wanted.count(line):
            run.fail(
                _("A line is in the log more often than it was logged."),
                expected=_counted(line, wanted),
                actual=f"{_counted(line, lines)}\n\n{_shown(left)}",
                help=_(
                    "Here run() was called twice. What has the first call left behind, and who uses it in the second?"
                )
                if len(runs) > 1 and line.partition(":")[0] in runs[-1]
                else _(
                    "A record goes to the handlers of its logger and to those above it. Who writes it more than once?"
                ),
            )
    missing = [line for line in wanted if lines.count(line) < wanted.count(line)]
    if missing:
        named = [line for own in logged.values() for line in own[::2]]
        oldest = all(_of(left, name) == own[len(own) - len(_of(left, name)) :] for name, own in logged.items())
        run.fail(
            _("A line is missing in the log when run() has returned."),
            expected=_counted(missing[-1], wanted) if missing[-1] in lines else missing[-1],
            actual=_shown(left),
            help=_why_named()
            if Counter(wanted) - Counter(lines) == Counter(named)
            else _("What was in the log before run() is part of it.")
            if {OLDER, BEFORE}.issuperset(missing)
            else _("Two lines that say the same are two lines.")
            if set(lines).issuperset(missing)
            else _why_oldest_lost()
            if OLDER in missing and oldest
            else _why_lost(run),
        )
    for name, own in logged.items():
        if _of(left, name) != own:
            run.fail(
                _("The lines of {name} are not in the order in which it logged them.").format(name=name),
                expected="\n".join(own),
                actual=_shown(left),
                help=_(
                    "Who opened a file before it got another name goes on writing into that file, whatever its name is "
                    "now."
                ),
            )
    if lines[:2] != [OLDER, BEFORE]:
        run.fail(
            _("What was in the log before run() is not in front of what was logged."),
            expected=f"{OLDER}\n{BEFORE}",
            actual=_shown(left),
            help=_("Who opened a file before it got another name goes on writing into that file."),
        )


def _expect_number(run: Run, left: Left, backups: int) -> None:
    if len(left["files"]) != backups + 1:
        run.fail(
            _("Number of older files that are left: {count}.").format(count=len(left["files"]) - 1),
            expected=_("{count}, and the file that is being written").format(count=backups),
            actual=_shown(left),
            help=_("Before a file becomes the first of the older ones, each of them moves on, and the last goes."),
        )


def _expect_never_more(run: Run, backups: int) -> None:
    for line in run.lines:
        if (found := OLDER_ONES.fullmatch(line.text)) and int(found["count"]) > backups:
            run.fail(
                _("For a moment there were {count} older files.").format(count=found["count"]),
                expected=_("{count} at most, at every moment").format(count=backups),
                actual=found["count"],
                help=_("Which file is needed no more, and when is it known that it is not?"),
            )


def _expect_last(run: Run, seen: list[str], wanted: list[str], of: str) -> None:
    last = wanted[len(wanted) - len(seen) :]
    if seen != last:
        run.fail(
            _("What is left of {name} are not the last lines.").format(name=of),
            expected="\n".join(last),
            actual="\n".join(seen) or _("nothing"),
            help=_why_oldest_lost(),
        )


def _expect_full(run: Run, left: Left, most: int, *, help: str = "") -> None:
    files = left["files"]
    for text in files:
        if len(text) > most:
            run.fail(
                _("A file has {count} bytes, and may have {most}.").format(count=len(text), most=most),
                expected=_("at most {most} bytes").format(most=most),
                actual=_shown(left),
                help=_why_too_large(files, text, len(text) - most),
            )
    for older, newer in pairwise(files):
        first = newer.splitlines(keepends=True)[0] if newer else ""
        if len(older) + len(first) < most:
            run.fail(
                _("A file got another name although the next line would have fitted."),
                expected=_("{size} bytes, and a line of {line}: in one file, if they are fewer than {most}").format(
                    size=len(older), line=len(first), most=most
                ),
                actual=_shown(left),
                help=help or _why_early(),
            )


def _expect_own_processes(run: Run) -> None:
    doers: dict[Process, str] = {}
    for line in run.lines:
        if not BEGINS.fullmatch(line.text):
            continue
        help = _("Only start() makes a new process; a call of the function, or a thread, stays in this one.")
        run.expect_line(line.text, by=run.children, times=1, help=help)
        if line.process in doers:
            run.fail(
                _("One process did two jobs."),
                expected=_("a process of its own for each job"),
                actual=f"{doers[line.process]}\n{line.text}",
            )
        doers[line.process] = line.text


def _counted(line: str, lines: list[str]) -> str:
    return _("{line}: {count} of them").format(line=line, count=lines.count(line))


def _shown(left: Left) -> str:
    """The files, oldest first, with a line between them; of many lines the first and the last ones."""
    files = [text.splitlines() for text in left["files"]]
    shown = [[*lines[:4], "…", *lines[-4:]] if len(lines) > 12 else lines for lines in files]
    return "\n---\n".join("\n".join(lines) for lines in shown) or _("nothing")


def _why_lost(run: Run) -> str:
    for step in run.conducted.steps if run.conducted is not None else ():
        if step.kind == "wait" and not step.result and step.line:
            return _(
                "In {file}:{line} nothing had come yet. A line may come after such a look, and wait to be taken when "
                "its process has ended. What was the last look before the program stopped looking?"
            ).format(file=run.file_name, line=step.line)
    why = _(
        "What was sent to another process has to be waited for until it is written. And where several processes write, "
        "another one may do the same between the look at a file and its new name, and the second new name falls on the "
        "wrong file."
    )
    if run.start_method == "fork":
        return why
    return f"{why} " + _(
        "And is it one lock for all? Here each process loads the module anew, and what is made there is another one "
        "in each."
    )


def _why_no_place() -> str:
    return _(
        "A queue had no place for a record, so the record did not get into it. How many may wait in that queue, and "
        "does who puts one in wait for a place?"
    )


def _why_not_sent() -> str:
    return _(
        "What a record holds need not pickle, and one that does not pickle cannot be sent. Which form of a record can, "
        "and says all that is to be in its line?"
    )


def _why_named() -> str:
    return _(
        "Of the lines that were logged by the root logger none is missing. Those that are missing were logged by "
        "others, which the main process had before run(). What has become of them in the child?"
    )


def _why_oldest_lost() -> str:
    return _(
        "A file that gets the name of another one takes its place. In which order do the files get their new names, "
        "and can two processes give the same name at once?"
    )


def _why_too_large(files: list[str], text: str, more: int) -> str:
    if BEFORE in files[-1].splitlines():
        return _(
            "No new file was begun at all. A RotatingFileHandler begins one only where maxBytes and backupCount are "
            "both more than 0."
        )
    why = _("Whether a line fits is asked before it is written, of the file as it is at that moment.")
    if more <= len(text.splitlines()):
        why += " " + _("What does a line take in the file, its end included?")
    return why


def _why_early() -> str:
    return _(
        "Who opened a file before it got another name still has that file, and sees that it is full. The file that is "
        "called log by then may be nearly empty. What does a process look at before it gives a file another name, and "
        "may another one have done so since?"
    )


def _why_early_alone() -> str:
    return _("One job alone logs here. A line fits as long as the file then has fewer bytes than max_bytes.")


def _why_stuck(run: Run) -> str:
    if run.outcome in ("deadlock", "timeout", "step_limit"):
        return _(
            "Who waits for a line that nobody will send, or for the end of a process that waits itself? One that has "
            "put much into a queue does not end before somebody has taken it out."
        )
    return ""
