"""SIGTERM asks a process to end, and one that hears it can tidy up; SIGKILL ends it, and a join waits for either."""

import re
from typing import Any, NamedTuple, TypedDict

from forklings import Drive, Process, Program, Run, Undecided, _, points

# The jobs that SIGTERM interrupts; the others end by themselves.
SIGNALED = ["waits", "retries"]

# What a job prints that came to its end; before that it did what only the main thread of a process may do.
CAME_THROUGH = "the letters are written"

# A worker has ended, and stop() comes back so much later at most; it may poll.
LATE = 0.5

# Moments are compared with so much to spare; a nap too few of a tenth of a second is more.
EARLY = 0.02


class Hung(TypedDict):
    """What became of a sign: whether it hung when the worker was ready, and when the process had ended."""

    out: bool
    left: bool
    code: int | None
    took: float


class Stopped(TypedDict):
    """What stop() returned, after how long, and what is true of the process then and at its end.

    And whether a signal went to a stranger, who has the pid of one that was joined.
    """

    kind: str
    said: str
    took: float
    alive: bool
    code: int | None
    stranger: bool


class Stop(NamedTuple):
    """A process that stop() is called for: its kind and grace, how it is to end, and after how many seconds."""

    kind: str
    grace: float
    tidying: float
    code: int
    ends_after: float


def take_a_moment() -> None:
    """From here on the system takes a moment to carry out a SIGKILL."""
    import contextlib
    import os
    import signal
    import threading
    import time

    kill = os.kill

    def kill_late(pid: int) -> None:
        for _moment in range(4):
            time.sleep(0.1)
        with contextlib.suppress(ProcessLookupError):
            kill(pid, signal.SIGKILL)

    def send(pid: int, number: int) -> None:
        kill(pid, 0 if number == signal.SIGKILL else number)
        if number == signal.SIGKILL:
            threading.Thread(target=kill_late, args=(pid,)).start()

    os.kill = send


def give_away(given: "int | None", hit: "list[int]") -> None:
    """From here on somebody else has the pid of a process that was waited for."""
    import os

    kill = os.kill

    def send(pid: int, number: int) -> None:
        if pid != given:
            kill(pid, number)
        elif number:
            hit.append(number)

    os.kill = send


def spend(end: str, nap: "float | None", never: "Any") -> None:
    """A job: returns, fails, leaves, waits for what never comes, or does so whatever Exception comes its way.

    In a real run it waits by naps: a signal that comes just before a wait is heard after it.
    """
    import signal

    if end == "returns":
        signal.signal(signal.SIGUSR2, signal.SIG_IGN)
        print("the letters are written", flush=True)
    if end == "fails":
        raise ValueError("a letter is lost")
    if end == "leaves":
        raise SystemExit(3)
    if end == "burns":
        raise BaseException("the house is on fire")
    while end == "retries":
        try:
            never.acquire(timeout=nap)
        except Exception as error:
            print(f"tries again after {error!r}")
    while end == "waits":
        never.acquire(timeout=nap)


def let_rest(pid: "int | None") -> None:
    """Until a process that waits does so in the kernel: a signal that comes a moment before is heard after the wait."""
    state = ""
    while state not in ("S", "Z", "gone"):
        try:
            with open(f"/proc/{pid}/stat") as file:
                state = file.read().rpartition(")")[2].split()[0]
        except OSError:
            state = "gone"


def hang_out(module: "Any", ends: "list[str]", nap: "float | None") -> "list[dict[str, Any]]":
    """A worker for each job, one after the other; those that do not end by themselves get SIGTERM."""
    import functools
    import multiprocessing
    import os
    import time

    seen = []
    for end in ends:
        ready, never = multiprocessing.Event(), multiprocessing.Semaphore(0)
        job = functools.partial(spend, end, nap, never)
        worker = multiprocessing.Process(target=module.work, args=(job, f"{end}.sign", ready))
        worker.start()
        out = True
        if end in ("waits", "retries"):
            ready.wait()
            out = os.path.exists(f"{end}.sign")
            let_rest(worker.pid)
            worker.terminate()
        began = time.monotonic()
        worker.join()
        took = time.monotonic() - began
        seen.append({"out": out, "left": os.path.exists(f"{end}.sign"), "code": worker.exitcode, "took": took})
    return seen


