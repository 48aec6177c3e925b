"""Each worker has to hear of the end, and each task, failed or not, has to be answered."""

from queue import Empty
from typing import Any, TypedDict

from forklings import Drive, Program, Run, _, points

RETURNED = "do_all() has returned"

# In seconds, far more than all tasks take together.
LONG = 10

# More workers than most machines have processors.
MANY = 6

# What the grader writes for a task of 4,000 digits, and so many of them are more than a pipe holds.
HUGE, HUGE_ONES = 1_000_003, 40

# The task whose answers differ from call to call, the one whose answer is an exception, the one whose answer is None.
DIFFERING, EXCEPTION, NONE = 3, 4, 7


class Refused(Exception):
    """Cannot be made anew from its args, so it goes through no queue."""

    def __init__(self, task: int, why: str) -> None:
        super().__init__(f"{task} {why}")


def work(factor: int, seconds: "dict[str, Any]", task: int) -> "Any":
    """A number for most tasks; an error for one below zero, one that a queue has too; much text for a large one.

    What 3, 4 and 7 return is said above.
    """
    import queue
    import time

    if task > 1_000_003:
        task >>= 13_500
    print(f"task {task}: begun")
    time.sleep(seconds.get(str(task), 0.02))
    if task == -1:
        raise Refused(task, f"times {factor}")
    if task == -2:
        raise queue.Empty(factor)
    if task < 0:
        raise ValueError(task * factor)
    print(f"task {task}: done")
    if task == 3:
        try:
            open("called", "x").close()
        except FileExistsError:
            return f"{task * factor} (second call)"
        return f"{task * factor} (first call)"
    if task == 4:
        return LookupError(task * factor)
    if task == 7:
        return None
    return "x" * task if 50_000 < task < 1_000_003 else task * factor


def do_them(
    module: "Any", factor: int, tasks: "list[Any]", workers: int, seconds: "dict[str, Any]"
) -> "dict[str, Any]":
    """The answers, long ones shortened, and how many children had not ended when they came."""
    import functools
    import multiprocessing

    # A huge one has 4,000 digits, few enough for str().
    tasks = [task << 13_500 if task == 1_000_003 else task for task in tasks]
    answers = module.do_all(functools.partial(work, factor, seconds), tasks, workers)
    print("do_all() has returned")
    alive = sum(child.is_alive() for child in multiprocessing.active_children())
    if not isinstance(answers, (list, tuple)):
        return {"answers": [f"no list: {type(answers).__name__}"], "alive": alive}
    shown = [f"{len(a)} characters" if isinstance(a, str) and len(a) > 100 else repr(a)[:100] for a in answers]
    return {"answers": shown, "alive": alive}


class Done(TypedDict):
    """The answers, as texts, and how many processes had not ended when they came."""

    answers: list[str]
    alive: int


@points(2)
def test_answers(program: Program) -> None:
    """Each task is done once, by a worker, and the answers come in the order of the tasks."""
    factor = _factor(program)
    tasks = [5, NONE, 0, DIFFERING, DIFFERING, factor, 1]
    for run in program.explore(drive=_drive(program, tasks, workers=2), schedules=2, time="lazy"):
        _expect_answers(run, tasks, 2, factor)


@points(2, needs=test_answers)
def test_failed_tasks(program: Program) -> None:
    """A failed task is answered too, and its worker goes on."""
    factor = _factor(program)
    tasks = [-1, EXCEPTION, -2, -3, 0, 6]
    for run in program.explore(drive=_drive(program, tasks, workers=2), schedules=2, elsewhere=1, time="lazy"):
        _expect_answers(run, tasks, 2, factor)


@points(3, needs=test_answers)
def test_however_long(program: Program) -> None:
    """Every answer comes however long any of the processes is held up."""
    factor = _factor(program)
    tasks = [2, 0, 9, 9, 1]
    for run in program.explore(drive=_drive(program, tasks, workers=2)):
        _expect_answers(run, tasks, 2, factor)
    run = program.drive(do_them, uses=[Refused, work], **_arguments(program, tasks, workers=2))
    _expect_answers(run, tasks, 2, factor)


@points(2, needs=test_however_long)
def test_workers_end(program: Program) -> None:
    """When do_all() returns, all its processes have ended, the workers by themselves."""
    factor = _factor(program)
    for tasks, workers, schedules in (([2, 0, 9, 9, 1], 2, 20), ([6], 3, 3), ([], 2, 2)):
        for run in program.explore(drive=_drive(program, tasks, workers), schedules=schedules, elsewhere=1):
            _expect_answers(run, tasks, workers, factor)
            _expect_ended(run, tasks, workers)


