"""A place for each of so many jobs at once: taken, held, and given back however the job ends."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import Any, Literal

from forklings import Drive, Program, Run, _, points

BEGINS = re.compile(r"(?P<call>\w+) job (?P<number>-?\d+): begins")
ENDS = re.compile(r"\w+ job -?\d+: ends")
RETURNED = "run() has returned"


def note(done: "Any", call: str, number: int) -> None:
    print(f"{call} job {number}: begins")
    done.release()


def try_out(module: "Any", few: int, places: int, many: int, limit: int) -> None:
    """First more places than jobs, so that nobody waits; then more jobs than places."""
    import functools
    import multiprocessing
    import time

    done = multiprocessing.Semaphore(0)
    module.run(functools.partial(note, done, "first"), few, places)
    while done.get_value() < few and multiprocessing.active_children():
        time.sleep(0.01)
    module.run(functools.partial(note, done, "second"), many, limit)


def stay_a_while(fuse: "Any", number: int) -> None:
    import time

    print(f"a job {number}: begins")
    for _nap in range(3):
        time.sleep(0.1)
    print(f"a job {number}: ends")
    if fuse.acquire(block=False):
        raise ValueError("one job fails, as a job may")


def start_late() -> None:
    """From here on a start takes as long as a nap, so that whoever starts comes just as another one's job is over."""
    import multiprocessing.process
    import time

    base: Any = multiprocessing.process.BaseProcess
    start = base.start

    def begin(self: "Any") -> None:
        time.sleep(0.1)
        start(self)

    base.start = begin


def watch(module: "Any", n: int, limit: int, late: bool) -> int:
    """Says when run() has returned; gives the number of children that had not ended then. Late are the starts."""
    import functools
    import multiprocessing

    if late:
        start_late()
    fuse = multiprocessing.Semaphore(1)
    try:
        module.run(functools.partial(stay_a_while, fuse), n, limit)
    except Exception as error:
        print(f"run() raised {error!r}")
    print("run() has returned")
    return sum(child.is_alive() for child in multiprocessing.active_children())


def come_and_stay(semaphores: "Any", limit: int, failure: "Any", number: int) -> None:
    """The first to come are over at once, the next limit - 1 stay until the last of the others comes by."""
    import sys

    early, staying, passing, others_are_through = semaphores
    print(f"a job {number}: begins")
    if early.acquire(block=False):
        if failure is not None and failure.acquire(block=False):
            raise ValueError("a job fails, as a job may")
        if failure is not None:
            sys.exit("a job fails, as a job may")
    elif staying.acquire(block=False):
        others_are_through.acquire()
    elif not passing.acquire(block=False):
        for _place in range(limit - 1):
            others_are_through.release()


def keep_all_but_one_busy(module: "Any", early: int, limit: int, others: int, failing: bool) -> None:
    import functools
    import multiprocessing
    import os

    # As on a machine with one processor: how many places there are does not depend on it.
    os.cpu_count = lambda: 1
    if hasattr(os, "process_cpu_count"):
        os.process_cpu_count = lambda: 1

    semaphores = [multiprocessing.Semaphore(value) for value in (early, limit - 1, others - 1, 0)]
    failure = multiprocessing.Semaphore(1) if failing else None
    job = functools.partial(come_and_stay, semaphores, limit, failure)
    # A call before, with one place: the places of a call are its own.
    module.run(str, 1, 1)
    module.run(job, early + limit - 1 + others, limit)


