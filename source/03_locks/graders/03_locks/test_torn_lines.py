"""A line in several pieces is whole when one process at a time prints one."""

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NoReturn

from forklings import Drive, Program, Run, _, points

if TYPE_CHECKING:
    from forklings.program import Line

BEGINS = re.compile(r"job (?P<name>.+): begins")
HAS_LOGGED = re.compile(r"job (?P<name>.+): has logged")
ENDS = re.compile(r"job (?P<name>.+): ends")
PIECE = "piece "
OVER = "run() is over"
LONGEST = 8

# A dozen show most of what can go wrong here; a third process that comes between two others takes some more.
SCHEDULES = 20

# How often a job looks whether all others have logged something, and naps, before it goes on without them.
NAPS = 60

# A line that is longer than a pipe can hold.
VERY_LONG = 70_000


class Paper:
    """A printer that says which pieces it prints; a step may lie behind each, where somebody else may go on."""

    def __init__(self, stepping: bool) -> None:
        self.stepping = stepping

    def write(self, text: str) -> None:
        import json
        import time

        print("piece " + json.dumps(text))
        if len(text) > 8:
            raise ValueError("too long for the printer")
        if self.stepping:
            time.sleep(0)


def report(numbers: "Any", names: "Any", failing: str, leaving: str, naps: int, short: bool, name: str) -> None:
    """Logs two records for the printer and one that is not, by three loggers; two of the jobs end by a raise.

    If short, the second line of one of these two is so short that the printer takes it at once.

    Between its records a job naps until all the others have logged one, but not more often than naps says.
    """
    import logging
    import os
    import sys
    import time

    print(f"job {name}: begins")
    logging.getLogger("press").info("page %d goes to press", numbers[0])
    print(f"job {name}: has logged")
    open(f"{name} has logged", "w").close()
    time.sleep(0)
    for _nap in range(naps):
        if all(os.path.exists(f"{other} has logged") for other in names):
            break
        time.sleep(1)
    logging.getLogger("press.sport").debug("page %d is not for the printer", numbers[0])
    if short and name == failing:
        logging.warning("!")
    else:
        logging.warning("page %d is late", numbers[1])
    print(f"job {name}: ends")
    if name == failing:
        raise ValueError("a job may end with an exception")
    if name == leaving:
        sys.exit(3)


def print_all(module: "Any", numbers: "Any", names: "Any", failing: str, leaving: str, naps: int, short: bool) -> int:
    """Gives the number of children that had not ended when run() had returned."""
    import functools
    import multiprocessing

    module.run(functools.partial(report, numbers, names, failing, leaving, naps, short), names, Paper(True))
    print("run() is over")
    return sum(child.is_alive() for child in multiprocessing.active_children())


def report_much(number: int, wordy: str, length: int, name: str) -> None:
    """Of those that have little to say, the first naps at the end; who has much to say ends by sys.exit()."""
    import contextlib
    import logging
    import sys
    import time

    logging.info("page %d %s", number, "." * length if name == wordy else "is short")
    if name == wordy:
        sys.exit(3)
    with contextlib.suppress(FileExistsError):
        open("naps", "x").close()
        time.sleep(1)


def print_much(module: "Any", number: int, names: list[str], wordy: str, length: int) -> int:
    """No name at all, and then some, of which one has much to say; gives the number of children that had not ended."""
    import functools
    import multiprocessing

    job = functools.partial(report_much, number, wordy, length)
    module.run(job, [], Paper(False))
    module.run(job, names, Paper(False))
    print("run() is over")
    return sum(child.is_alive() for child in multiprocessing.active_children())


def hold_up() -> None:
    """From here on whoever finds nothing in a pipe is held up, before it goes on."""
    import time
    from multiprocessing.connection import Connection

    poll = Connection.poll

    def poll_and_rest(self: "Any", timeout: float | None = 0.0) -> bool:
        found = poll(self, timeout)
        if not found:
            time.sleep(3600)
        return found

    Connection.poll = poll_and_rest  # type: ignore[method-assign]


