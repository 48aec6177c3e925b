"""What run() makes stays in the child unless it is sent; all else a subclass of Process has from Process."""

import re
from collections.abc import Iterator
from typing import Any, TypedDict

from forklings import Drive, Process, Program, Run, _, points

BEGINS = re.compile(r"question (?P<number>\d+): begins in (?P<name>.*)")

# What is false, and a result all the same.
NOTHINGS = ["0", "''", "False", "()"]


def answer(question: "Any") -> "Any":
    """A question is a number, what is to come of it, and how long that takes; and perhaps whom to wait for.

    Who waits for others to begin gives up in the end, and says so.
    """
    import multiprocessing
    import pathlib
    import sys
    import time

    number, end, nap, *others = question
    process = multiprocessing.current_process()
    print(f"question {number}: begins in {process.name}{', a daemon' if process.daemon else ''}")
    time.sleep(nap)
    pathlib.Path(f"begun-{number}").touch()
    for _time in range(100):
        if all(pathlib.Path(f"begun-{other}").exists() for other in others):
            break
        time.sleep(0.05)
    else:
        print(f"question {number}: was alone")
    if end == "an exception":
        raise LookupError(number)
    if end == "exit with nothing":
        sys.exit()
    if end == "exit with a text":
        sys.exit("that is the end")
    if isinstance(end, str) and end.startswith("exit "):
        sys.exit(int(end[5:]))
    if end == "a line without an end":
        print(f"question {number}: ends", end="")  # it stays in a buffer until the process ends
    if end == "a pair":
        return (number, None)
    if end == "an error":
        return LookupError(number)  # a value as any other, for it is not raised
    if end == "an empty tuple":
        return ()
    if end == "takes long to pickle":

        class Slow:
            def __reduce__(self) -> "Any":
                time.sleep(2)
                return str, ("was pickled for long",)

        return Slow()
    return end * 20_000 if isinstance(end, str) and end.startswith("long ") else end


def handed(question: "Any", *arguments: "Any") -> "Any":
    """Says what it was handed beside the question, and answers that."""
    print(f"question {question[0]}: was handed {arguments!r}")
    return answer(question)


def one_by_one(module: "Any", questions: "Any") -> "Any":
    """One task after the other: each is asked for its result and joined before the next one is made.

    Its argument is a tuple, None or 0, and its function a function with a name or one without.
    """
    import functools
    import multiprocessing

    kind: Any = module.Task
    if not (isinstance(kind, type) and issubclass(kind, multiprocessing.Process)):
        return None
    came = []
    calls = zip(questions, ("the question", None, 0), strict=True)
    for question, argument in calls:
        plain = argument == "the question"
        function = answer if plain else functools.partial(handed, question)
        task: Any = module.Task(function, tuple(question) if plain else argument)
        task.start()
        came.append(repr(task.result())[:80])
        task.join()
    return came


def look(module: "Any", questions: "Any") -> dict[str, object]:
    """What a task says of itself, made, at work and joined; the names of two that were given none; exit codes."""
    kept, *ending = questions
    task = module.Task(answer, kept, name="anna", daemon=True)
    made = [task.name, task.daemon, task.pid, task.is_alive(), task.exitcode]
    task.start()
    task.join(0.05)
    joined_early = task.exitcode
    at_work = [task.name, task.daemon, task.pid, task.is_alive(), task.exitcode]
    task.result()
    task.join()
    joined = [task.name, task.daemon, task.pid, task.is_alive(), task.exitcode]
    ended, unnamed, daemons = [], [], []
    for question in ending:
        task = module.Task(answer, question)
        unnamed.append(task.name)
        daemons.append(task.daemon)
        task.start()
        task.join()
        ended.append(task.exitcode)
    return {
        "made": made,
        "joined_early": joined_early,
        "at_work": at_work,
        "joined": joined,
        "unnamed": unnamed,
        "daemons": daemons,
        "ended": ended,
    }


def together(module: "Any", questions: "Any") -> list[list[str]]:
    """Tasks of one name side by side, each asked for its result twice, the last one first; then they are joined."""

    def shown(value: "Any") -> str:
        text = repr(value)
        return text if len(text) < 80 else f"{text[:20]}… ({len(text)} characters)"

    tasks = [module.Task(answer, question, name="anna") for question in questions]
    for task in tasks:
        task.start()
    came: list[list[str]] = []
    for task in reversed(tasks):
        came.insert(0, [])
        for _time in range(2):
            came[0].append(shown(task.result()))
            print(f"result() gave {came[0][-1]}")
    for task in tasks:
        task.join()
    return came


State = tuple[str, bool, int | None, bool, int | None]


class Looked(TypedDict):
    made: State
    joined_early: int | None
    at_work: State
    joined: State
    unnamed: list[str]
    daemons: list[bool]
    ended: list[int | None]


