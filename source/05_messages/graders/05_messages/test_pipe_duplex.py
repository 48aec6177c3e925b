"""A pipe that goes both ways: each side hears of the other's end, and neither waits for room while the other does."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal, NotRequired, TypedDict

from forklings import Drive, Program, Run, _, points


class Refused(Exception):
    """Cannot be made anew from its args, so it goes through no pipe."""

    def __init__(self, question: "Any", why: str) -> None:
        super().__init__(f"{question} {why}")


def compute(factor: int, question: "Any") -> "Any":
    """A number for a number, much text for much text, None for None, an error for one; ways to fail and break down.

    False for True, which is equal to 1.
    """
    import os
    import time

    print(f"compute: {str(question)[:20]}")
    time.sleep(0.02)
    if question == "break down":
        os._exit(3)
    if question == "refuse":
        raise Refused(question, f"times {factor}")
    if question == "fail":
        raise KeyError(factor)
    if question == "end of file":
        raise EOFError(factor)
    if question == "broken pipe":
        raise BrokenPipeError(factor)
    if question is None:
        return None
    if question == "name an error":
        return LookupError(factor)
    if isinstance(question, bool):
        return not question
    if isinstance(question, int):
        return question * factor
    return question[::-1]


def shown(answers: "Any") -> "list[Any]":
    """Each answer as text, a long one shortened; what comes back travels as JSON."""
    if not isinstance(answers, (list, tuple)):
        return [f"no list: {type(answers).__name__}"]
    return [f"{len(a)} characters" if isinstance(a, str) and len(a) > 100 else repr(a)[:100] for a in answers]


def ask_all(module: "Any", factor: int, questions: "list[Any]", sizes: "list[Any]") -> "dict[str, Any]":
    """What ask() returned, or raised; and how many of its processes had not ended then."""
    import functools
    import multiprocessing

    answers, raised = [], ""
    questions = questions + ["x" * size for size in sizes]
    try:
        answers = shown(module.ask(functools.partial(compute, factor), questions))
    except Exception as error:
        if "break down" not in questions:
            raise
        raised = type(error).__name__
    print("ask() has returned")
    alive = sum(child.is_alive() for child in multiprocessing.active_children())
    return {"answers": answers, "alive": alive, "raised": raised}


def serve_alone(serve: "Any", its: "Any", mine: "Any", factor: int) -> None:
    import functools

    mine.close()
    serve(its, functools.partial(compute, factor))
    print("serve() has returned")


def ask_slowly(module: "Any", factor: int, questions: "list[Any]") -> "dict[str, Any]":
    """Asks serve() alone, with a pause before each question and before the end."""
    import multiprocessing
    import time

    mine, its = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve_alone, args=(module.serve, its, mine, factor))
    server.start()
    its.close()
    answers = []
    try:
        for question in questions:
            time.sleep(0.05)
            mine.send(question)
            answers.append(mine.recv())
    except (EOFError, OSError) as error:
        print(f"the server does not answer any more: {type(error).__name__}")
    time.sleep(0.05)
    print("the client closes its end")
    mine.close()
    server.join()
    return {"answers": shown(answers)}


_USES = (Refused, compute, shown)


class Asked(TypedDict):
    """The answers, as texts; where ask() was called, what it raised, and how many processes had not ended then."""

    answers: list[str]
    alive: NotRequired[int]
    raised: NotRequired[str]


@points(2)
def test_answers(program: Program) -> None:
    """ask() returns the answers of one server, in order, and the server has ended by itself."""
    for questions in (_numbers(program), []):
        for run in _asked(program, questions, schedules=2, time="lazy"):
            _expect_answers(run, program, questions)


@points(2, needs=test_answers)
def test_serve(program: Program) -> None:
    """serve() answers whenever a question comes, and returns when the other end is closed, not before."""
    questions = _numbers(program)
    drive = Drive(ask_slowly, uses=[*_USES, serve_alone], factor=_factor(program), questions=questions)
    for run in program.explore(drive=drive, schedules=12):
        run.expect_nothing_left(help=_why_stuck(run))
        run.expect_no_error(help=_why_error(run))
        closes = run.expect_line("the client closes its end", by=run.main)
        for line in run.lines[: run.lines.index(closes)]:
            if line.text.startswith(("serve() has returned", "the server does not answer")):
                run.fail(
                    _("The server was gone before the client had closed its end."),
                    expected=_("serve() returns when the other end is closed"),
                    actual=line.text,
                    help=_(
                        "What told serve() that no question would come any more? poll() speaks of this moment, or of "
                        "as long as it was told to wait. The next question may take longer."
                    ),
                )
        _expect_these(run, program, questions)
        run.expect_line("serve() has returned", by=run.children, times=1)


@points(1, needs=test_answers)
def test_errors(program: Program) -> None:
    """Whatever error compute() raises or returns is an answer, and the server goes on."""
    questions = ["fail", 4, "refuse", "end of file", 0, "broken pipe", "name an error", 6]
    for run in _asked(program, questions, schedules=2, elsewhere=1, time="lazy"):
        _expect_answers(run, program, questions)


@points(3, needs=test_answers)
def test_however_long(program: Program) -> None:
    """All this holds however long either of the two is held up."""
    questions = _numbers(program)
    for run in _asked(program, questions, schedules=16):
        _expect_answers(run, program, questions)
        if alive := run.expect_result(Asked).get("alive"):
            run.fail(
                _("The server had not ended when ask() returned."),
                expected=_("no process is left"),
                actual=_("{count} not ended yet").format(count=alive),
                help=_("The server learns that all is answered, and goes on for a while. Who waits for its end?"),
            )
    _expect_answers(_asked_for_real(program, questions), program, questions)


@points(1, needs=test_however_long)
def test_large(program: Program) -> None:
    """Each question is computed, whatever it is, and it and its answer may be larger than what a pipe holds."""
    sizes = [program.number(900_000, 999_999, salt=f"size {index}") for index in range(2)]
    questions = [None, [2, 3], 1, True, None]
    for run in _asked(program, questions, sizes, schedules=2, elsewhere=1, time="lazy"):
        _expect_answers(run, program, questions, sizes)
        calls = [line.text for line in run.lines if line.text.startswith("compute: ")]
        if len(calls) != len(questions) + len(sizes):
            run.fail(
                _("There were {count} questions, and {calls} calls of compute().").format(
                    count=len(questions) + len(sizes), calls=len(calls)
                ),
                expected=_("one call for each question, also where one comes twice"),
                actual="\n".join(calls[:10]),
                help=_("What compute() returns may be something else the next time. What has the server seen before?")
                if len(calls) < len(questions) + len(sizes)
                else "",
            )


@points(1, needs=test_however_long)
def test_breakdown(program: Program) -> None:
    """ask() raises an exception if the server breaks down, and does not wait for ever."""
    for run in _asked(program, [3, "break down", 4], schedules=3, elsewhere=1):
        run.expect_nothing_left(help=_why_unheard(run))
        if not run.expect_result(Asked).get("raised"):
            run.fail(
                _("The server broke down at the second of three questions, and ask() returned as if all were well."),
                expected=_("an exception"),
                actual=_("the answers {answers}").format(
                    answers=", ".join(run.expect_result(Asked)["answers"]) or "[]"
                ),
            )


def _factor(program: Program) -> int:
    return program.number(11, 97, salt="factor")


def _numbers(program: Program) -> list[int]:
    # The same question may come twice.
    twice = program.number(2, 9, salt="twice")
    return [twice, 0, twice, 10]


def _asked(
    program: Program,
    questions: "list[Any]",
    sizes: Sequence[int] = (),
    *,
    schedules: int,
    elsewhere: int = 2,
    time: Literal["any", "lazy"] = "any",
) -> Iterator[Run]:
    """Conducted runs of ask(); the system's own where steps are made for ever, and no schedule decides."""
    drive = Drive(ask_all, uses=_USES, factor=_factor(program), questions=questions, sizes=list(sizes))
    for run in program.explore(drive=drive, schedules=schedules, elsewhere=elsewhere, time=time):
        yield _asked_for_real(program, questions, sizes) if run.outcome == "undecided" else run