def report_late(number: int, _name: str) -> None:
    import logging
    import time

    time.sleep(600)
    logging.info("page %d is late", number)


def print_late(module: "Any", number: int, name: str) -> None:
    import functools

    hold_up()
    module.run(functools.partial(report_late, number), [name], Paper(False))


@points(3)
def test_whole_lines(program: Program) -> None:
    """In every schedule each record makes one line, and each line is whole."""
    names, lines = _names(program), _lines(program)
    for run in program.explore(drive=_drive(program, naps=0), schedules=SCHEDULES):
        run.expect_nothing_left(help=_why_stuck(run))
        _expect_paper(run, lines)
        _expect_own_processes(run, names)
    for run in program.explore(drive=_drive(program, naps=0, short=True), schedules=2, elsewhere=0):
        run.expect_nothing_left(help=_why_stuck(run))
        _expect_paper(run, _lines(program, short=True))
    _expect_late(program)


@points(2, needs=test_whole_lines)
def test_all_at_return(program: Program) -> None:
    """When run() returns, all lines are on the paper, and every process has ended."""
    lines = _lines(program)
    for run in program.explore(drive=_drive(program, naps=0), schedules=SCHEDULES):
        _expect_all_at_return(run, sum(map(len, lines.values())))
    # As your system schedules it: the lines of a program that gets here are whole whoever is faster.
    run = program.drive(print_all, uses=[Paper, report], **_facts(program, naps=0))
    run.expect_nothing_left(help=_why_stuck(run))
    _expect_paper(run, lines)
    _expect_all_at_return(run, sum(map(len, lines.values())))
    _expect_much(program)
    if program.start_method == "fork":  # the runs above are of each start method
        program.run("1").expect_exit(0)


@points(1, needs=test_whole_lines)
def test_side_by_side(program: Program) -> None:
    """The jobs go on side by side."""
    # Here a nap lasts until nobody else can go on: every job that can begin has begun, and logged something.
    for run in program.explore(drive=_drive(program, naps=NAPS), schedules=3, elsewhere=1, time="lazy"):
        run.expect_nothing_left(help=_why_stuck(run))
        texts = [line.text for line in run.lines]
        begun = [place for place, text in enumerate(texts) if BEGINS.fullmatch(text)]
        logged = [place for place, text in enumerate(texts) if HAS_LOGGED.fullmatch(text)]
        ended = [place for place, text in enumerate(texts) if ENDS.fullmatch(text)]
        if ended and ended[0] < begun[-1]:
            run.fail(
                _("A job began only when another one was over."),
                expected=_("each job begins before the first is over"),
                actual="\n".join(text for text in texts if BEGINS.fullmatch(text) or ENDS.fullmatch(text)),
                help=_(
                    "Each job naps here until nobody else can go on. What does the next one wait for? Only the printer "
                    "is for one at a time, and only for a line."
                ),
            )
        if ended and ended[0] < logged[-1]:
            run.fail(
                _("A job could log its first record only when another one was over."),
                expected=_("each job has logged something before the first is over"),
                actual="\n".join(text for text in texts if HAS_LOGGED.fullmatch(text) or ENDS.fullmatch(text)),
                help=_(
                    "Each job logs a record here, and then naps until all the others have logged one too. What keeps "
                    "them from it? A line that is on the paper is in nobody's way."
                ),
            )


def _drive(program: Program, naps: int, *, short: bool = False) -> Drive:
    return Drive(print_all, uses=[Paper, report], **_facts(program, naps, short=short))


def _facts(program: Program, naps: int, *, short: bool = False) -> dict[str, Any]:
    names = _names(program, short=short)
    facts: dict[str, Any] = {"numbers": _numbers(program), "names": names, "failing": names[1], "leaving": names[2]}
    return facts | {"naps": naps, "short": short}