@points(3)
def test_result(program: Program) -> None:
    """The function is called once, in the task's process, and result() gives back what it has returned."""
    first = program.number(300, 899, salt="first")
    ends = [f"answer {first}", first + 0.5, "a pair"]
    questions: list[Any] = [[first + place, end, 0.1] for place, end in enumerate(ends)]
    run = program.conduct("round-robin-lazy", drive=Drive(one_by_one, uses=[answer, handed], questions=questions))
    came = run.expect_result(list[str] | None, help=_why_no_result(run))  # type: ignore[arg-type]
    if came is None:
        run.fail(
            _("Task is no subclass of multiprocessing.Process."), expected=_("class Task(multiprocessing.Process)")
        )
    for number, _end, _nap in questions:
        _expect_asked(run, number)
    for number, argument in ((first + 1, "None"), (first + 2, "0")):
        _expect_handed(run, number, argument)
    expected = [repr(f"answer {first}"), repr(first + 0.5), repr((first + 2, None))]
    if came != expected:
        run.fail(
            _("result() did not give back what the function has returned."),
            expected="\n".join(expected),
            actual="\n".join(came),
            help=_why_lost(run)
            or _why_changed(came, expected)
            or _(
                "run() works in the child, on the child's copy of the task. What it keeps there, on self or in a "
                "global variable, the parent does not see. An exit code has 8 bits. How does a value get from one "
                "process to another?"
            ),
        )


@points(2, needs=test_result)
def test_still_a_process(program: Program) -> None:
    """Its name, daemon, pid, is_alive() and exitcode are those of any Process, and so is its end."""
    first = program.number(300, 899, salt="first")
    code = program.number(2, 90, salt="exit code")
    ends = ["an exception", f"exit {code}", "exit with a text", "exit with nothing"]
    questions: list[Any] = [[first, "a line without an end", 0.5], *([first + 1, end, 0] for end in ends)]
    for run in program.explore(
        drive=Drive(look, uses=[answer], questions=questions), schedules=6, elsewhere=1, time="lazy"
    ):
        _expect_a_process(run, first, code)


def _expect_a_process(run: Run, first: int, code: int) -> None:
    seen = run.expect_result(Looked, help=_why_no_result(run))
    process = _expect_asked(run, first)
    if seen["joined_early"] is not None:
        run.fail(
            _("The function takes half a second here, and join(0.05) came back when it had ended."),
            expected=_("join(0.05) gives up, and the exitcode is None then"),
            actual=_("exitcode {code} after it").format(code=seen["joined_early"]),
            help=_(
                "The join() of a Process can do this by itself. Who puts another one in its place has to do it all."
            ),
        )
    for when, state, expected in (
        (_("before start()"), seen["made"], ("anna", True, None, False, None)),
        (_("at work"), seen["at_work"], ("anna", True, process.pid, True, None)),
        (_("after join()"), seen["joined"], ("anna", True, process.pid, False, 0)),
    ):
        if tuple(state) != expected:
            run.fail(
                _('A Task(…, name="anna", daemon=True) does not say of itself what is true, {when}.').format(when=when),
                expected=_state(expected, process),
                actual=_state(state, process),
                help=_(
                    "{code} is that of a process which was ended by a signal, as terminate() does. A result may be "
                    "there before the process has come to its end. How does one wait for that?"
                ).format(code=state[4])
                if (state[4] or 0) < 0
                else _(
                    "A Process knows all this by itself, if its __init__() has been called, was handed the options, "
                    "and nothing was put in its way. What of it does Task not leave as it was?"
                ),
            )
    run.expect_line(f"question {first}: begins in anna, a daemon", by=process)
    if not any(line.text == f"question {first}: ends" and line.process is process for line in run.lines):
        run.fail(
            _("The function has printed a text without a newline, and it is lost."),
            expected=_("“question {number}: ends”").format(number=first),
            actual="\n".join(line.text for line in run.lines if line.process is process),
            help=_(
                "A Process flushes what was printed when its run() has returned, and ends then. Does anything end it "
                "before, as os._exit() does?"
            ),
        )
    if len(set(seen["unnamed"])) < 2 or any(seen["daemons"]):
        run.fail(
            _("A Task that is told neither name nor daemon has a name of its own, and is no daemon."),
            expected=_("two names, and daemon False"),
            actual=f"{', '.join(seen['unnamed'])}; daemon {', '.join(map(str, seen['daemons']))}",
        )
    if seen["ended"] != [1, code, 1, 0]:
        run.fail(
            _(
                "One function raised an exception, the next one called sys.exit({code}), another one "
                'sys.exit("that is the end"), and the last one sys.exit().'
            ).format(code=code),
            expected=_("exit codes {codes}").format(codes=[1, code, 1, 0]),
            actual=_("exit codes {codes}").format(codes=seen["ended"]),
            help=_(
                "A process ends with exit code 1 when an exception leaves run(), and with that of sys.exit() when it "
                "leaves run(), which is 1 for a text and 0 for nothing. Who catches it before?"
            ),
        )


