"""How a process ended is known once it has ended: a code from 0 to 255, or a signal."""

import signal
from typing import Any, NamedTuple, TypedDict

from forklings import Drive, Program, Run, _, points


class Job(NamedTuple):
    """A job that the report is about: how it ends, with what value, and what to say of it.

    ending is "return", "raise", "sys.exit", "os._exit" or "os.kill".
    """

    ending: str
    value: int | str | None
    report: str
    help: str = ""

    def __str__(self) -> str:
        match self.ending:
            case "return":
                return f"return {self.value}"
            case "raise":
                return f"raise ValueError({self.value!r})"
            case "os.kill":
                return f"os.kill(os.getpid(), signal.{self.value})"
        return f"{self.ending}({self.value!r})"


class Asked(TypedDict):
    """What ask() returns: the report, or the text of something that is none."""

    odd: str
    report: dict[str, str]


class Family(TypedDict):
    """What was said of a job with a child, whether that had grown up by then, and the same of the next call."""

    parent: Asked
    grown: bool
    next: Asked
    next_grown: bool


def held_job(folder: str, place: int, count: int, ending: str, value: "Any", ignored: bool) -> object:
    """Wait until all jobs after this one run, let the one before it go on, and end.

    Opening a FIFO waits for the other side. So as long as one job is not started, the
    jobs before it can't end, and nothing that is said of them by then is true by luck.
    """
    import os

    if place + 1 < count:
        os.close(os.open(f"{folder}/gate{place}", os.O_RDONLY))
    if place > 0:
        os.close(os.open(f"{folder}/gate{place - 1}", os.O_WRONLY))
    return end(ending, value, ignored)


def slow_job(seconds: float, ending: str, value: "Any") -> object:
    """Works for a while, and ends."""
    import time

    time.sleep(seconds)
    return end(ending, value)


def have_child(name: str, code: int) -> None:
    """A job that starts a process of its own, which takes a while; its process ends after that one."""
    import multiprocessing
    import sys

    multiprocessing.Process(target=grow_up, args=(name,)).start()
    if code:
        sys.exit(code)


def grow_up(name: str) -> None:
    """The child of a job."""
    import time

    time.sleep(1.0)
    open(name, "x").close()


def end(ending: str, value: "Any", ignored: bool = False) -> object:
    """End in that way; a signal may have been ignored since before the run."""
    import os
    import signal
    import sys

    if ending == "sys.exit":
        sys.exit(value)
    if ending == "os._exit":
        os._exit(value)
    if ending == "raise":
        raise ValueError(value)
    if ending == "os.kill":
        if ignored:
            signal.signal(signal.Signals[value], signal.SIG_DFL)
        os.kill(os.getpid(), signal.Signals[value])
    return value


def ask(module: "Any", endings: list[list[object]]) -> dict[str, object]:
    """What run_all() says of jobs that end so."""
    import multiprocessing
    import os
    import signal

    folder = os.getcwd()
    jobs = {}
    for place, (ending, value) in enumerate(endings):
        os.mkfifo(f"{folder}/gate{place}")
        ignored = ending == "os.kill" and signal.getsignal(signal.Signals[str(value)]) == signal.SIG_IGN
        if value == "SIGINT":  # as where the run was not begun in the background of a shell
            signal.signal(signal.SIGINT, signal.default_int_handler)
            ignored = False
        jobs[f"job {place + 1}"] = (held_job, (folder, place, len(endings), ending, value, ignored))
    try:
        report = module.run_all(jobs)
    finally:
        # After an error a job may wait for one that was never started.
        for process in multiprocessing.active_children():
            process.kill()
    return shown(report)


def ask_of_slow(module: "Any", endings: list[list[object]], seconds: list[float]) -> dict[str, object]:
    """What run_all() says of jobs that take so long and end so."""
    pairs = enumerate(zip(seconds, endings, strict=True), 1)
    jobs = {f"job {number}": (slow_job, (lasts, *ending)) for number, (lasts, ending) in pairs}
    return shown(module.run_all(jobs))