def _names(program: Program, *, short: bool = False) -> list[str]:
    anna, ben, carla = (f"{name}{program.number(10, 99, salt=name)}" for name in ("anna", "ben", "carla"))
    return [anna, ben[0] if short else ben, carla]


def _numbers(program: Program) -> list[int]:
    return [program.number(1000, 9999, salt=salt) for salt in ("press", "late")]


def _lines(program: Program, *, short: bool = False) -> dict[str, list[str]]:
    """What is to be printed, for each of the names."""
    press, late = _numbers(program)
    names = _names(program, short=short)
    lines = {name: [f"{name}: page {press} goes to press", f"{name}: page {late} is late"] for name in names}
    return lines | {names[1]: [lines[names[1]][0], f"{names[1]}: !"]} if short else lines


def _expect_paper(run: Run, lines: dict[str, list[str]]) -> None:
    pieces = [line for line in run.lines if line.text.startswith(PIECE)]
    texts = [_text(line) for line in pieces]
    for text in texts:
        if len(text) > LONGEST:
            run.fail(
                _("The printer was given {count} characters at once.").format(count=len(text)),
                expected=_("{count} at most").format(count=LONGEST),
                actual=json.dumps(text),
            )
    printed = "".join(texts).splitlines()
    wanted = [line for own in lines.values() for line in own]
    if Counter(printed) != Counter(wanted):
        _fail_paper(run, pieces, printed, wanted, dict(zip(list(lines)[1:], ("ValueError", "SystemExit"), strict=True)))
    for name, own in lines.items():
        if printed.index(own[0]) > printed.index(own[1]):
            run.fail(
                _("The lines of {name} are not in the order in which it logged them.").format(name=name),
                expected="\n".join(own),
                actual="\n".join(printed),
            )


def _expect_late(program: Program) -> None:
    """While somebody that has just found nothing is held up, the only line comes, and its process ends."""
    name, number = _names(program)[0], _numbers(program)[1]
    drive = Drive(print_late, uses=[Paper, hold_up, report_late], number=number, name=name)
    run = program.conduct("round-robin-lazy", drive=drive)
    run.expect_nothing_left(help=_why_stuck(run))
    pieces = [line for line in run.lines if line.text.startswith(PIECE)]
    printed = "".join(map(_text, pieces)).splitlines()
    wanted = [f"{name}: page {number} is late"]
    if printed != wanted:
        _fail_paper(run, pieces, printed, wanted, {})


def _expect_much(program: Program) -> None:
    """Two of the names are equal, and the first of them is over last; the third has a very long line."""
    first, second, _third = _names(program)
    number = program.number(1000, 9999, salt="much")
    names = [first, second, first]
    facts = {"number": number, "names": names, "wordy": second, "length": VERY_LONG}
    run = program.conduct("round-robin-lazy", drive=Drive(print_much, uses=[Paper, report_much], **facts))
    run.expect_nothing_left(help=_why_stuck(run))
    run.expect_no_error()
    pieces = [line for line in run.lines if line.text.startswith(PIECE)]
    printed = "".join(map(_text, pieces)).splitlines()
    wanted = [f"{name}: page {number} " + ("." * VERY_LONG if name == second else "is short") for name in names]
    if Counter(printed) != Counter(wanted):
        _fail_paper(run, pieces, printed, wanted, {second: "SystemExit"})
    _expect_all_at_return(run, len(wanted), help=_("Two of the names are equal here. Who waits for which process?"))