def _asked_for_real(program: Program, questions: "list[Any]", sizes: Sequence[int] = ()) -> Run:
    return program.drive(ask_all, uses=_USES, factor=_factor(program), questions=questions, sizes=list(sizes))


def _answer(question: Any, factor: int) -> str:
    errors = {
        "fail": KeyError(factor),
        "refuse": Refused(question, f"times {factor}"),
        "end of file": EOFError(factor),
        "broken pipe": BrokenPipeError(factor),
    }
    if isinstance(question, bool):
        return repr(not question)
    if isinstance(question, int):
        return repr(question * factor)
    if isinstance(question, list):
        return repr(question[::-1])
    if question == "name an error":
        return repr(LookupError(factor))
    return repr(None if question is None else f"error: {errors[question]!r}")


def _expect_answers(run: Run, program: Program, questions: "list[Any]", sizes: Sequence[int] = ()) -> None:
    run.expect_nothing_left(help=_why_stuck(run))
    run.expect_no_error(help=_why_gone(run, questions) or _why_error(run))
    _expect_these(run, program, questions, sizes)
    asked = [line for line in run.lines if line.text.startswith("compute: ")]
    for line in asked:
        if line.process is run.main:
            run.fail(
                _("compute() ran in the main process."),
                expected=_("the server alone computes"),
                actual=_("“{line}” by {process}").format(line=line.text, process=line.process),
                help=_("Only start() makes a new process; a call of serve() or compute() stays in this one."),
            )
        if line.process is not asked[0].process:
            run.fail(
                _("More than one process answered."),
                expected=_("one server for all the questions"),
                actual=_("{first} and {other}").format(first=asked[0].process, other=line.process),
            )
    if asked and asked[0].process.exitcode:  # None where it was waited for in another way, and nobody told
        help = _("Somebody ended it from outside. It is to end by itself, when it learns that all is answered.")
        code = asked[0].process.exitcode
        run.expect_exit(0, of=asked[0].process, help=help if code < 0 else "")