@points(1, needs=test_however_long)
def test_large_answers(program: Program) -> None:
    """Answers may be larger than what a pipe holds, two at once too."""
    factor = _factor(program)
    large, larger = program.number(100_000, 120_000, salt="large"), program.number(120_001, 140_000, salt="larger")
    # When both answers are on their way, the tasks that are still to come fill a pipe too.
    tasks = [large, larger, 2, 8, *HUGE_ONES * [HUGE]]
    for run in program.explore(drive=_drive(program, tasks, workers=2), schedules=2, elsewhere=1, time="lazy"):
        _expect_answers(run, tasks, 2, factor)


@points(1, needs=test_however_long)
def test_free_worker(program: Program) -> None:
    """No task waits while a worker has nothing to do."""
    tasks = list(range(10, 20))  # more than four for each worker: Pool.map then gives them out in chunks
    drive = _drive(program, tasks, workers=2, seconds={"10": 0.6})
    for run in program.explore(drive=drive, schedules=1, elsewhere=1, time="lazy"):
        run.expect_nothing_left(help=_why_stuck(run, tasks, 2))
        lines = [line.text for line in run.lines]
        run.expect_line("task 10: done", by=run.children)
        before = lines[: lines.index("task 10: done")]
        late = [f"task {task}" for task in tasks if f"task {task}: begun" not in before]
        if late:
            run.fail(
                _("A task waited while a worker had nothing to do."),
                expected=_("task 10 takes longer than all others together: the second worker does all of those"),
                actual=_("begun only when task 10 was done: {tasks}").format(tasks=", ".join(late)),
                help=_(
                    "Who decides which worker does a task, and when? A share that is fixed beforehand, or a chunk of "
                    "several tasks, waits for its own worker. (These are two workers and ten tasks.)"
                ),
            )
    tasks = list(range(1, MANY + 1))
    drive = _drive(program, tasks, workers=MANY, seconds={str(task): 0.5 for task in tasks})
    # Here a task lasts until nobody else can go on.
    for run in program.explore(drive=drive, schedules=1, elsewhere=0, time="lazy"):
        run.expect_nothing_left(help=_why_stuck(run, tasks, MANY))
        lines = [line.text for line in run.lines]
        first = next((place for place, line in enumerate(lines) if line.endswith(": done")), len(lines))
        begun = [line for line in lines[:first] if line.endswith(": begun")]
        if len(begun) < MANY:
            run.fail(
                _("There were {count} tasks and {count} workers, and not all of them were at work at once.").format(
                    count=MANY
                ),
                expected=_("all tasks are begun before the first one is done"),
                actual="\n".join(lines[: first + 1]),
                help=_("How many workers are there, and who decides that?"),
            )


def _factor(program: Program) -> int:
    return program.number(11, 97, salt="factor")


def _arguments(
    program: Program, tasks: list[int], workers: int, seconds: dict[str, float] | None = None
) -> dict[str, Any]:
    return {"factor": _factor(program), "tasks": tasks, "workers": workers, "seconds": seconds or {}}


def _drive(program: Program, tasks: list[int], workers: int, seconds: dict[str, float] | None = None) -> Drive:
    return Drive(do_them, uses=[Refused, work], **_arguments(program, tasks, workers, seconds))


def _answer(task: int, factor: int) -> str:
    if task == -1:
        error: Exception = Refused(task, f"times {factor}")
        return repr(f"failed: {error!r}")
    if task == -2:
        error = Empty(factor)
        return repr(f"failed: {error!r}")
    if task < 0:
        error = ValueError(task * factor)
        return repr(f"failed: {error!r}")
    if task == EXCEPTION:
        return repr(LookupError(task * factor))
    if task == NONE:
        return repr(None)
    return f"{task} characters" if 50_000 < task < HUGE else repr(task * factor)


def _answers(tasks: list[int], factor: int) -> list[str]:
    expected = [_answer(task, factor) for task in tasks]
    places = [place for place, task in enumerate(tasks) if task == DIFFERING]
    if len(places) == 2:
        for place, call in zip(places, ("first", "second"), strict=True):
            expected[place] = repr(f"{DIFFERING * factor} ({call} call)")
    return expected


