"""Jobs in processes of their own take as long as the longest, if all are started before one is waited for."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, TypedDict

from forklings import Drive, Process, Program, Run, _, points

BEGINS = re.compile(r"job (?P<number>\d+): begins")
ENDS = re.compile(r"job (?P<number>\d+): ends, after (?P<seconds>\d+\.\d+) s")
OVER = "side_by_side() is over"
GUEST = "another child of the caller ends"

# More jobs than a program that settles on a number of workers is likely to think of.
MANY = 33

# So many steps of the caller alone: whoever waits for jobs has been told long before that they have ended.
MOST_ASKED = 2000


def nap(number: int, seconds: float) -> None:
    """A job that waits for so long, and says how long that was."""
    import time

    print(f"job {number}: begins")
    begin = time.perf_counter()
    time.sleep(seconds)
    print(f"job {number}: ends, after {time.perf_counter() - begin:.3f} s")


def stay(seconds: float) -> None:
    """A child that the caller has beside the jobs, and that is none of them."""
    import time

    time.sleep(seconds)
    print("another child of the caller ends")


def cook(module: "Any", naps: list[tuple[int, float]], guest: float = 0, slow: float = 0) -> dict[str, object]:
    """What side_by_side() says of the time, and how long the call has taken; on a machine with two cores.

    A nap that is there twice is one job that is there twice. A guest stays for so many seconds.
    Who starts a child is held up for so long then, and the child is not.
    """
    import functools
    import multiprocessing
    import os
    import time

    os.cpu_count = lambda: 2
    if hasattr(os, "process_cpu_count"):
        os.process_cpu_count = lambda: 2
    others = [multiprocessing.Process(target=stay, args=(guest,))] if guest else []
    for other in others:
        other.start()
    kind: Any = multiprocessing.process.BaseProcess
    start = kind.start

    def start_slowly(process: "Any") -> None:
        start(process)
        time.sleep(slow)

    if slow:
        kind.start = start_slowly
    jobs = {(number, seconds): functools.partial(nap, number, seconds) for number, seconds in naps}
    begin = time.perf_counter()
    said = module.side_by_side([jobs[number, seconds] for number, seconds in naps])
    taken = time.perf_counter() - begin
    print("side_by_side() is over")
    for other in others:
        other.join()
    number = isinstance(said, (int, float)) and not isinstance(said, bool)
    return {"said": float(said) if number else None, "shown": repr(said)[:80], "taken": taken}


class Seen(TypedDict):
    said: float | None
    shown: str
    taken: float


@points(2)
def test_each_in_a_child(program: Program) -> None:
    """Each job is done once, from its beginning to its end, in a child process, and side_by_side() returns."""
    naps = _naps(program)
    numbers = [number for number, _seconds in naps]
    # A conducted run comes first: what a real one shows of a job that nobody waits for is luck.
    _expect_done(program.conduct("round-robin-lazy", drive=_drive(program)), numbers)
    if program.start_method == "fork":  # one real run beside the conducted ones, which are made under each
        _expect_done(program.drive(cook, uses=[nap], naps=_naps(program, 0.5)), numbers)
        alone = Drive(cook, uses=[nap], naps=naps[:1])  # what becomes of a list of one is the same everywhere
        _expect_done(program.conduct("round-robin-lazy", drive=alone), numbers[:1])


@points(2, needs=test_each_in_a_child)
def test_side_by_side(program: Program) -> None:
    """All jobs are at work at the same time, on a machine with two cores as on any other."""
    for run, naps in _in_time_and_many(program):
        numbers = [number for number, _seconds in naps]
        _expect_done(run, numbers)
        at_work: list[Process] = []
        for line in run.lines:
            if BEGINS.fullmatch(line.text):
                if line.process in at_work:
                    run.fail(
                        _("One process was at two jobs at a time."),
                        expected=_("each process does one job at a time"),
                        actual=_shown(run),
                        help=_("Threads share the one process that they are in. A Process for each job has its own."),
                    )
                at_work.append(line.process)
            elif (ends := ENDS.fullmatch(line.text)) and len(at_work) < len(numbers):
                run.fail(
                    _(
                        "Job {number} had ended before all {count} were at work. Each sleeps here until nobody else "
                        "can go on."
                    ).format(number=ends["number"], count=len(numbers)),
                    expected=_("{count} jobs begin, and then the first of them ends").format(count=len(numbers)),
                    actual=_shown(run)
                    if len(numbers) < MANY
                    else _("{count} jobs begin, and then job {number} ends").format(
                        count=len(at_work), number=ends["number"]
                    ),
                    help=_why_serial(run, len(numbers)),
                )


@points(2, needs=test_each_in_a_child)
def test_all_have_ended(program: Program) -> None:
    """When side_by_side() returns all jobs have ended, whoever is faster and however long a job takes."""
    for run in program.explore(drive=_drive(program), schedules=12):
        _expect_done(run, [number for number, _seconds in _naps(program)])
        late = [line for line in run.lines[_over(run) :] if ENDS.fullmatch(line.text)]
        if late:
            run.fail(
                _("side_by_side() has returned while a job was still at work."),
                expected=_("all jobs end, and then side_by_side() returns"),
                actual=_shown(run),
                help=_(
                    "join() waits until the process has ended, and only for the one whose join() it is. With a timeout "
                    "it may return before, and a nap of the caller may be over before. Who waits for the job that "
                    "ended last here?"
                ),
            )
    if program.start_method == "fork":  # whose child it is, is the same everywhere
        run = _held_up(program)
        _expect_result(run)
        if any(line.text == GUEST for line in run.lines[: _over(run)]):
            run.fail(
                _("side_by_side() has waited for another child of its caller, which was there before and is no job."),
                expected=_("all jobs end, and then side_by_side() returns"),
                actual=_shown(run),
                help=_(
                    "active_children() are all children of this process, whoever has started them. A list of one's "
                    "own has those that one has started oneself, and no others."
                ),
            )


@points(2, needs=test_each_in_a_child)
def test_seconds(program: Program) -> None:
    """It returns the seconds from before the first job began until all had ended."""
    runs = itertools.chain(_in_time(program), program.explore(drive=_drive(program), schedules=12))
    for run in itertools.chain(runs, [_held_up(program)] if program.start_method == "fork" else []):
        seen = _expect_result(run)
        span = _span(run)
        if seen["said"] is not None and span - 0.15 <= seen["said"] <= seen["taken"] + 0.15:
            continue
        if seen["said"] is None:
            help = _("The seconds are a number: the difference of two readings of one clock.")
        elif seen["said"] > seen["taken"]:
            help = _(
                "Jobs that are at work at the same time use the same seconds. Which two moments lie that far apart?"
            )
        elif seen["said"] < 0.15:
            help = _(
                "Seconds in which all of them sleep are seconds too: is the clock one that counts them, as "
                "time.perf_counter() does? And when is it read for the second time?"
            )
        elif abs(seen["said"] - 0.65) < 0.01:
            help = _(
                "That is the time of the longest job alone. Not all jobs need to begin in one moment: from when to "
                "when do all of them take?"
            )
        else:
            help = _(
                "A job may begin, and even end, as soon as its start() is called, and another one long after that. "
                "When is the clock read for the first time, and when for the second?"
            )
        run.fail(
            _(
                "Here {span:.2f} s lie between the beginning of the first job and the end of the last one. The whole "
                "call of side_by_side() took {taken:.2f} s."
            ).format(taken=seen["taken"], span=span),
            expected=_("about {taken:.2f}").format(taken=seen["taken"])
            if seen["taken"] - span < 0.01
            else _("from {span:.2f} to {taken:.2f}").format(span=span, taken=seen["taken"]),
            actual="\n".join([seen["shown"] if seen["said"] is None else f"{seen['said']:.2f}", _shown(run)]),
            help=help,
        )


def _naps(program: Program, factor: float = 1, count: int = 3) -> list[tuple[int, float]]:
    """Three jobs, or more; one is there twice, their numbers cannot be known, and the one between takes longest."""
    first = program.number(100, 799, salt="job")
    naps = [(first + 50, 0.5 * factor), (first, 0.65 * factor), (first + 50, 0.5 * factor)]
    return [*naps, *((first + 60 + place, 0.3 * factor) for place in range(count - 3))]


def _drive(program: Program) -> Drive:
    return Drive(cook, uses=[nap], naps=_naps(program))


def _held_up(program: Program) -> Run:
    """Another child of the caller stays for long; and whenever a child has begun, its parent is held up for a while."""
    drive = Drive(cook, uses=[nap, stay], naps=_naps(program), guest=20.0, slow=0.3)
    return program.conduct("round-robin-lazy", drive=drive)


def _in_time(program: Program) -> Iterator[Run]:
    """Runs in which a job sleeps until nobody else can go on.

    Not so in run-to-block: there a thread of a pool may ask again and again for so long that a nap is over before.
    """
    for schedule in ("round-robin-lazy", "last-first-lazy", "pct-1-lazy"):
        yield program.conduct(schedule, drive=_drive(program))


def _in_time_and_many(program: Program) -> Iterator[tuple[Run, list[tuple[int, float]]]]:
    for run in _in_time(program):
        yield run, _naps(program)
    if program.start_method == "fork":  # many processes cost little there; that it is many is the same everywhere
        many = _naps(program, count=MANY)
        yield program.conduct("round-robin-lazy", drive=Drive(cook, uses=[nap], naps=many)), many


def _expect_result(run: Run) -> Seen:
    _expect_to_return(run)
    help = ""
    if "local object" in run.error_of(run.main) or "pickle" in run.error_of(run.main):
        help = _(
            "Under spawn and forkserver a child is a new interpreter. What it is to call goes there pickled, and of a "
            "function that is its name: it has to stand at the top of the file."
        )
    return run.expect_result(Seen, help=help)


def _expect_to_return(run: Run) -> None:
    """When all others have ended there is nothing to wait for, and the call need not ask for long to know that."""
    conducted = run.conducted
    if conducted is None or run.outcome != "undecided" or len(conducted.steps) < MOST_ASKED:
        return
    alone = all(step.pid == run.main.pid for step in conducted.steps[-MOST_ASKED:])
    if not alone or {place for place, pid in conducted.pids if pid != run.main.pid} - dict(conducted.ends).keys():
        return
    errors = [(child, error) for child in run.children if (error := run.error_of(child))]
    run.fail(
        _("All child processes have ended, and side_by_side() goes on: it has taken {count} more steps.").format(
            count=MOST_ASKED
        ),
        expected=_("all jobs end, and then side_by_side() returns"),
        actual=_shown(run),
        help=_("An error had ended {process}: {error}. What has it not come to?").format(
            process=errors[0][0], error=errors[0][1]
        )
        if errors
        else _(
            "What does it still wait for? A number that two processes count up without a lock may never get to its "
            "end, and a process that has ended does not come back."
        ),
    )


def _expect_done(run: Run, numbers: list[int]) -> Seen:
    seen = _expect_result(run)
    run.expect_no_error()
    for number in dict.fromkeys(numbers):
        begins, ends = (
            [line for line in run.lines if (found := pattern.fullmatch(line.text)) and found["number"] == str(number)]
            for pattern in (BEGINS, ENDS)
        )
        if any(line.process is run.main for line in begins):
            run.fail(
                _("The main process did a job itself."),
                expected=_("each job in a child process"),
                actual=_shown(run),
                help=_(
                    "job() calls the job, here and now, wherever it stands, and so does run(). target=job hands the "
                    "function over, and start() calls it in a new process. A thread stays in the process that it is in."
                ),
            )
        if any(line.process not in run.children for line in begins):
            run.fail(
                _("A job was done in a process that was not started with multiprocessing."),
                expected=_("each job in a process that multiprocessing or concurrent.futures has started"),
                actual=_shown(run),
                help=_(
                    "os.fork() makes a copy of this process under every start method. A Process is made as the start "
                    "method says, and can be joined by its object."
                ),
                certain=True,
            )
        times = numbers.count(number)
        if len(begins) != times or Counter(line.process for line in begins) != Counter(line.process for line in ends):
            if len(begins) > len(ends):
                help = _("A daemon is ended when the main process ends, finished or not, and so is a worker of a pool.")
            elif 0 < len(begins) < times:
                help = _("This job is in the list twice. Do the two have a process each, or one place in a dict?")
            elif not begins:
                help = _(
                    "However late a job begins, and however long it takes, side_by_side() waits for its end. Which "
                    "process was to do the job that is missing here, and does anything end that process before?"
                )
            else:
                help = ""
            run.fail(
                _("Not every job was done once, from its beginning to its end, by one process."),
                expected=_("each of the {count} jobs begins once and ends once").format(count=len(numbers)),
                actual=_shown(run),
                help=help,
            )
    return seen


def _span(run: Run) -> float:
    """The seconds from the beginning of the first job until the end of the last one before the call is over, at least.

    They are those of the schedule's clock, which moves on with each step; what the clocks of two processes show
    has not begun at one moment. A step of a sleep is taken when the sleep is over. Of a process that sleeps beside
    its jobs it is not known which sleep is which.
    """
    steps = run.conducted.steps if run.conducted is not None else ()
    naps: list[tuple[float, float]] = []
    done = run.lines[: _over(run)]
    for process in run.children:
        ends = [step.clock for step in steps if step.pid == process.pid and step.kind == "sleep"]
        lasted = [float(found["seconds"]) for text in run.lines_by(process) if (found := ENDS.fullmatch(text))]
        in_time = sum(line.process is process and ENDS.fullmatch(line.text) is not None for line in done)
        if len(ends) == len(lasted):
            naps += list(zip(ends, lasted, strict=True))[:in_time]
    return max(end for end, _lasted in naps) - min(end - lasted for end, lasted in naps) if naps else 0.0


def _over(run: Run) -> int:
    """The place of the line with which the call of side_by_side() is over."""
    return next(
        (place for place, line in enumerate(run.lines) if line.text == OVER and line.process is run.main),
        len(run.lines),
    )


def _why_serial(run: Run, jobs: int) -> str:
    if len(run.children) < jobs:
        return _(
            "Jobs: {jobs}, and one of them is there twice; child processes: {count}. A child does what it is given "
            "one after the other. Where does the number of workers come from? A pool that is told none has one for "
            "each core."
        ).format(jobs=jobs, count=len(run.children))
    steps = run.conducted.steps if run.conducted is not None else ()
    before = itertools.takewhile(lambda step: step.kind != "sleep" or step.pid == run.main.pid, steps)
    if sum(step.kind == "start" for step in before) >= jobs:
        return _(
            "There was a child process for each job by then. What did a job wait for: a lock that another one "
            "held, or a process that had been given two jobs?"
        )
    return _("join() waits for the end of a process. What has not been started by then is not at work meanwhile.")


def _shown(run: Run) -> str:
    return "\n".join(f"{line.text} ({line.process})" for line in run.lines)