@points(1)
def test_own_process(program: Program) -> None:
    """Each job is done once, in a child process that does no other job."""
    few = 1
    many = program.number(9, 10, salt="many")  # more than four times the limit: a pool makes chunks then
    run = program.drive(try_out, uses=[note], few=few, places=few + 1, many=many, limit=2)
    run.expect_result(object, help=_why_not(run))
    expected = [f"first job {number}: begins" for number in range(few)]
    for text in expected:
        run.expect_line(text, by=run.children, times=1, help=_why_missing(run, text))
    workers: dict[object, str] = {}
    for line in run.lines:
        job = BEGINS.fullmatch(line.text)
        if job is None:
            continue
        name = _("job {number}").format(number=job["number"])
        if job["call"] == "first" and line.text not in expected:
            run.fail(
                _("A job was done that was not asked for."),
                expected=_("the numbers from 0 to {last}").format(last=few - 1),
                actual=name,
            )
        if job["call"] == "second" and line.process in workers:
            run.fail(
                _("{process} did two jobs.").format(process=line.process),
                expected=_("a process of its own for each job"),
                actual=_("{first} and {second} by {process}").format(
                    first=workers[line.process], second=name, process=line.process
                ),
                help=_(
                    "A pool hands job after job to the same few processes, and a worker with maxtasksperchild=1 "
                    "ends after one task: that may be a chunk of several jobs."
                ),
            )
        if job["call"] == "second":
            workers[line.process] = name


@points(2, needs=test_own_process)
def test_return(program: Program) -> None:
    """When run() returns, every job has been done, once, and every process has ended."""
    n, limit = 5, 2
    call = f"run(job, {n}, {limit})"
    for run in _watched(program, n, limit):
        lines = [line.text for line in run.lines]
        begun = Counter(line for line in lines if BEGINS.fullmatch(line))
        twice = [_job(line) for line in begun if begun[line] > 1]
        if twice:
            run.fail(
                _("{call} did a job more than once.").format(call=call),
                expected=_("each job once"),
                actual=_("{job} {count} times").format(job=twice[0], count=max(begun.values())),
            )
        ended = {_job(line) for line in lines if ENDS.fullmatch(line)}
        in_time = {_job(line) for line in lines[: lines.index(RETURNED)] if ENDS.fullmatch(line)}
        if len(ended) < n:
            run.fail(
                _("{call} left jobs undone.").format(call=call),
                expected=_("{n} jobs done").format(n=n),
                actual=_("{done} done").format(done=len(ended)),
                help=_(
                    "One of these jobs fails, by a ValueError, and each takes a while. Who waits for a place waits for "
                    "as long as it takes."
                ),
            )
        if len(in_time) < n:
            run.fail(
                _("{call} returned too early.").format(call=call),
                expected=_("{n} jobs done when it returns").format(n=n),
                actual=_("{done} done").format(done=len(in_time)),
                help=_waiting(),
            )
        if alive := run.expect_result(int):
            run.fail(
                _("All jobs were done when {call} returned, but not all processes had ended.").format(call=call),
                expected=_("no process is left"),
                actual=_("{count} not ended yet").format(count=alive),
                help=_waiting(),
            )


@points(2, needs=test_own_process)
def test_limit(program: Program) -> None:
    """Never are more than limit jobs at work."""
    n, limit = 5, 2
    # All at once, and one after the other: then one that has just begun may take the place that another one woke for.
    for run in chain(_watched(program, n, limit), _watched(program, n, limit, late=True)):
        at_work: list[str] = []
        ended = 0
        for line in run.lines:
            if BEGINS.fullmatch(line.text):
                at_work.append(_job(line.text))
            elif _job(line.text) in at_work:
                at_work.remove(_job(line.text))
                ended += 1
            if len(at_work) > limit:
                run.fail(
                    _("{count} jobs were at work at once in run(job, {n}, {limit}).").format(
                        count=len(at_work), n=n, limit=limit
                    ),
                    expected=_("{limit} at most").format(limit=limit),
                    actual=_("at work: {jobs}").format(jobs=", ".join(at_work)),
                    help=_why_too_many(run, ended),
                )


@points(2, needs=test_return)
def test_no_place_unused(program: Program) -> None:
    """While jobs wait, no place stays unused."""
    help = _(
        "run(job, 6, 3): the first two jobs to come are over at once, and the next two stay at work until the others "
        "have been through (at a semaphore of this check's own). One place is left for those. Does each of them get "
        "it, or does it wait for a job that stays? (os.cpu_count() is 1 here, and run() was called before, for one job "
        "and one place.)"
    )
    for run in _explored(program, _busy(early=2, limit=3, others=2, failing=False), schedules=5, elsewhere=0):
        run.expect_nothing_left(help=help)
        run.expect_result(object)


