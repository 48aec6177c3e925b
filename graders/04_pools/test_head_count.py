"""A process for each job, a pool of a few, a pool that replaces them: how many there are, and how many do the work."""

from collections.abc import Sequence
from typing import Any, TypedDict

from forklings import Drive, Program, Run, _, points

# Where sleepers sleep until nobody else can go on.
SCHEDULE = "round-robin-lazy"


def stay(number: int) -> int:
    import os
    import time

    time.sleep(1)
    return os.getpid()


def pass_by(number: int) -> int:
    import os

    return os.getpid()


def hold(held: "Any") -> None:
    """All but one of the first workers are held up before they do anything."""
    import time

    if held.acquire(block=False):
        time.sleep(1000)


def at_a_place(places: "Any", job: "Any", number: int, pids: "Any") -> None:
    with places:
        pids.put(job(number))


def by_semaphore(job: "Any", jobs: int, limit: int) -> tuple[int, set[int]]:
    import multiprocessing

    places, pids = multiprocessing.Semaphore(limit), multiprocessing.SimpleQueue()  # type: ignore[var-annotated]
    children = [multiprocessing.Process(target=at_a_place, args=(places, job, number, pids)) for number in range(jobs)]
    for child in children:
        child.start()
    there = len(multiprocessing.active_children())
    for child in children:
        child.join()
    return there, {pids.get() for _ in range(jobs)}


def by_pool(job: "Any", jobs: int, limit: int, chunk: int, tasks: int | None, held: int) -> tuple[int, set[int]]:
    import multiprocessing
    import time

    arguments = (multiprocessing.Semaphore(held),)
    with multiprocessing.Pool(limit, initializer=hold, initargs=arguments, maxtasksperchild=tasks) as pool:
        promise = pool.map_async(job, range(jobs), chunksize=chunk)
        time.sleep(0.5)
        there = len(multiprocessing.active_children())
        return there, set(promise.get())


def try_out(module: "Any", way: str, calls: list[list[int]]) -> list[list[int]]:
    """For each call what was seen: once all get to work that can, and once all are held up that can be."""
    seen = []
    for jobs, limit, chunk in calls:
        if way == "semaphore":
            there, many = by_semaphore(stay, jobs, limit)
            few = by_semaphore(pass_by, jobs, limit)[1]
        else:
            tasks = 1 if way == "replaced" else None
            there, many = by_pool(stay, jobs, limit, chunk, tasks, 0)
            few = by_pool(pass_by, jobs, limit, chunk, tasks, limit - 1)[1]
        seen.append([there, len(few), len(many)])
    return seen


def ask(module: "Any", way: str, calls: list[list[int]]) -> dict[str, object]:
    """What is predicted, numbers, and a few words for what is no number; and whether a process was waited for."""
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_minflt
    predicted = [module.predict(way, *call) for call in calls]
    answers = [
        [number if isinstance(number, int) else repr(number)[:60] for number in answer]
        if isinstance(answer, (tuple, list))
        else [repr(answer)[:60]]
        for answer in predicted
    ]
    return {"answers": answers, "waited": resource.getrusage(resource.RUSAGE_CHILDREN).ru_minflt > before}


class Predicted(TypedDict):
    answers: list[list[int | str]]
    waited: bool


@points(1)
def test_semaphore(program: Program) -> None:
    """It is known how many processes there are with a semaphore, and how many do jobs."""
    _expect_predicted(program, "semaphore")


@points(2)
def test_pool(program: Program) -> None:
    """It is known how many processes there are in a pool, and how many do jobs, at least and at most."""
    _expect_predicted(program, "pool")


@points(2)
def test_replaced(program: Program) -> None:
    """It is known how many processes there are in a pool that replaces its workers, and how many do jobs."""
    _expect_predicted(program, "replaced")