def live(kind: str, code: int, tidying: float, ready: "Any", never: "Any") -> None:
    """A process that stop() has to do with."""
    import signal
    import sys
    import time

    def tidy_up(*_: object) -> None:
        time.sleep(tidying)
        sys.exit(code)

    def go_on_once(*_: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)

    if kind in ("ended", "joined"):
        sys.exit(code)
    if kind == "stubborn":
        signal.signal(signal.SIGTERM, go_on_once)
    if kind == "plain":  # a module may have set a handler for all processes that load it
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if kind == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if kind == "tidy":
        signal.signal(signal.SIGTERM, tidy_up)
    ready.release()
    never.acquire()


def stop_them(module: "Any", kinds: "list[Any]", code: int, slow: bool) -> "list[dict[str, Any]]":
    """Stops processes, one after the other, each of a kind and with its grace, and says of each what came of it."""
    import multiprocessing
    import multiprocessing.connection
    import select
    import time

    if slow:
        take_a_moment()
    seen = []
    for kind, grace, tidying in kinds:
        hit: list[int] = []
        ready, never = multiprocessing.Semaphore(0), multiprocessing.Semaphore(0)
        worker = multiprocessing.Process(target=live, args=(kind, code, tidying, ready, never))
        worker.start()
        if kind == "ended":
            multiprocessing.connection.wait([worker.sentinel])
        elif kind == "joined":
            worker.join()
            while not select.select([worker.sentinel], [], [], 0)[0]:
                pass  # a fork server closes it a moment after the join
            give_away(worker.pid, hit)
        else:
            ready.acquire()
            let_rest(worker.pid)
        began = time.monotonic()
        said = module.stop(worker, grace)
        took = time.monotonic() - began
        try:
            alive = worker.is_alive()
            worker.join()
            code_at_end = worker.exitcode
        except ValueError:  # it was closed, so it had ended
            alive, code_at_end = False, said if type(said) is int else None
        known = {"kind": kind, "said": repr(said)[:100], "took": took, "alive": alive, "code": code_at_end}
        seen.append({**known, "stranger": bool(hit)})
    return seen


@points(3)
def test_sign(program: Program) -> None:
    """The sign is gone when its worker has ended, by itself or by SIGTERM at any moment."""
    drive = Drive(hang_out, uses=[let_rest, spend], ends=SIGNALED, nap=None)
    for run in program.explore(drive=drive, schedules=7):
        _expect_no_sign(run, SIGNALED)
    for run in program.explore(drive=drive, schedules=1, elsewhere=0, time="lazy"):
        _expect_no_sign(run, SIGNALED)
        _expect_at_once(run)
    if program.start_method == "fork":  # how these end is the same everywhere; what costs time is that they really run
        ends = ["returns", "fails", "leaves", "burns", *SIGNALED]
        run = program.drive(hang_out, uses=[let_rest, spend], ends=ends, nap=0.05)
        _expect_no_sign(run, ends)
        _expect_came_through(run, _workers(run)[0])


@points(3)
def test_stop(program: Program) -> None:
    """A process has all of its grace to end, no more than that, and nobody waits for longer than it takes."""
    code, grace = program.number(30, 120, salt="code"), program.number(20, 28, salt="grace") / 10 + 0.07
    usual = [
        Stop("tidy", grace, 0.8 * grace, code, 0.8 * grace),
        Stop("plain", grace, 0.0, -15, 0.0),
        Stop("stubborn", grace, 0.0, -9, grace),
    ]
    ended = [Stop("ended", grace, 0.0, code, 0.0), Stop("joined", grace, 0.0, code, 0.0)]
    extreme = [Stop("tidy", 40 * grace, 1.0, code, 1.0), Stop("deaf", 0.0, 0.0, -9, 0.0)]
    for stops, schedules in ((usual, 2), (ended, 1), (extreme, 1)):
        for run in program.explore(drive=_drive(stops, code), schedules=schedules, elsewhere=1, time="lazy"):
            for stop, seen, worker in zip(stops, _seen(run), _workers(run), strict=False):
                _expect_stopped(seen, stop, run, worker)