def ask_of_family(module: "Any", name: str, code: int) -> dict[str, object]:
    """What run_all() says of a job that has a child, and in its next call of another one of this name."""
    import os

    said: dict[str, object] = {}
    for call, key, leaves_with in (("parent", "parent", 0), ("next", name, code)):
        said[call] = shown(module.run_all({key: (have_child, (call, leaves_with))}))
        said[f"{call}_grown"] = os.path.exists(call)
    return {"grown": said.pop("parent_grown"), **said}


def shown(report: object) -> dict[str, object]:
    """A report, fit to be sent."""
    if not isinstance(report, dict):
        return {"odd": repr(report)[:500], "report": {}}
    said = {str(name): ending if isinstance(ending, str) else repr(ending)[:100] for name, ending in report.items()}
    return {"odd": "", "report": said}


@points(2)
def test_report(program: Program) -> None:
    """The report says of each job how it ended: "ok" for exit code 0, "error N" for another."""
    first = program.number(2, 60, salt="sys.exit")
    second = program.number(61, 120, salt="os._exit")
    _expect(
        program,
        Job("sys.exit", first, f"error {first}"),
        Job(
            "raise",
            "a bad page",
            "error 1",
            _("An exception that nobody catches ends its process with exit code 1. Is this one caught on its way?"),
        ),
        Job("os._exit", second, f"error {second}"),
        # The last one to start is free to end at once, so its report says least.
        Job("return", None, "ok"),
        help=_until_ended(),
    )
    slow = {
        Job("sys.exit", second, f"error {second}"): 0.0,
        Job("raise", "a bad page", "error 1"): 3.0,
        Job("sys.exit", first, f"error {first}"): 20.0,
        Job("return", None, "ok"): 0.1,
    }
    for run in program.explore(drive=_slow_drive(slow), schedules=4, elsewhere=1, time="lazy"):
        _expect_report(run, tuple(slow), _until_ended())
    for run in program.explore(drive=_slow_drive(slow), schedules=3, elsewhere=0):  # as long as anybody would wait
        _expect_report(run, tuple(slow), _until_ended())
    for run in program.explore(drive=_slow_drive({}), schedules=1, elsewhere=0, time="lazy"):
        _expect_report(run, (), _("Here the dict that run_all() gets is empty."))
    drive = Drive(ask_of_family, uses=[grow_up, have_child, shown], name=f"job {second}", code=first)
    for run in program.explore(drive=drive, schedules=1, elsewhere=1, time="lazy"):
        _expect_family(run, f"job {second}", f"error {first}")
    if program.start_method == "fork":  # more than there are processors
        _expect(program, *[Job("return", None, "ok")] * 10, help=_until_ended())


@points(2, needs=test_report)
def test_signals(program: Program) -> None:
    """A job that a signal ended is reported as killed, with the name of the signal."""
    others = ["SIGUSR1", "SIGUSR2", "SIGALRM", "SIGVTALRM"]
    names = ["SIGTERM", others[program.number(0, 3, salt="signal")], "SIGHUP", "SIGKILL"]
    _expect(
        program,
        *(Job("os.kill", name, f"killed by {name}") for name in names),
        Job(
            "os.kill",
            "SIGINT",
            "error 1",
            _(
                "Python makes an exception of SIGINT, a KeyboardInterrupt. One that nobody catches ends its process "
                "with exit code 1."
            ),
        ),
        help=_(
            "An exitcode below 0 is no number that the job chose: -N says that signal N ended the process. "
            "signal.Signals knows the name of each."
        ),
    )


@points(2, needs=test_report)
def test_what_arrives(program: Program) -> None:
    """The report says the exit code that arrived, whatever the job returned or passed to sys.exit."""
    returned = program.number(2, 120, salt="returned")
    beyond = 256 + program.number(2, 120, salt="beyond")
    below = -program.number(98, 126, salt="below")  # arrives as what a shell says of a signal
    _expect(
        program,
        Job(
            "return",
            returned,
            "ok",
            _("What a job returns does not leave its process. A function that returns ends it with exit code 0."),
        ),
        Job(
            "sys.exit",
            "no such page",
            "error 1",
            _("sys.exit() with a text writes the text to stderr and ends the process with exit code 1."),
        ),
        Job("sys.exit", beyond, f"error {beyond % 256}"),
        Job("sys.exit", below, f"error {below % 256}"),
        Job("sys.exit", 256, "ok"),
        help=_("An exit code has 8 bits, 0 to 255. Of any other number the last 8 bits arrive, and exitcode is those."),
    )