@points(1, needs=test_no_place_unused)
def test_failed_job(program: Program) -> None:
    """A job that fails leaves its place free, and run() returns as ever."""
    help = _(
        "run(job, 5, 2): of the first two jobs one raises ValueError, and one calls sys.exit(), which raises "
        "SystemExit. Which of your lines runs then? The next job stays at work until all others have been through, and "
        "those need a place too."
    )
    for run in _explored(program, _busy(early=2, limit=2, others=2, failing=True), schedules=4):
        run.expect_nothing_left(help=help)
        run.expect_result(object, help=help)


def _busy(**arguments: int) -> Drive:
    return Drive(keep_all_but_one_busy, uses=[come_and_stay], **arguments)


def _watched(program: Program, n: int, limit: int, *, late: bool = False) -> Iterator[Run]:
    """The same runs for each check that asks for them.

    Where jobs take their time, all that can get in are in at once; elsewhere time promises nothing.
    """
    drive = Drive(watch, uses=[stay_a_while, start_late], n=n, limit=limit, late=late)
    at_once = chain(
        _explored(program, drive, schedules=2, time="lazy"),
        _explored(program, drive, schedules=10, elsewhere=0),
    )
    for run in _explored(program, drive, schedules=13, elsewhere=0, time="lazy") if late else at_once:
        run.expect_nothing_left(
            help=_("run(job, {n}, {limit}): who waits there, and who gives back what it waits for?").format(
                n=n, limit=limit
            )
        )
        run.expect_line(RETURNED, by=run.main, times=1)
        yield run


def _explored(
    program: Program, drive: Drive, *, schedules: int, elsewhere: int = 1, time: Literal["any", "lazy"] = "any"
) -> Iterator[Run]:
    """Schedules of a drive; one run where the program goes around them, by threads or a pool, as that takes long."""
    for run in program.explore(drive=drive, schedules=schedules, elsewhere=elsewhere, time=time):
        yield run
        if run.conducted is not None and run.conducted.around:
            return


def _why_too_many(run: Run, ended: int) -> str:
    """The likely mistake where more than limit jobs are at work and so many had ended before."""
    if not ended:
        return _(
            "None of these jobs has ended yet, so no job that is over has given a place back. How many places are "
            "there for all of them together, and what does a job do that finds none free, or that has not begun its "
            "work yet?"
        )
    why = _("{count} jobs had ended by then, and one of the jobs fails.").format(count=ended)
    if run.conducted is not None and any(step.call.startswith("Condition.wait") for step in run.conducted.steps):
        return f"{why} " + _(
            "Who is woken has no place yet: a job that has only just come may take it first. Does the one that was "
            "woken look again?"
        )
    return f"{why} " + _("How often is the place of one job given back, and when?")


def _waiting() -> str:
    return _("join() waits until a process has ended. No sleep does, no timeout, and no other process's end.")


def _job(line: str) -> str:
    """“job 3” of “a job 3: begins”."""
    return line.partition(" ")[2].partition(":")[0]


def _why_not(run: Run) -> str:
    error = run.error_of(run.main)
    if "should only be shared" in error:
        return _(
            "job holds a lock, and a lock cannot go through a queue. It reaches a process as that is started, in its "
            "args; a pool has initializer and initargs for that."
        )
    if run.outcome == "timeout":
        return _("Who waits there, and who gives back what it waits for?")
    return ""


def _why_missing(run: Run, text: str) -> str:
    """The likely mistake behind a job that no child did, or not once."""
    if any(run.error_of(process) for process in (run.main, *run.children)):
        return ""  # the error says more than a guess would
    if any(line.text == text and line.process is run.main for line in run.lines):
        return _(
            "Only start() makes a new process, and it calls its target there. job(number) in your own line is a "
            "call in this process, and a thread is in this process too."
        )
    return ""
