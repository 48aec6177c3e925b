"""Many log, one writes: what was logged, all of it, and without looking again and again."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from forklings import Drive, Program, Run, _, points

if TYPE_CHECKING:
    from forklings import Process
    from forklings.program import Line
    from forklings.sandbox.evidence import Step

BEGINS = re.compile(r"job (?P<name>.+): begins in (?P<process>.*)")
ENDS = re.compile(r"job (?P<name>.+): ends")
LOGGED, HANDLED = "logged ", "handled "
MADE = "a handler is made"
OVER = "run() is over"

# Looks that find nothing, by one process at one moment of the virtual clock. One that waits has a few of them.
MOST_LOOKS = 40

# Pauses of one thread within so much of the virtual time; with 0.01 seconds for each there are half as many.
MOST_PAUSES, WITHIN = 40, 0.2

# Of what was handled, so many lines are shown.
MOST_SHOWN = 12

LOOKS = frozenset({"wait", "look", "acquire", "lock", "alive", "await"})


def make_journal() -> "Any":
    """A handler that says what it has handled; it cannot be pickled."""
    import json
    import logging

    class Journal(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            process, name, logger, lineno, level, text = self.format(record).split("|", 5)
            message, _newline, rest = text.partition("\n")
            if len(message) > 100:
                message = f"{message[:20]}… ({len(message)} characters)"
            traceback = "Traceback" in rest and "ZeroDivisionError" in rest
            print("handled " + json.dumps([process, name, logger, lineno, level, message, traceback]))

    print("a handler is made")
    journal = Journal()
    journal.setFormatter(logging.Formatter("%(process)d|%(processName)s|%(name)s|%(lineno)d|%(levelname)s|%(message)s"))
    return journal


def tell(numbers: "Any", ends: "Any", length: int, equal: int, nap: float, name: str) -> None:
    """Logs records, each said before, and one that is not for the log; some jobs end with an exception."""
    import json
    import logging
    import multiprocessing
    import sys
    import time

    class Bread:
        """Of a local class, so it does not pickle."""

        def __str__(self) -> str:
            return "bread"

        __repr__ = __str__

    def say(line: int, logger: str, level: str, message: str, traceback: bool) -> None:
        print("logged " + json.dumps([name, logger, str(line), level, message, traceback]))

    print(f"job {name}: begins in {multiprocessing.current_process().name}")
    say(sys._getframe().f_lineno + 1, "shop.till", "INFO", f"customer {numbers[0]} buys [bread]", False)
    logging.getLogger("shop.till").info("customer %d buys %s", numbers[0], [Bread()])
    time.sleep(nap)
    logging.getLogger("shop").debug("customer %d has left", numbers[0])
    try:
        print(numbers[1] // 0)
    except ZeroDivisionError as error:
        trouble = error
    # It is handled no more, so sys.exc_info() knows nothing of it.
    say(sys._getframe().f_lineno + 1, "shop", "ERROR", f"customer {numbers[1]}: no price for bread", True)
    logging.getLogger("shop").error("customer %d: no price for %s", numbers[1], Bread(), exc_info=trouble)
    # From here on they are below ERROR, and what the first one holds is another thing soon.
    basket = ["x" * length]
    text = f"{str(basket)[:20]}… ({len(str(basket))} characters)" if length > 90 else str(basket)
    say(sys._getframe().f_lineno + 1, "root", "WARNING", text, False)
    logging.warning("%s", basket)
    basket.clear()
    for _turn in range(equal):
        say(sys._getframe().f_lineno + 1, name, "INFO", "", False)
        logging.getLogger(name).info("")
    print(f"job {name}: ends")
    if name in ends:
        raise {"ValueError": ValueError, "SystemExit": SystemExit}[ends[name]]("a job may end with an exception")


def log_all(
    module: "Any", times: int, numbers: "Any", names: "Any", ends: "Any", length: int, equal: int, nap: float
) -> int:
    """Calls run() so many times; gives the number of children that had not ended when it had returned."""
    import functools
    import multiprocessing

    for _time in range(times):
        module.run(functools.partial(tell, numbers, ends, length, equal, nap), names, make_journal)
        print("run() is over")
    return sum(child.is_alive() for child in multiprocessing.active_children())


class Entry(NamedTuple):
    """A record as the job logged it, or as the handler formatted it."""

    process: str
    processName: str
    logger: str
    lineno: str
    level: str
    message: str
    traceback: bool


@points(3)
def test_records(program: Program) -> None:
    """In every schedule one handler handles each record, once, as the job has logged it."""
    for run in program.explore(drive=_drive(program), schedules=6, elsewhere=1):
        _expect_records(run, _names(program))
    for run in program.explore(drive=_drive(program, length=70_000), schedules=2, elsewhere=0):
        _expect_records(run, _names(program))
    # Once more, in a program that has logged already.
    for run in program.explore(drive=_drive(program, jobs=1, times=2), schedules=1, elsewhere=0):
        _expect_records(run, _names(program, 1), times=2)
    # So many that a queue with room for a hundred is full at times.
    for run in program.explore(drive=_drive(program, jobs=1, equal=150), schedules=1, elsewhere=0):
        _expect_records(run, _names(program, 1))
    for run, jobs in _held_up(program):
        _expect_records(run, _names(program, jobs))


@points(2, needs=test_records)
def test_all_at_return(program: Program) -> None:
    """When run() returns, every record has been handled, and every process has ended."""
    for run in program.explore(drive=_drive(program), schedules=6, elsewhere=1):
        _expect_all_at_return(run)
    for run, _jobs in _held_up(program):
        _expect_all_at_return(run)
    # As your system schedules it: a program that gets here loses nothing whoever is faster.
    run = program.drive(log_all, uses=[make_journal, tell], **_facts(program))
    _expect_records(run, _names(program))
    _expect_all_at_return(run)
    program.run().expect_exit(0)


@points(1, needs=test_records)
def test_side_by_side(program: Program) -> None:
    """The jobs go on side by side."""
    for run in program.explore(drive=_drive(program, nap=1), schedules=1, elsewhere=1, time="lazy"):
        run.expect_nothing_left(help=_why_stuck(run))
        texts = [line.text for line in run.lines]
        begun = [place for place, text in enumerate(texts) if BEGINS.fullmatch(text)]
        ended = [place for place, text in enumerate(texts) if ENDS.fullmatch(text)]
        if ended and ended[0] < begun[-1]:
            run.fail(
                _("A job began only when another one was over."),
                expected=_("each job begins before the first is over"),
                actual="\n".join(text for text in texts if BEGINS.fullmatch(text) or ENDS.fullmatch(text)),
                help=_("Each job naps here until nobody else can go on. What does the next one wait for?"),
            )


@points(1, needs=test_records)
def test_waits(program: Program) -> None:
    """Nobody looks again and again whether there is something to write."""
    for run in program.explore(drive=_drive(program, nap=1), schedules=1, elsewhere=1, time="lazy"):
        run.expect_nothing_left(help=_why_stuck(run))
        looks: Counter[tuple[int, float]] = Counter()
        pauses: dict[tuple[int, int], list[float]] = {}
        for step in run.conducted.steps if run.conducted is not None else ():
            if step.kind in LOOKS and not step.result:
                looks[step.pid, step.clock] += 1
                if looks[step.pid, step.clock] > MOST_LOOKS:
                    _fail_busy(
                        run,
                        step,
                        _("While nobody had anything to say, {process} looked again and again."),
                        _("{count} looks at one moment, in {file}:{line}"),
                    )
            elif step.kind == "sleep":
                moments = pauses.setdefault((step.pid, step.thread), [])
                moments.append(step.clock)
                if len(moments) > MOST_PAUSES and step.clock - moments[-MOST_PAUSES] < WITHIN:
                    _fail_busy(
                        run,
                        step,
                        _("While nobody had anything to say, {process} looked again after pauses that are too short."),
                        _("{count} pauses within {within} seconds, in {file}:{line}"),
                    )


def _fail_busy(run: Run, step: "Step", message: str, actual: str) -> NoReturn:
    process = next(process for process in run.processes if process.pid == step.pid)
    run.fail(
        message.format(process=process),
        expected=_("it waits until there is a record, or pauses for 0.01 seconds or more between two looks"),
        actual=actual.format(count=MOST_LOOKS, within=WITHIN, file=run.file_name, line=step.line),
        help=_(
            "empty(), get_nowait() and is_alive() return at once. In a loop they keep a processor "
            "busy, which the workers could use. get() sleeps until something comes."
        ),
    )


def _held_up(program: Program) -> Iterator[tuple[Run, int]]:
    """Few jobs, and schedules in which somebody is held up between two of its steps until all others are through."""
    if program.start_method == "fork":  # a step is the same step under each
        for jobs, schedules in ((1, "pct-11 pct-23 pct-28 pct-53 pct-60"), (2, "walk-1 walk-2 pct-15 pct-16 pct-25")):
            for schedule in schedules.split():
                yield program.conduct(schedule, drive=_drive(program, jobs=jobs)), jobs


def _drive(program: Program, **facts: Any) -> Drive:
    return Drive(log_all, uses=[make_journal, tell], **_facts(program, **facts))


def _names(program: Program, jobs: int = 3) -> list[str]:
    return [f"{name}{program.number(10, 99, salt=name)}" for name in ("anna", "ben", "carla")][:jobs]


def _facts(
    program: Program, *, jobs: int = 3, length: int = 3, equal: int = 2, nap: float = 0, times: int = 1
) -> dict[str, Any]:
    numbers = [program.number(1000, 9999, salt=salt) for salt in ("bread", "price")]
    names = _names(program, jobs)
    log: dict[str, Any] = {"numbers": numbers, "names": names, "ends": _ends(names), "length": length, "equal": equal}
    return {"times": times, **log, "nap": nap}


def _ends(names: list[str]) -> dict[str, str]:
    """The middle one of three jobs fails, or the only one, and the third one exits."""
    return {names[len(names) // 2]: "ValueError"} | dict.fromkeys(names[2:], "SystemExit")


def _expect_records(run: Run, names: list[str], times: int = 1) -> None:
    run.expect_nothing_left(help=_why_stuck(run))
    _expect_own_processes(run, names, times)
    made = [line for line in run.lines if line.text == MADE]
    if len(made) != times:
        run.fail(
            _("make_handler() was called {count} times.").format(count=len(made))
            if times == 1
            else _("run() was called twice, and make_handler() {count} times.").format(count=len(made)),
            expected=_("once, in the one process that writes")
            if times == 1
            else _("once in each run(), in the one process that writes"),
            actual="\n".join(str(line.process) for line in made) or _("no handler"),
            help=_("Each handler would open the log for itself, and nobody would keep the lines apart."),
        )
    writers = {line.process for line in made}
    for line in run.lines:
        if line.text.startswith(HANDLED) and line.process not in writers:
            run.fail(
                _("A record was handled by another process than the one that writes."),
                expected=_("handled by {process}").format(process=made[-1].process),
                actual=_("handled by {process}").format(process=line.process),
                help=_("A child that is forked has a copy of all handlers that stand in its parent by then."),
            )
    logged = [_entry(line.text.removeprefix(LOGGED), line.process) for line in _said(run, LOGGED)]
    handled = [_entry(line.text.removeprefix(HANDLED)) for line in _said(run, HANDLED)]
    for entry in handled:
        if entry not in logged:
            _fail_strange(run, entry, logged, writers)
        if handled.count(entry) > logged.count(entry):
            run.fail(
                _("A record was handled more often than it was logged."),
                expected=_("{record}: {count} of them").format(record=_shown(entry), count=logged.count(entry)),
                actual=_("{record}: {count} of them").format(record=_shown(entry), count=handled.count(entry)),
                help=_(
                    "A record goes to the handlers of its logger and then to those of each logger above it, up to the "
                    "root. Where does a handler stand more than once?"
                )
                if times == 1
                else _(
                    "run() was called twice here. Of what the first call has set up, what is still there when the "
                    "second one begins?"
                ),
            )
    lost = {entry.processName for entry in Counter(logged) - Counter(handled)}
    failed = len(names) > 1 and lost == _ends(names).keys()
    for entry in logged:
        last = len(logged) - logged[::-1].index(entry)
        goes_on = any(later in handled and later.process == entry.process for later in logged[last:])
        if entry not in handled:
            run.fail(
                _("A record was logged and never handled."),
                expected=_shown(entry),
                actual="\n".join(map(_shown, handled[-MOST_SHOWN:])) or _("nothing"),
                help=_(
                    "Records that this process logged later were handled. This one was logged by {logger}. Every "
                    "logger hands its records up to the root: at which loggers do your handlers stand, and what does "
                    "their level let pass?"
                ).format(logger=entry.logger)
                if goes_on and not _did_not_pickle(run, entry)
                else _why_missing(run, entry, only_failed=failed),
            )
        if handled.count(entry) < logged.count(entry):
            run.fail(
                _("Of records that look the same, not all were handled."),
                expected=_("{record}: {count} of them").format(record=_shown(entry), count=logged.count(entry)),
                actual=_("{record}: {count} of them").format(record=_shown(entry), count=handled.count(entry)),
                help=_("Two records that say the same are two records.")
                if goes_on
                else _why_missing(run, entry, only_failed=failed),
            )
    for process in dict.fromkeys(entry.process for entry in logged):
        own = [[entry for entry in entries if entry.process == process] for entries in (logged, handled)]
        if own[0] != own[1]:
            run.fail(
                _("The records of {name} were not handled in the order in which it logged them.").format(
                    name=own[0][0].processName
                ),
                expected="\n".join(map(_shown, own[0])),
                actual="\n".join(map(_shown, own[1])),
            )


def _fail_strange(run: Run, entry: Entry, logged: list[Entry], writers: "set[Process]") -> NoReturn:
    """The handler got a record that no job has logged like that; say what is not as it was."""
    # Of what was logged, the one that has most in common with it.
    near = max(logged, key=lambda other: sum(a == b for a, b in zip(entry, other, strict=True)), default=None)
    if near is None:
        run.fail(_("A record was handled that nobody logged."), expected=_("nothing"), actual=_shown(entry))
    other = [field for field in Entry._fields if getattr(entry, field) != getattr(near, field)]
    if "left" not in entry.message and {"lineno", "level", "message"} <= set(other) and entry.process == near.process:
        run.fail(
            _("A record was handled that no job has logged."),
            expected=_("what the jobs have logged, and nothing else"),
            actual=_shown(entry),
        )
    if "left" in entry.message:
        run.fail(
            _("A record below INFO was handled."),
            expected=_("only those of INFO and above"),
            actual=_shown(entry),
            help=_("The level of the logger that a record is logged by, or that of a handler, lets it pass or not."),
        )
    if entry.process in {str(writer.pid) for writer in writers if writer is not run.main}:
        help = _(
            "This record was made in the process that writes. Who logs a text makes a new record, with a process, a "
            "line and a moment of its own. What has to travel is the record."
        )
    elif "traceback" in other:
        help = _(
            "A traceback does not pickle. So an exception has to become text before the record travels, as "
            "QueueHandler does it, and that text belongs to the record."
        )
    elif entry.message == "[]":
        help = _(
            "The job has emptied the list as soon as it was logged. When is the text of a record made, and what waits "
            "until then?"
        )
    elif "message" in other:
        help = _("Who formats, and how often? The handler that writes puts the process and the line in front.")
    else:
        help = ""
    run.fail(
        _("A record is not as it was logged. Not the same: {fields}.").format(fields=", ".join(other)),
        expected=_shown(near),
        actual=_shown(entry),
        help=help,
    )


def _expect_all_at_return(run: Run) -> None:
    run.expect_nothing_left(help=_why_stuck(run))
    over = next((place for place, line in enumerate(run.lines) if line.text == OVER), 0)
    late = [line for line in run.lines[over:] if line.text.startswith(HANDLED)]
    if late:
        run.fail(
            _("run() had returned, and {count} records were handled after it.").format(count=len(late)),
            expected=_("every record is handled when run() returns"),
            actual="\n".join(_shown(_entry(line.text.removeprefix(HANDLED))) for line in late),
            help=_waiting(),
        )
    if alive := run.expect_result(int):
        run.fail(
            _("Every record was handled when run() returned, but not all processes had ended."),
            expected=_("no process is left"),
            actual=_("{count} not ended yet").format(count=alive),
            help=_waiting(),
        )


def _expect_own_processes(run: Run, names: list[str], times: int) -> None:
    doers: dict[Process, str] = {}
    for line in run.lines:
        begins = BEGINS.fullmatch(line.text)
        if not begins:
            continue
        help = _("Only start() makes a new process; a call of the function, or a thread, stays in this one.")
        run.expect_line(line.text, by=run.children, times=times, help=help)
        if line.process in doers:
            run.fail(
                _("One process did two jobs."),
                expected=_("a process of its own for each job"),
                actual=_("{one} and {other} in {process}").format(
                    one=doers[line.process], other=begins["name"], process=line.process
                ),
            )
        doers[line.process] = begins["name"]
        if begins["process"] != begins["name"]:
            run.fail(
                _("A job's process has another name than the job."),
                expected=_("a process called {name}").format(name=begins["name"]),
                actual=_("a process called {name}").format(name=begins["process"]),
                help=_("A record takes the name of the process in which it is made."),
            )
    for name in names:
        if name not in doers.values():
            errors = [error for child in run.children if child not in doers and (error := run.error_of(child))]
            run.fail(
                _("A job was never called: {name}.").format(name=name),
                expected=_("each job is called, in a process of its own"),
                actual="\n".join([*errors, *(_("called: {name}").format(name=done) for done in doers.values())])
                or _("nothing"),
                help=_(
                    "Here a child imports the program anew. It has what it is handed, and not what the main process "
                    "has set since."
                )
                if errors and run.start_method != "fork"
                else "",
            )


def _said(run: Run, what: str) -> "list[Line]":
    return [line for line in run.lines if line.text.startswith(what)]


def _entry(text: str, process: "Process | None" = None) -> Entry:
    """What a line says; a job's own lines leave the process to the kernel."""
    try:
        fields = json.loads(text)
        pid: list[Any] = [str(process.pid)] if process is not None else []
        return Entry(*pid, *fields)
    except (ValueError, TypeError):
        return Entry("", "", "", "", "", text, False)