@points(3, needs=test_result)
def test_however_held_up(program: Program) -> None:
    """Of several tasks each has its own result, long or short, soon or late, and as often as one asks."""
    first = program.number(300, 899, salt="first")
    ends = [f"long {first} ", None, "an error"]
    shown = [_shown(f"long {first} " * 20_000), "None", repr(LookupError(first + 2))]
    questions: list[Any] = [
        [first + place, end, nap] for place, (end, nap) in enumerate(zip(ends, (0.1, 0.2, 0), strict=True))
    ]
    for run in _side_by_side(program, questions):
        _expect_each_its_own(run, questions, shown)
    asked = [0, "", False, "an empty tuple", "takes long to pickle"]
    numbers = range(first + 3, first + 3 + len(asked))
    questions = [[number, end, 0, *numbers] for number, end in zip(numbers, asked, strict=True)]
    run = program.conduct("round-robin-lazy", drive=Drive(together, uses=[answer], questions=questions))
    _expect_each_its_own(run, questions, [*NOTHINGS, "'was pickled for long'"])
    _expect_side_by_side(run)


def _expect_side_by_side(run: Run) -> None:
    """Each function found the others at work: the clock has not moved while anybody could begin."""
    if any(line.text.endswith(": was alone") for line in run.lines):
        run.fail(
            _("Each function waited for those of the other tasks to begin, for five seconds, and one waited in vain."),
            expected=_("all functions begin, while none of them has ended"),
            actual="\n".join(f"{line.text} ({line.process})" for line in run.lines if line.process is not run.main),
            help=_("What has to be over before a task can call its function?"),
        )


def _expect_each_its_own(run: Run, questions: list[Any], shown: list[str]) -> None:
    help = _why_raised(run) or _why_stuck(run) or _why_no_result(run)
    came = run.expect_result(list[tuple[str, str]], count=len(shown), help=help)
    owners = [_expect_asked(run, question[0]) for question in questions]
    if came != [(value, value) for value in shown]:
        run.fail(
            _("Several tasks were at work side by side, and result() was asked twice of each, of the last one first."),
            expected="\n".join(f"{value}, {value}" for value in shown),
            actual="\n".join(", ".join(pair) for pair in came),
            help=_why_other(came, shown),
        )
    if len({owner.pid for owner in owners}) < len(owners):
        run.fail(
            _("One process did the work of several tasks."),
            expected=_("a process for each task"),
            actual="\n".join(f"{line.text} ({line.process})" for line in run.lines),
        )


def _side_by_side(program: Program, questions: list[Any]) -> Iterator[Run]:
    drive = Drive(together, uses=[answer], questions=questions)
    yield from program.explore(drive=drive, schedules=12, elsewhere=1)
    if program.start_method == "fork":  # one real run beside the conducted ones, which are made under each
        yield program.drive(together, uses=[answer], questions=questions)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 80 else f"{text[:20]}… ({len(text)} characters)"


def _expect_asked(run: Run, number: int) -> Process:
    """The function was called once for this question, in a child; gives that."""
    lines = [line for line in run.lines if (match := BEGINS.fullmatch(line.text)) and match["number"] == str(number)]
    if len(lines) != 1 or lines[0].process not in run.children:
        run.fail(
            _("The function was not called once, in the process that start() makes."),
            expected=_("one call for question {number}, in a child process").format(number=number),
            actual="\n".join(f"{line.text} ({line.process})" for line in lines) or _("no call"),
            help=_why_not_once(run, [line.process for line in lines]),
        )
    return lines[0].process


def _expect_handed(run: Run, number: int, argument: str) -> None:
    before = f"question {number}: was handed "
    came = [line.text.removeprefix(before) for line in run.lines if line.text.startswith(before)]
    if came != [f"({argument},)"]:
        run.fail(
            _("Task(function, {argument}) did not call function({argument}).").format(argument=argument),
            expected=_("one argument, {argument}").format(argument=argument),
            actual=_("the arguments {arguments}").format(arguments=", ".join(came)),
            help=_(
                "{argument} is an argument too. What becomes of it between the call of Task() and the call of the "
                "function?"
            ).format(argument=argument),
        )


def _why_not_once(run: Run, callers: list[Process]) -> str:
    if callers and all(caller is callers[0] and caller in run.children for caller in callers):
        return _("Each call of the function does its work anew. What it has returned can be kept in a variable.")
    if callers:
        return _(
            "Only start() makes a new process, and there it calls run(). A call of run(), or of the function, stays in "
            "the process that makes it."
        )
    return ""