def _fail_paper(
    run: Run, pieces: list["Line"], printed: list[str], wanted: list[str], raising: dict[str, str]
) -> NoReturn:
    """Say what is wrong with the paper: torn first, since then nothing else can be told from it."""
    expected = "\n".join(map(_short, wanted))
    writer, start = None, 0
    for place, piece in enumerate(pieces):
        if writer is not None and piece.process is not writer:
            run.fail(
                _("{other} printed into a line of {writer}.").format(other=piece.process, writer=writer),
                expected=_("one line, and then another"),
                actual="\n".join(f"{_text(line)!r} ({line.process})" for line in pieces[start : place + 1]),
                help=_why_torn(run),
            )
        if writer is None:
            start = place
        writer = None if _text(piece).endswith("\n") else piece.process
    actual = "\n".join(map(_short, printed)) or _("nothing")
    for line, count in Counter(printed).items():
        if count > wanted.count(line) > 0:
            run.fail(
                _("“{line}” was printed {count} times.").format(line=_short(line), count=count),
                expected=expected,
                actual=actual,
                help=_(
                    "A record goes to the handlers of its logger and then to those of each logger above it, up to the "
                    "root. Where does this handler stand more than once?"
                ),
            )
    for line in printed:
        if line not in wanted:
            run.fail(
                _("“{line}” is no line that belongs on the paper.").format(line=_short(line)),
                expected=expected,
                actual=actual,
                help=_("The line ends too early. Who printed it had ended, or been ended, before it was through.")
                if any(whole.startswith(line) for whole in wanted)
                else _(
                    "Below INFO there is nothing to print. The name in front is the one of the process that logged."
                ),
            )
    missing = list((Counter(wanted) - Counter(printed)).elements())
    if missing[0] in printed:
        run.fail(
            _("“{line}” was printed once, and two jobs logged it.").format(line=_short(missing[0])),
            expected=expected,
            actual=actual,
            help=_("Two of the names are equal here. Each has a job of its own."),
        )
    run.fail(
        _("“{line}” was never printed.").format(line=_short(missing[0])),
        expected=expected,
        actual=actual,
        help=_why_missing(run, missing, printed, raising),
    )


def _expect_all_at_return(run: Run, count: int, *, help: str = "") -> None:
    run.expect_nothing_left(help=_why_stuck(run))
    over = next((place for place, line in enumerate(run.lines) if line.text == OVER), 0)
    late = [line.text for line in run.lines[over:] if line.text.startswith(PIECE)]
    if late:
        run.fail(
            _("run() had returned, and {count} pieces were printed after it.").format(count=len(late)),
            expected=_("all {count} lines are on the paper by then").format(count=count),
            actual="\n".join([OVER, *late]),
            help=help or _waiting(),
        )
    if alive := run.expect_result(int):
        run.fail(
            _("All lines were on the paper when run() returned, but not all processes had ended."),
            expected=_("no process is left"),
            actual=_("{count} not ended yet").format(count=alive),
            help=help or _waiting(),
        )


def _expect_own_processes(run: Run, names: list[str]) -> None:
    doers = {}
    for name in names:
        help = _("Only start() makes a new process; a call of the function, or a thread, stays in this one.")
        doers[name] = run.expect_line(f"job {name}: begins", by=run.children, times=1, help=help).process
    if len(set(doers.values())) < len(names):
        run.fail(
            _("One process did two jobs."),
            expected=_("a process of its own for each job"),
            actual="\n".join(f"job {name}: {process}" for name, process in doers.items()),
        )


def _text(line: "Line") -> str:
    try:
        return str(json.loads(line.text.removeprefix(PIECE)))
    except ValueError:
        return line.text


def _short(line: str) -> str:
    return line if len(line) < 80 else _("{begin}… ({count} characters)").format(begin=line[:40], count=len(line))


def _why_torn(run: Run) -> str:
    steps = run.conducted.steps if run.conducted is not None else ()
    if any(step.kind == "acquire" and not step.result for step in steps):
        return _(
            "An acquire() came back without the lock here: with block=False, or with a timeout, it may, and then it "
            "returns False. What does the line after it do?"
        )
    return _(
        "A line takes several calls of write(), and between two of them another process may print. What keeps it out "
        "from the first to the last, in every process? The lock of a Handler is one of threading: each process has its "
        "own. And a lock that is made in each process, or taken for each piece, keeps nobody out of a line."
    )