@points(2, needs=test_stop)
def test_ended(program: Program) -> None:
    """When stop() returns, the process has ended, however long that takes, and its exit code is known."""
    code = program.number(30, 120, salt="code")
    stops = [Stop("deaf", 2.0, 0.0, -9, 2.0), Stop("tidy", 2.0, 1.6, code, 1.6)]
    for run in program.explore(drive=_drive(stops, code, slow=True), schedules=7):
        for seen in _seen(run):
            if seen["alive"] or seen["said"] != repr(seen["code"]):
                run.fail(
                    _("stop() had returned {said}, and the process {state}.").format(
                        said=seen["said"],
                        state=_("had not ended") if seen["alive"] else _("ended with {code}").format(code=seen["code"]),
                    ),
                    expected=_("the process has ended, and its exit code is returned"),
                    actual=_("{process}: {said} returned, {code} in the end").format(
                        process=_process(seen["kind"]), said=seen["said"], code=seen["code"]
                    ),
                    help=_(
                        "What a process was sent is not yet how it ended: it may have ended by itself before the "
                        "signal got to it. Once it has been waited for, its exitcode says how."
                    )
                    if not seen["alive"] and seen["said"] != "None"
                    else _(
                        "terminate() and kill() send a signal and do not wait. A process ends when it gets to it, and "
                        "until then its exitcode is None. What waits for an end, and is there such a wait after each "
                        "of the two?"
                    ),
                )
    if program.start_method == "fork":  # a real end is known later than it comes, under fork too
        run = program.run()
        run.expect_exit(0)
        for name in ("anna", "ben"):
            _expect_code_said(run, name)


def _drive(stops: list[Stop], code: int, *, slow: bool = False) -> Drive:
    kinds = [(stop.kind, stop.grace, stop.tidying) for stop in stops]
    return Drive(stop_them, uses=[take_a_moment, let_rest, give_away, live], kinds=kinds, code=code, slow=slow)


def _seen(run: Run) -> list[Stopped]:
    run.expect_nothing_left(help=_why_stuck(run))
    return run.expect_result(list[Stopped], help=_why_error(run))


def _workers(run: Run) -> list[Process]:
    """The processes that the drive has started, in their order; the student's may have started others."""
    return [child for child in run.children if child.parent == run.main.pid]


def _expect_code_said(run: Run, name: str) -> None:
    """The main process printed the exit code that stop() returned, and it is a number."""
    said = [line.text for line in run.lines if line.text.startswith(f"{name}: ")]
    if len(said) != 1 or not re.fullmatch(r"-?\d+", said[0].removeprefix(f"{name}: ")):
        run.fail(
            _("When stop() came back, the exit code of {name} was not known.").format(name=name),
            expected=_("{name}: and an exit code").format(name=name),
            actual="\n".join(said) or _("no line begins with {name}:").format(name=name),
            help=_(
                "exitcode is None until somebody has asked how the process ended. A sentinel is ready a moment before "
                "the system can say that. A join waits for it."
            ),
        )


def _expect_no_sign(run: Run, ends: list[str]) -> None:
    run.expect_nothing_left(help=_why_not_interrupted(run))
    for end, seen, worker in zip(ends, run.expect_result(list[Hung]), _workers(run), strict=False):
        what = _job(end)
        if not seen["out"]:
            run.fail(
                _("{job}: ready was set, and no sign hung on the door.").format(job=what),
                expected=_("the sign hangs out, and then ready is set"),
                actual=_("no file {name}.sign").format(name=end),
            )
        if seen["left"]:
            run.fail(
                _("{job}: the process had ended, and its sign still hung on the door.").format(job=what),
                expected=_("no file {name}.sign").format(name=end),
                actual=_("{name}.sign is there; exit code {code}").format(name=end, code=seen["code"]),
                help=_why_left(end, seen),
            )
        if end in SIGNALED and (error := run.error_of(worker)):
            run.fail(
                _("{job}: SIGTERM ended it with an error, {error}.").format(job=what, error=error),
                expected=_("no traceback"),
                actual=error,
                help=_("The sign was gone by then. Which two lines take it down, and when does each of them come?")
                if "FileNotFoundError" in error
                else _("SystemExit, which sys.exit() raises, ends a process without a traceback."),
            )