def _state(state: "tuple[Any, ...]", process: Process) -> str:
    name, daemon, pid, alive, exitcode = state
    shown = _("pid of {process}").format(process=process) if pid == process.pid else f"pid {pid}"
    return f"name {name}, daemon {daemon}, {shown}, is_alive() {alive}, exitcode {exitcode}"


def _why_lost(run: Run) -> str:
    for process in run.children:
        if error := run.error_of(process):
            return _("An error had ended {process}: {error}. A result is anything that pickles.").format(
                process=process, error=error
            )
    return ""


def _why_changed(came: list[str], expected: list[str]) -> str:
    if came[:2] == expected[:2] and came[2:] and came[2].startswith("["):
        return _(
            "The pair is a tuple, and what came back is a list. A text in between, such as JSON, does not know all the "
            "types that Python has. What is sent through a pipe or a queue is pickled, and needs no such text."
        )
    return ""


def _why_no_result(run: Run) -> str:
    """The likely mistake behind an error, or a wait without end."""
    error = run.error_of(run.main)
    if "pickle" in error or "local object" in error:
        return _(
            "Under spawn and forkserver start() pickles the whole task, with all that it has on self. What is there "
            "that does not pickle, and could be made later, or elsewhere?"
        )
    if "__name__" in error or "__qualname__" in error:
        return _(
            "Not everything that can be called has a name: a functools.partial has none. What does Task need it for?"
        )
    if "_popen" in error or "_config" in error or "_closed" in error or "__init__() not called" in error:
        return _("A Process is made ready by its own __init__(). Who calls that, and when?")
    if run.outcome in ("deadlock", "timeout"):
        return _why_stuck(run)
    return _why_not_sent(run) if "EOFError" in error else ""


def _why_raised(run: Run) -> str:
    error = run.error_of(run.main)
    if error.startswith("LookupError"):
        return _(
            "The function has not raised that error, it has returned it. What it returns is a result, of any type."
        )
    if "Ran out of input" in error or "truncated" in error:
        return _(
            "What there was to read was less than a whole result: {error}. A result may take long to write. How does "
            "result() know that all of it is there?"
        ).format(error=error)
    if "Empty" in error:
        return _(
            "First of all nothing had come out of a queue in time, and get() raised {error}. A function may take as "
            "long as it likes, and a process may be held up. How long does your get() wait?"
        ).format(error=error)
    return ""


def _why_not_sent(run: Run) -> str:
    for process in run.children:
        if error := run.error_of(process):
            return _("An error had ended {process}: {error}. Nobody else can send its result.").format(
                process=process, error=error
            )
    return ""


def _why_stuck(run: Run) -> str:
    if run.outcome not in ("deadlock", "timeout", "step_limit"):
        return ""
    if why := _why_not_sent(run):
        return why
    gave = [line.text for line in run.lines if line.text.startswith("result() gave ")]
    value = gave[-1].removeprefix("result() gave ") if gave else ""
    if len(gave) % 2 and value in ("None", *NOTHINGS):
        return _(
            "This task's function has returned {value}, and result() has given that back once. {value} is a result "
            "too. How does the task know that it has received one?"
        ).format(value=value)
    if len(gave) % 2:
        return _(
            "The first result() of this task gave something back, the second one never does. A value comes out of a "
            "pipe, or a queue, once."
        )
    conducted = run.conducted
    if conducted is not None and not (
        {place for place, pid in conducted.pids if pid != run.main.pid} - dict(conducted.ends).keys()
    ):
        return _(
            "All child processes have ended, and a result is not there. What had to be done before its process could "
            "end, and was it waited for?"
        )
    return _(
        "What waits here for whom? A pipe holds so much and no more: a child that sends a long result cannot end "
        "before somebody reads it."
    )


def _why_other(came: list[tuple[str, str]], expected: list[str]) -> str:
    wrong = [(value, end) for pair, end in zip(came, expected, strict=True) for value in pair if value != end]
    if any(value != "None" for value, _end in wrong) and all(value in expected for value, _end in wrong):
        return _(
            "All that came are results, but not with their tasks. What is common to all tasks gives the results in the "
            "order in which they were ready, and all three have one name here. Which of them belongs to this task?"
        )
    if any(first == "None" and second == end != first for (first, second), end in zip(came, expected, strict=True)):
        return _(
            "One task gave nothing at first, and its result when it was asked again. Between “there is nothing yet” "
            "and “it is no longer alive” the result may have come."
        )
    if all(value == "None" and end in NOTHINGS for value, end in wrong):
        return _(
            "What came back as None is false, as an empty text or the number 0 is, and it is a result too. What does "
            "Task ask of a result that has come?"
        )
    return _(
        "A function may take as long as it likes, and a process may be held up for longer than any timeout. result() "
        "has to wait for it, however long, and to have it still when it is asked again. None is a result too."
    )