def _in_order_of_calls(seen: list[str], tasks: list[int]) -> list[str]:
    """Which of two equal tasks is called first is nobody's promise: where both of their answers are there, these go."""
    seen = list(seen)
    places = [place for place, task in enumerate(tasks) if task == DIFFERING and place < len(seen)]
    for place, answer in zip(places, sorted(seen[place] for place in places), strict=True):
        seen[place] = answer
    return seen


def _expect_end(run: Run, tasks: list[int]) -> None:
    """Where time passes only when nobody else can go on, all that will be done has been done long before."""
    conducted = run.conducted
    if run.outcome != "undecided" or conducted is None or not conducted.schedule.endswith("-lazy"):
        return
    if conducted.clock > LONG:
        run.fail(
            _("{seconds:.0f} seconds are over, and do_all() has not returned.").format(seconds=conducted.clock),
            expected=_("it returns when each task, of a fraction of a second, has its answer"),
            actual="\n".join(line.text for line in run.lines[-6:]),
            help=_(
                "Somebody looks again and again. Which answer does not come? (The answer to {task} is None.)"
            ).format(task=NONE)
            if NONE in tasks
            else _(
                "Somebody looks again and again. Which answer does not come? A task that failed has one too, "
                "whatever it raised: one raises the Empty that a queue may raise as well."
            ),
        )


def _expect_answers(run: Run, tasks: list[int], workers: int, factor: int) -> None:
    _expect_end(run, tasks)
    run.expect_nothing_left(help=_why_stuck(run, tasks, workers))
    run.expect_no_error(help=_why_error(run))
    seen = _in_order_of_calls(run.expect_result(Done)["answers"], tasks)
    call = _call(tasks, workers)
    expected = _answers(tasks, factor)
    if seen != expected:
        run.fail(
            _("{call} did not return the answers to its tasks.").format(call=call),
            expected=", ".join(expected) or _("an empty list"),
            actual=", ".join(seen) or _("an empty list"),
            help=_why_not_these(run, tasks, seen, expected),
        )
    crew = set()
    for task in set(tasks):
        text = f"task {task}: begun"
        begun = [line for line in run.lines if line.text == text]
        help = (
            _("Only start() makes a new process. What is called in the main process is done there.")
            if any(line.process is run.main for line in begun)
            else _("Each place in the list is a task of its own, also where the same number is there twice.")
        )
        run.expect_line(text, by=run.children, times=tasks.count(task), help=help)
        crew |= {line.process for line in run.lines if line.text == text}
    if len(crew) > workers:
        run.fail(
            _("{call} used more processes than that many workers.").format(call=call),
            expected=_("{count} at most").format(count=workers),
            actual=_("{count} processes did a task").format(count=len(crew)),
            help=_("A worker does one task after another, and ends when no more will come."),
        )


def _expect_ended(run: Run, tasks: list[int], workers: int) -> None:
    if alive := run.expect_result(Done)["alive"]:
        run.fail(
            _("Not all processes had ended when {call} returned.").format(call=_call(tasks, workers)),
            expected=_("no process is left"),
            actual=_("{count} not ended yet").format(count=alive),
            help=_(
                "A worker ends a moment after it has been told that no more tasks will come. Who tells it, and who "
                "waits until it has ended? A join with a timeout may come back before."
            ),
        )
    for process in {line.process for line in run.lines if line.text.startswith("task ")}:
        if process.exitcode:  # None where it was waited for in another way, and nobody told
            help = _(
                "Somebody ended it from outside. A worker is to end by itself when it is told that all is done. "
                "Leaving `with Pool(...)` ends workers from outside too."
            )
            run.expect_exit(0, of=process, help=help if process.exitcode < 0 else "")


def _why_not_these(run: Run, tasks: list[int], seen: list[str], expected: list[str]) -> str:
    pairs = list(zip(expected, seen, strict=False))
    missing = len(seen) < len(expected) or seen.count("None") > expected.count("None")
    if sorted(seen) == sorted(expected):
        return _("They are all there. The order in which they come need not be that of the tasks.")
    if help := _why_given_up(run):
        return help
    if any(want.startswith("LookupError") and came.startswith(("'failed: ", '"failed: ')) for want, came in pairs):
        return _(
            "The task {task} did not raise this exception: it returned it, and what is returned is an answer. By what "
            "does the program tell whether an exception was returned or raised?"
        ).format(task=EXCEPTION)
    others = [want == came for want, came in pairs if "call)" not in want]
    if not missing and all(others) and tasks.count(DIFFERING) == 2:
        return _(
            "The task {task} is there twice, and what its second call returns is not what its first one returned. By "
            "what does an answer find its place?"
        ).format(task=DIFFERING)
    if any(text.startswith("'failed: ") for text in expected) and not missing:
        return _('The answer to a task that fails is f"failed: {error!r}", a text, with the name of the error.')
    if missing:
        steps = run.conducted.steps if run.conducted is not None else ()
        if any(step.call.startswith("JoinableQueue.") for step in steps):
            return _(
                "Answers are missing. task_done() says that a worker is done with a task. It does not say that its "
                "answer is through the other queue, and a queue that is empty now may have something a moment later."
            )
        return _("Answers are missing. A queue that is empty now may have something a moment later.")
    return ""