def _expect_came_through(run: Run, worker: Process) -> None:
    """The job that returns did all that it does."""
    seen = [line.text for line in run.lines].count(CAME_THROUGH)
    if seen == 1:
        return
    error = run.error_of(worker)
    run.fail(
        _("A job sets a handler and then prints a line, and that line was printed {count} times.").format(count=seen),
        expected=CAME_THROUGH,
        actual=error or _("{count} lines: {line}").format(count=seen, line=CAME_THROUGH),
        help=_("A job may set handlers, as the one of ben does, and only one thread of a process can. Who calls job()?")
        if "main thread" in error
        else _("work() calls job(), once."),
    )


def _expect_at_once(run: Run) -> None:
    """Who was interrupted had nothing more to do than to take down the sign."""
    for end, seen in zip(SIGNALED, run.expect_result(list[Hung], count=len(SIGNALED)), strict=True):
        if seen["took"] > LATE:
            _sure_of_time(run)
            run.fail(
                _("{job}: its process went on after SIGTERM.").format(job=_job(end)),
                expected=_("it ends at once"),
                actual=_("it ended after {took:.2f} s").format(took=seen["took"]),
                help=_("Taking down a sign costs no time here. What does the process wait for?"),
            )


def _expect_stopped(seen: Stopped, stop: Stop, run: Run, worker: Process) -> None:
    """The process ended as it should, when it should, and stop() came back then."""
    expected, ends_after, grace = stop.code, stop.ends_after, stop.grace
    what, took = _process(seen["kind"]), seen["took"]
    shown = _("{process}: {said} returned after {took:.2f} s").format(process=what, said=seen["said"], took=took)
    wanted = _("{process}: {code} returned after {after:.2f} s").format(process=what, code=expected, after=ends_after)
    help = ""
    if seen["stranger"]:
        run.fail(
            _("A signal went to the pid of a process that had been joined before."),
            expected=_("no signal: by now this number may be somebody else's"),
            actual=_("os.kill() was called for it"),
            help=_(
                "A pid belongs to a process until somebody has waited for it; then the system may give it to another "
                "one. os.kill() cannot know that. Who does?"
            ),
        )
    if seen["code"] != expected:
        message = _("{process}: its exit code is {code}.").format(process=_capital(what), code=seen["code"])
        if seen["kind"] == "tidy":
            help = _why_not_tidy(run, worker, seen, grace)
        elif seen["kind"] == "stubborn" and seen["code"] == -15:
            help = _("One SIGTERM does not end it. How many does it get until SIGKILL comes?")
    elif seen["said"] != repr(expected):
        message = _("stop() returned {said}, and the process ended with exit code {code}.").format(
            said=seen["said"], code=seen["code"]
        )
        help = (
            _("Until a process has ended and was waited for, its exitcode is None. Neither signal waits for that.")
            if seen["said"] == "None"
            else _(
                "stop() returns the exitcode as it is: below 0 where a signal ended the process, else its own number."
            )
        )
    elif took < ends_after - EARLY:
        message = _("{process}: ended before its grace was over.").format(process=_capital(what))
        help = _("The grace is {grace:.2f} seconds, and not a nap less.").format(grace=grace)
    elif took > ends_after + LATE:
        message = _("stop() came back late.")
        help = _(
            "Here nothing else costs time. The grace begins with SIGTERM, and SIGTERM is the first thing that is sent. "
            "A wait for an end is over when the end comes; a sleep is not."
        )
    else:
        return
    if seen["said"] == repr(expected):
        _sure_of_time(run)
    run.fail(message, expected=wanted, actual=shown, help=help)