def _calls(program: Program) -> list[list[int]]:
    """Jobs, limit and chunk: many jobs; fewer chunks than workers, the last one nearly empty; many more workers.

    Many are more than four for each worker. A number of chunks that is rounded down, or to the nearest, is too small,
    and one that always has a chunk for the rest is too large. And a limit of 1; and a chunk larger than all the jobs.
    """
    many, few = program.number(9, 11, salt="many"), program.number(2, 3, salt="few")
    chunk = program.number(3, 4, salt="chunk")
    workers = program.number(9, 11, salt="workers")
    return [[many, 2, 1], [chunk + 1, 3, chunk], [few, workers, few], [few, 1, 1], [few, 2, few + chunk]]


def _expect_predicted(program: Program, way: str) -> None:
    calls = _calls(program)
    run = program.drive(ask, way=way, calls=calls)
    started = len(run.processes) - 1
    help = _(
        "predict() starts no process, so there is none to wait for. One shows at most how it went once. Which of the "
        "numbers do the arguments not tell?"
    )
    predicted = run.expect_result(Predicted, help=help if run.outcome == "leftover_process" else "")
    answers = predicted["answers"]
    if started or predicted["waited"]:
        run.fail(
            _("predict() started a process."),
            expected=_("it works the numbers out"),
            actual=_("{count} processes").format(count=started) if started > 1 else _("a process"),
            help=help,
        )
    drive = Drive(try_out, uses=[stay, pass_by, hold, at_a_place, by_semaphore, by_pool], way=way, calls=calls)
    tried = program.conduct(SCHEDULE, drive=drive)
    found = tried.expect_result(list[tuple[int, int, int]], count=len(calls))
    answers += [[]] * len(calls)
    for call, answer, seen in zip(calls, answers, found, strict=False):
        if answer != list(seen):
            _fail(run, way, call, answer, seen)


def _fail(run: Run, way: str, call: list[int], answer: Sequence[int | str], seen: Sequence[int]) -> None:
    words = (_("there"), _("least"), _("most"))
    places = [place for place in range(3) if place >= len(answer) or answer[place] != seen[place]]
    jobs, limit, chunk = call
    run.fail(
        _("The way {way!r} was tried out with {jobs} jobs, a limit of {limit} and chunks of {chunk}.").format(
            way=way, jobs=jobs, limit=limit, chunk=chunk
        ),
        expected=", ".join(f"{word} {number}" for word, number in zip(words, seen, strict=True)),
        actual=", ".join(f"{word} {number}" for word, number in zip(words, answer, strict=False)),
        help=_why(way, places[0] if places else 0, answer, seen, chunk),
    )


def _why(way: str, place: int, answer: Sequence[int | str], seen: Sequence[int], chunk: int) -> str:
    """The idea behind the first number that differs."""
    if len(answer) != len(seen):
        return _("predict() returns three numbers.")
    if not isinstance(answer[place], int):
        return _(
            "predict() returns three ints, and {value} is no int. Of which type is it, and what has made it one?"
        ).format(value=answer[place])
    if way == "semaphore":
        return _(
            "start() makes a process, and it is there from then on. One that waits for a place is a process too. How "
            "often is start() called, and how many jobs does each of them do? (The main process is not a child.)"
        )
    if place == 0:
        return _(
            "A pool starts all its workers when it is made, before there is a job. One that is replaced has ended "
            "before the next one is started. (The main process is not a child.)"
        )
    if way == "replaced":
        return _(
            "Here a worker ends when it has done one task, and a pool's task is a chunk: as many jobs as are handed "
            "out together, {chunk} here. Every task needs a worker of its own."
        ).format(chunk=chunk)
    if place == 1:
        return _(
            "A worker that is done takes the next task that there is. If all the others are held up, who does the jobs?"
        )
    return _(
        "Jobs are handed out in chunks, {chunk} here, and a chunk is done by one worker. How many chunks are there, "
        "and how many workers?"
    ).format(chunk=chunk)