def _expect_these(run: Run, program: Program, questions: "list[Any]", sizes: Sequence[int] = ()) -> None:
    """The answers that came back are those to the questions."""
    factor = _factor(program)
    seen = run.expect_result(Asked)["answers"]
    expected = [_answer(question, factor) for question in questions] + [f"{size} characters" for size in sizes]
    if seen != expected:
        run.fail(
            _("These are not the answers to the questions {questions}.").format(
                questions=", ".join(str(question) for question in questions)
            ),
            expected=", ".join(expected) or _("an empty list"),
            actual=", ".join(seen) or _("an empty list"),
            help=_why_not_these(seen, expected),
        )


def _why_not_these(seen: list[str], expected: list[str]) -> str:
    if any(answer == "False" and text.isdecimal() for text, answer in zip(seen, expected, strict=False)):
        return _("1 and True are equal, and two questions all the same. What does the program compare?")
    if any("error: " in text and "error: " not in answer for text, answer in zip(seen, expected, strict=False)):
        return _("compute() answers that question without an error. Which line of the server raised this one?")
    if len(seen) < len(expected):
        return _("Answers are missing. Each question has one, asked twice or not, and it may take as long as it likes.")
    if any(text.startswith(("KeyError", "'error", "Refused")) for text in seen):
        return _('The answer to a question that fails is f"error: {error!r}", a text, with the name of the error.')
    return ""