def _sure_of_time(run: Run) -> None:
    """A moment of a conducted run says something where all that moves the run is a step."""
    if run.conducted is not None and run.conducted.around:
        raise Undecided(_("When this happens could not be decided: {why}.").format(why=run.conducted.around))


def _job(end: str) -> str:
    return {
        "returns": _("A job that returns"),
        "fails": _("A job that raises an error"),
        "leaves": _("A job that calls sys.exit()"),
        "burns": _("A job that raises a BaseException"),
        "waits": _("A job that waits for ever"),
        "retries": _("A job that goes on after every Exception"),
    }[end]


def _process(kind: str) -> str:
    return {
        "tidy": _("a process that takes a while to tidy up after SIGTERM"),
        "plain": _("a process that leaves SIGTERM to the system"),
        "stubborn": _("a process that goes on after a first SIGTERM, and leaves a second one to the system"),
        "deaf": _("a process that ignores SIGTERM"),
        "ended": _("a process that had ended before"),
        "joined": _("a process that had ended and was joined before"),
    }[kind]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _why_left(end: str, seen: Hung) -> str:
    if end == "leaves":
        return _("Nobody sent this one a signal. sys.exit() raises SystemExit, which is no Exception.")
    if end == "burns":
        return _(
            "Nobody sent this one a signal. What a job raises may be no Exception and no SystemExit either. What is "
            "done whatever was raised?"
        )
    if end in ("returns", "fails"):
        return _("Nobody sent this one a signal. What takes the sign down when job() is over by itself?")
    if seen["code"] == -15:
        return _(
            "SIGTERM ended it, exit code -15. Without a handler a process is gone at that moment: no finally is "
            "reached, and nothing that atexit was given. Is there a handler, and is it in place before anybody can "
            "know that the worker is ready?"
        )
    return _(
        "It heard the signal and ended, and the sign stayed. A handler is called in the middle of anything that comes "
        "after ready, and of what sets it. Does what it does there lead past the line that takes the sign down?"
    )


def _why_not_tidy(run: Run, worker: Process, seen: Stopped, grace: float) -> str:
    """What is seen of why a process did not tidy up to its end."""
    if "KeyboardInterrupt" in run.error_of(worker):
        return _("KeyboardInterrupt is what SIGINT does. This process waits for SIGTERM.")
    if seen["code"] != -9 or run.conducted is None:
        return ""
    place = next((name for name, pid in run.conducted.pids if pid == worker.pid), "")
    signals = sum(step.kind == "signal" and step.object == place for step in run.conducted.steps)
    if signals > 2:
        return _(
            "It got {count} signals, and each SIGTERM calls its handler again, which begins anew. It is asked once."
        ).format(count=signals)
    early = _("It is to have {grace:.2f} seconds to end after SIGTERM, and was ended before it was ready.")
    if signals == 2:
        why = _(
            "Right after terminate() a process is nearly always alive still; that says nothing. SIGKILL leaves no time "
            "at all."
        )
    else:
        why = _(
            "SIGKILL calls no handler and leaves no time at all. Which signal comes first, and what lies between the "
            "two?"
        )
    return f"{early.format(grace=grace)} {why}"


def _why_not_interrupted(run: Run) -> str:
    if run.outcome == "deadlock":
        return _(
            "A worker had got SIGTERM and went on with its job. When a handler returns, the process goes on where it "
            "was interrupted; the system's own action does not follow. And what a handler raises goes up through the "
            "job, which may catch any Exception. Which one is none?"
        )
    return ""


def _why_stuck(run: Run) -> str:
    if error := run.error_of(run.main):
        return _("First an error ended stop() in the main process: {error}. The child was left as it was.").format(
            error=error
        )
    if run.outcome in ("deadlock", "step_limit"):
        return _(
            "One of the processes ignores SIGTERM, however often it comes. How long does it get, which may be 0 "
            "seconds, and what ends it then?"
        )
    return ""


def _why_error(run: Run) -> str:
    if "ProcessLookupError" in run.error_of(run.main):
        return _(
            "A pid belongs to a process until somebody has waited for it; then there is nobody of that number, or "
            "somebody else. terminate() and kill() know that, os.kill() does not."
        )
    return ""