def _slow_drive(slow: dict[Job, float]) -> Drive:
    endings = [[job.ending, job.value] for job in slow]
    return Drive(ask_of_slow, uses=[end, slow_job, shown], endings=endings, seconds=list(slow.values()))


def _expect(program: Program, *jobs: Job, help: str) -> None:
    """run_all() reports of these jobs what is true; a job's own help comes before the check's."""
    endings = [[job.ending, job.value] for job in jobs]
    _expect_report(program.drive(ask, uses=[end, held_job, shown], endings=endings), jobs, help)


def _expect_report(run: Run, jobs: tuple[Job, ...], help: str) -> None:
    _expect_end(run, jobs, help)
    if len(run.children) < len(jobs):
        run.fail(
            _("Not every job ran in a multiprocessing.Process of its own."),
            expected=_("{count} started with multiprocessing").format(count=len(jobs)),
            actual=_("{count} started").format(count=len(run.children)),
        )
    named = {f"job {place}": job for place, job in enumerate(jobs, 1)}
    expected = "\n".join(f"{name}, {job}: {job.report}" for name, job in named.items())
    result = run.expect_result(Asked)
    if result["odd"]:
        run.fail(_("run_all() did not return a dict."), expected=expected, actual=result["odd"])
    report = result["report"]
    actual = "\n".join(f"{name}: {said}" for name, said in report.items()) or _("an empty dict")
    if set(report) != set(named):
        run.fail(
            _("The report is about other names than those of the jobs that were given."),
            expected=expected,
            actual=actual,
        )
    for name, job in named.items():
        if report[name] != job.report:
            run.fail(
                _("{name} ended by {call}; the report says “{said}”.").format(name=name, call=job, said=report[name]),
                expected=expected,
                actual=actual,
                help=_why_ended_so(run, report[name], jobs)
                or _not_killed(run, job)
                or _taken_for_signal(run, job, report[name])
                or _under_other_names(report, named)
                or _not_waited_for(run, job, report[name])
                or _changed_on_its_way(
                    run, job, report[name], [report[at] for at in named if named[at].ending == "return"]
                )
                or (_until_ended() if _may_still_run(run, jobs, report[name]) else job.help)
                or help,
            )


def _expect_family(run: Run, name: str, ending: str) -> None:
    """A job may have a child, which its process waits for at its end; and the next report is about the next job."""
    skipped = _("At its end a process waits for its children. Does the process of a job get there?")
    run.expect_nothing_left(help=skipped)
    _expect_end(run, (), "")
    family = run.expect_result(Family)
    said = family["parent"]["report"].get("parent", "")
    if said != "ok" or not family["grown"]:
        run.fail(
            _("A job started a process and returned; the report says “{said}”.").format(said=said)
            if said != "ok"
            else _("A job had started a process, and run_all() came back before that had ended."),
            expected=_("parent: ok, and its child has ended"),
            actual=_("parent: {said}").format(said=said) if said != "ok" else _("parent: ok, and its child goes on"),
            help=_("A daemon may have no children.") if any(child.daemon for child in run.children) else skipped,
        )
    if family["next"]["report"] != {name: ending}:
        run.fail(
            _("run_all() was called again, with another job; the report is not about that one."),
            expected=f"{name}: {ending}",
            actual="\n".join(f"{name}: {said}" for name, said in family["next"]["report"].items())
            or family["next"]["odd"]
            or _("an empty dict"),
            help=_("What is kept in a global is there in the next call too."),
        )
    if not family["next_grown"]:
        run.fail(
            _("A job had started a process and called sys.exit(), and run_all() came back before that had ended."),
            expected=_("its child has ended"),
            actual=_("its child goes on"),
            help=skipped,
        )


def _until_ended() -> str:
    return _("exitcode says how a process ended, is_alive() doesn't. Until the process has ended exitcode is None.")