def _why_given_up(run: Run) -> str:
    for step in run.conducted.steps if run.conducted is not None else ():
        if step.kind == "wait" and not step.result and step.line and step.call.endswith("Queue.get"):
            return _(
                "The get() in {file}:{line} came to the end of its time with nothing on the queue: the others were "
                "held up for longer."
            ).format(file=run.file_name, line=step.line)
    return ""


def _why_stuck(run: Run, tasks: list[int], workers: int) -> str:
    for process in run.processes:
        if error := run.error_of(process):
            if process is run.main and error.startswith(("Unicode", "Unpickling", "_pickle.Unpickling")):
                return _(
                    "What the main process received was no answer: {error}. Two workers that write much into one pipe "
                    "at the same time mix what they write. A queue has a lock for that."
                ).format(error=error)
            return _("An error had ended {process}: {error}. What it had yet to do is not done.").format(
                process=process, error=error
            )
    if run.outcome != "deadlock" or run.conducted is None:
        return ""
    waits = run.conducted.waits
    main = next((wait for wait in waits if wait.pid == run.main.pid and wait.thread == 0), None)
    if main is not None and main.kind == "write" and any(wait.kind == "write" for wait in waits if wait is not main):
        return _(
            "The main process waits for room for its next task, and a worker for room for its answer: each of them for "
            "the other to take something. Which of the two need not wait itself?"
        )
    if any(wait.kind == "write" for wait in waits):
        return _(
            "An answer that is larger than what a pipe holds is on its way, and nobody takes it off. Its worker cannot "
            "end before that."
        )
    if main is not None and main.call == "JoinableQueue.join":
        return _(
            "JoinableQueue.join() waits until task_done() has been called as often as something was put. For what was "
            "it not called: for a task that failed, for a pill, or for something that nobody took?"
        )
    if main is not None and main.kind == "join":
        return _(
            "A worker waits for its next task, or for a pill, and none comes. Each pill ends one worker, the one that "
            "takes it. How many workers are there, and how many pills? {call}"
        ).format(call=_called(run, tasks, workers))
    return _why_given_up(run) or _(
        "The main process waits for an answer that nobody will give. Which tasks have none? {call}"
    ).format(call=_called(run, tasks, workers))


def _call(tasks: list[int], workers: int) -> str:
    shown = [str(task) for task in tasks if task != HUGE]
    if HUGE in tasks:
        shown.append(
            _("and {count} times one of 4,000 digits, shown as {task}").format(count=tasks.count(HUGE), task=HUGE)
        )
    return f"do_all(work, [{', '.join(shown)}], {workers})"


def _called(run: Run, tasks: list[int], workers: int) -> str:
    """The call, and what became of its tasks, as far as that is to be seen."""
    call = _call(tasks, workers)
    begun = {line.text for line in run.lines}
    never = [str(task) for task in dict.fromkeys(tasks) if f"task {task}: begun" not in begun]
    if never:
        return _("(The call is {call}; never begun: {tasks}.)").format(call=call, tasks=", ".join(never))
    if failed := [str(task) for task in tasks if task < 0]:
        return _("(The call is {call}; all were begun, and {tasks} raised an exception.)").format(
            call=call, tasks=", ".join(failed)
        )
    if NONE in tasks:
        return _("(The call is {call}; all were begun, and the answer to {task} is None.)").format(call=call, task=NONE)
    return _("(The call is {call}.)").format(call=call)


def _why_error(run: Run) -> str:
    errors = " ".join(run.error_of(process) for process in run.processes)
    if "called too many times" in errors:
        return _("task_done() is to be called once for each item that was taken.")
    if "Refused" in errors:
        return _(
            "An exception that goes through a queue is made anew on the other side, and this one cannot be. Its text "
            'can: f"failed: {error!r}", made in the worker.'
        )
    return ""