def _shown(entry: Entry) -> str:
    message = entry.message or _("(no text)")
    text = f"{entry.process} {entry.processName}, line {entry.lineno}, {entry.logger} {entry.level}: {message}"
    return f"{text} (+ traceback)" if entry.traceback else text


def _did_not_pickle(run: Run, entry: Entry | None = None) -> bool:
    """Whether an error says that something did not pickle, and of an entry, that it is what this one holds."""
    held = (
        ""
        if entry is None
        else "(traceback|Bread)"
        if entry.traceback
        else "Bread"
        if "bread" in entry.message
        else "none"
    )
    return re.search(rf"^(?=.*{held})[\w.]*(Error: .*pickle|PicklingError)", run.stderr, re.MULTILINE) is not None


def _why_missing(run: Run, entry: Entry, *, only_failed: bool) -> str:
    if _did_not_pickle(run):
        return _(
            "It could not be pickled: its arguments need not, and a traceback does not. QueueHandler makes it fit to "
            "travel: it formats the message, and the exception with it."
        )
    if error := re.search(
        r"^--- Logging error ---\n(?:.*\n)*?([\w.]+(?:Error|Full|Exception)\b.*)", run.stderr, re.MULTILINE
    ):
        return _("A handler met an error. logging prints it, and goes on without the record: {error}").format(
            error=error[1]
        )
    if not any(line.text.startswith(HANDLED) for line in run.lines):
        return _(
            "Nothing at all was handled. Each process has its own logging: does what a worker logs get to a handler of "
            "yours there? And who writes has to wait until it comes, however long that takes."
        )
    if entry.level == "INFO" and not any(line.text.startswith(HANDLED) and "INFO" in line.text for line in run.lines):
        return _(
            "Each process has its own logging, and begins with a root logger that passes on nothing below WARNING. "
            "All loggers hand their records up to the root."
        )
    if only_failed:
        return _(
            "Records are missing of the jobs that end with an exception, and of no other. What a worker does after its "
            "job, is it done when a job raises? And who writes: how does it learn that all workers are through?"
        )
    return _(
        "Who writes has to go on until all that was logged has come. When is that: how does it learn that all workers "
        "are through, and who waits for it then? A job may end with an exception."
    )


def _why_stuck(run: Run) -> str:
    if run.outcome not in ("deadlock", "timeout"):
        return ""
    errors = " ".join(run.error_of(process) for process in run.processes)
    if "Unpickling" in errors or "UnicodeDecode" in errors:
        return _(
            "What came was no whole message. Where several send into one pipe at once, each writes into the messages "
            "of the others: a pipe has no lock for that, and a queue has one."
        )
    told = _(
        "Who waits for a record that nobody will send, or for the end of a process that nobody reads from? A job "
        "may end with an exception, and what is long goes through a queue only as somebody takes it out."
    )
    if run.start_method == "fork":
        return told
    return f"{told} " + _(
        "And is it one queue for all? Here each process loads the module anew, and what is made there is another one "
        "in each."
    )


def _waiting() -> str:
    return _("join() waits until a process has ended, and stop() until a listener has handled everything.")