def _why_stuck(run: Run) -> str:
    for process in run.processes:
        if error := run.error_of(process):
            why = _("An error had ended {process}: {error}").format(process=process, error=error)
            if error.startswith("TypeError") and "__init__" in error:
                why += ". " + _(
                    "An exception is pickled on its way, and some cannot be made again on the other side. The answer "
                    "is a text."
                )
            elif error.startswith("LookupError"):
                why += ". " + _("Here the answer to a question is a LookupError, and one that is not raised.")
            return why
    if run.outcome in ("timeout", "step_limit", "output_limit"):
        return _("What does each loop do after an EOFError? From the end on every recv() raises it, again and again.")
    if run.outcome != "deadlock" or run.conducted is None:
        return ""
    waits = run.conducted.waits
    if sum(wait.kind == "write" for wait in waits) >= 2:
        return _(
            "Both want to send, and neither receives: there is no room left in either direction. Who has to receive "
            "before it sends the next?"
        )
    server = [wait for wait in waits if wait.kind == "read" and wait.pid != run.main.pid]
    if server and any(wait.kind == "join" and wait.pid == run.main.pid for wait in waits):
        if run.main.pid not in server[0].holders:
            return _(
                "The server waits for one more question. Its pipe has not come to its end, since the main process's "
                "end is still open, in the server itself: a forked child begins with a copy of every open end."
            )
        return _(
            "The server waits for one more question, and the main process for the server. What says to the server that "
            "no more will come, and when does the main process do that?"
        )
    if server and any(wait.kind == "read" and wait.pid == run.main.pid for wait in waits):
        why = _("Each of the two waits for the other to send first.")
        if any(line.text.startswith("compute: ") for line in run.lines):
            why += " " + _("Every question gets one answer, also one at which compute() fails.")
        return why
    return ""


def _why_unheard(run: Run) -> str:
    waits = run.conducted.waits if run.outcome == "deadlock" and run.conducted is not None else ()
    if any(wait.kind == "read" and wait.pid == run.main.pid and not wait.thread for wait in waits):
        return _(
            "The server has broken down, and ask() waits for its answer. recv() raises EOFError when the other end is "
            "closed in every process. Who still has the server's end open?"
        )
    if waits:
        return _("The server has broken down, and ask() waits for its answer. Who could say that none will come?")
    return _why_stuck(run)


def _why_gone(run: Run, questions: "list[Any]") -> str:
    """Which question the server took for the end, where ask() found it gone."""
    if run.main is None or not run.error_of(run.main).startswith(("EOFError", "BrokenPipe", "ConnectionReset")):
        return ""
    asked = [line.text for line in run.lines if line.text.startswith("compute: ")]
    if (
        asked
        and asked[-1] in ("compute: end of file", "compute: broken pipe")
        and run.error_of(run.main).startswith("EOFError")
    ):
        return _(
            "The server ended at a question for which compute() itself raised an EOFError or a BrokenPipeError. That "
            "is an answer like any other: only the EOFError of recv() is the end. Which calls stand in your try?"
        )
    if None in questions and len(asked) == questions.index(None):
        return _("The server ended at the question None. Any value may be a question, and None is one.")
    if asked and len(asked) < len(questions):
        called = _("Calls of compute(): {count}, the last with “{last}”. The next question is {next!r}.")
        return f"{_why_error(run)} " + called.format(
            count=len(asked), last=asked[-1].removeprefix("compute: "), next=questions[len(asked)]
        )
    return ""


def _why_error(run: Run) -> str:
    errors = {process: error for process in run.processes if (error := run.error_of(process))}
    mine, its = errors.pop(run.main, ""), " ".join(errors.values())
    if "handle is closed" in mine + its:
        return _("A process cannot use an end that it has closed, nor hand it to a child.")
    gone = ("EOFError", "BrokenPipe", "ConnectionReset")
    if mine.startswith(gone) and its and not its.startswith(gone):
        return _(
            "An error had ended the server: {error}. The answer to such a question is a text, and the server goes on."
        ).format(error=its)
    if mine.startswith(gone):
        return _(
            "The server's end was closed, or the server had ended, before all was answered. What may have told it that "
            "no more would come?"
        )
    if mine.startswith("TimeoutError"):
        return _("An answer may take as long as it likes: no time that has passed says that none will come.")
    if its.startswith("EOFError"):
        return _("EOFError is how recv() says that the other end is closed: the news that a server waits for.")
    if its.startswith(gone):
        return _(
            "The server had something to send, and ask() had closed its end. Did ask() wait for each answer, for as "
            "long as it takes? And does the server send anything after the EOFError that is its end?"
        )
    if "read-only" in mine + its or "write-only" in mine + its:
        return _("Pipe(duplex=False) has one end that only receives, and one that only sends. Pipe() goes both ways.")
    return ""