def _why_ended_so(run: Run, said: str, jobs: tuple[Job, ...]) -> str:
    """What to say where run_all() had a hand in how a process ended."""
    name = said.removeprefix("killed by ")
    if name in signal.Signals.__members__:
        killed = sum(child.exitcode == -signal.Signals[name] for child in run.children)
        if killed > sum(job.ending == "os.kill" and job.value == name for job in jobs):
            return _(
                "{name} ended a process, and no job had sent it there. A job may take its time, whatever becomes of "
                "the others; run_all() changes nothing about how it ends."
            ).format(name=name)
    return ""


def _not_killed(run: Run, job: Job) -> str:
    """What to say where a process lived through the signal that it sent to itself."""
    if job.ending != "os.kill":
        return ""
    codes = {-signal.Signals[str(job.value)], *([1] if job.value == "SIGINT" else [])}
    if any(child.exitcode in codes for child in run.children):
        return ""
    return _(
        "{name} ended no process. A child that is forked begins with the handlers that its parent has then, and "
        "what the parent ignores or blocks is ignored or blocked in its children, under every start method."
    ).format(name=job.value)


def _taken_for_signal(run: Run, job: Job, said: str) -> str:
    """What to say where a process left with a number, and the report speaks of a signal."""
    code = job.report.removeprefix("error ")
    if said.startswith("killed by ") and code.isdigit() and any(child.exitcode == int(code) for child in run.children):
        return _(
            "Its process ended with exit code {code}, by itself. A shell may say 128 + N where signal N ended a "
            "process; here a number above 0 never speaks of a signal. How does exitcode show that there was one?"
        ).format(code=code)
    return ""


def _not_waited_for(run: Run, job: Job, said: str) -> str:
    """What to say where a process ended as it should, and the report says that all is well or nothing is known."""
    code = job.report.removeprefix("error ")
    if code.isdigit() and any(child.exitcode == int(code) for child in run.children) and said in ("ok", "error None"):
        return _(
            "Its process ended with exit code {code}. exitcode says that, is_alive() does not. Was this process "
            "asked, and when? Until it has ended and been waited for its exitcode is None, which is no 0."
        ).format(code=code)
    return ""


def _under_other_names(report: dict[str, str], named: dict[str, Job]) -> str:
    if sorted(report.values()) == sorted(job.report for job in named.values()):
        return _("All endings are there, under other names. Jobs do not end in the order in which they were started.")
    return ""


def _may_still_run(run: Run, jobs: tuple[Job, ...], said: str) -> bool:
    """Whether "ok" was said of more jobs than have ended with 0."""
    return said == "ok" and sum(child.exitcode == 0 for child in run.children) <= sum(
        job.report == "ok" for job in jobs
    )


def _changed_on_its_way(run: Run, job: Job, said: str, returned: list[str]) -> str:
    """What to say where an error was reported truly, but is not the one that the job left with."""
    wanted, seen = job.report.removeprefix("error "), said.removeprefix("error ")
    if not wanted.isdigit() or not seen.isdigit() or any(child.exitcode == int(wanted) for child in run.children):
        return ""
    if any(other.startswith("error") for other in returned) and run.start_method == "fork":
        return _(
            "Even the job that only returns did not end with exit code 0. A child that is forked begins as a copy of "
            "the one thread that called start(). Which thread was that?"
        )
    return _(
        "No process ended with exit code {code}. What stands between the job and the end of its process, "
        "and changed that?"
    ).format(code=wanted)


def _expect_end(run: Run, jobs: tuple[Job, ...], help: str) -> None:
    if run.outcome == "timeout":
        help = _(
            "Here no job can end before the job after it runs. "
            "Has each a Process of its own, and are all started before the first is waited for?"
        )
    run.expect_nothing_left(help=_why_ended_so(run, "killed by SIGTERM", jobs) or help)
    error = run.error_of(run.main)
    if any(job.ending == "os._exit" and job.value == run.returncode for job in jobs):
        help = _("A job that calls os._exit() ends the process it runs in. Here that was the main process.")
    elif "ChildProcessError" in error:
        help = _(
            "How a process ended is told once, and to its parent. multiprocessing asks for all at each start(), and "
            "under forkserver the parent is the fork server. The Process object knows what it was told: join(), then "
            "exitcode."
        )
    elif "pickle" in error:
        help = _(
            "Under spawn and forkserver what a Process is given is pickled. A function goes by its name, so it has to "
            "stand outside of any function; a lambda has none."
        )
    run.expect_exit(0, help=help)