def _why_missing(run: Run, missing: list[str], printed: list[str], raising: dict[str, str]) -> str:
    """raising are the jobs that end with an exception, and its kind."""
    steps = run.conducted.steps if run.conducted is not None else ()
    looks = [step for step in steps if step.kind == "wait" and not step.result and step.line]
    if not raising and looks:
        return _(
            "In {file}:{line} nothing had come yet. Who looked there was held up then, and meanwhile the only job "
            "logged its record, and ended. What did the program know when it stopped looking, and what did it learn "
            "first?"
        ).format(file=run.file_name, line=looks[0].line)
    if any(step.kind == "acquire" and not step.result and step.line and not step.call for step in steps):
        return _(
            "An acquire() came back without the lock here, as it may with a timeout. What becomes of the record then?"
        )
    if not printed:
        return _(
            "Nothing was printed at all. Each process has its own logging: under spawn and forkserver a child begins "
            "with none. To which loggers does your handler belong there? If the records go elsewhere first, who prints "
            "them, and until when?"
        )
    for child in run.children:
        if child.exitcode is not None and child.exitcode < 0:
            return _(
                "{child} was ended by a signal. A process that is ended before it is through prints nothing more, and "
                "a daemon is ended when the main process ends."
            ).format(child=child)
    for name, kind in raising.items():
        if all(line.startswith(f"{name}: ") for line in missing) and not any(
            line.startswith(f"{name}: ") for line in printed
        ):
            return _(
                "The job of {name} ends with a {kind}. What it has logged by then is printed all the same. Which of "
                "your lines are not run after it?"
            ).format(name=name, kind=kind)
    if all(line.endswith(" goes to press") for line in missing) and len(missing) * 2 == len(printed) + len(missing):
        return _(
            "Of level INFO there is nothing. A record goes to the handlers only when the level of its logger lets it "
            "pass; the root logger begins with WARNING, and the level of a handler comes later."
        )
    two = list(raising)
    if (
        len(two) == 2
        and len(missing) == 4
        and all(line.startswith(tuple(f"{name}: " for name in raising)) for line in missing)
    ):
        return _(
            "The jobs of {first} and {second} end with an exception, and of both nothing is there. What they have "
            "logged by then is printed all the same. Which of your lines are not run after an exception?"
        ).format(first=two[0], second=two[1])
    told = _(
        "What one process logs and another one prints is on its way for a while. Who prints, until when, and how does "
        "it learn that all has come?"
    )
    return f"{told} " + _("Two of these jobs end with an exception.") if len(raising) == 2 else told


def _why_stuck(run: Run) -> str:
    if run.outcome != "deadlock":
        return ""
    waits = run.conducted.waits if run.conducted is not None else ()
    if any(wait.kind == "write" for wait in waits):
        return _(
            "A pipe holds 64 KiB, and who writes more, or has put more into a queue, waits until somebody reads. One "
            "of the lines is very long here. Who reads while the jobs are under way?"
        )
    readers = [wait.object for wait in waits if wait.kind == "read"]
    if len(set(readers)) < len(readers):
        return _(
            "Several read from one pipe at once, and each may have a piece of what was for another: a pipe has no lock "
            "for that, and a queue has one."
        )
    # Several who get from one queue: one waits at its pipe, the others for the lock that the queue has.
    gets = [wait for wait in waits if wait.kind == "read" or wait.call.endswith(".get")]
    # A thread that feeds a queue waits for something to do. That is nobody's mistake.
    locks = [wait for wait in waits if wait.kind == "acquire" and not wait.thread and wait not in gets]
    if locks or not gets:
        return _("Every acquire needs a release, and a lock that a process holds is held for itself too.")
    return _(
        "Somebody waits for a message that never comes. One of these jobs ends with a ValueError, and one with "
        "sys.exit(): what its process was to send after that, it does not send, unless it is in a finally."
    )


def _waiting() -> str:
    return _("join() waits until a process has ended. A timeout does not, and no other process's end does.")
