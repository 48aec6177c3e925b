"""How a process ended is known once it has ended: a code from 0 to 255, or a signal."""

from typing import Any

from forklings import Program, Run, _, points

# How the jobs of a run end: what a student would write in the job, and its value.
Endings = list[tuple[str, Any]]


def held_job(folder: str, place: int, count: int, ending: str, value: object) -> object:
    """Wait until all jobs after this one run, let the one before it go on, and end.

    Opening a FIFO waits for the other side. So as long as one job is not started, the
    jobs before it can't end, and nothing that is said of them by then is true by luck.
    """
    import os
    import signal
    import sys

    if place + 1 < count:
        os.close(os.open(f"{folder}/gate{place}", os.O_RDONLY))
    if place > 0:
        os.close(os.open(f"{folder}/gate{place - 1}", os.O_WRONLY))
    if ending == "sys.exit":
        sys.exit(value)
    if ending == "os._exit":
        os._exit(value)
    if ending == "raise":
        raise ValueError(value)
    if ending == "os.kill":
        number = signal.Signals[value]
        if number != signal.SIGKILL:
            signal.signal(number, signal.SIG_DFL)  # it may be ignored since before the run
        os.kill(os.getpid(), number)
    return value


def ask(module: object, endings: list[list[object]]) -> dict[str, object]:
    """What run_all() says of jobs that end so."""
    import multiprocessing
    import os

    folder = os.getcwd()
    jobs = {}
    for place, (ending, value) in enumerate(endings):
        os.mkfifo(f"{folder}/gate{place}")
        jobs[f"job {place + 1}"] = (held_job, (folder, place, len(endings), ending, value))
    try:
        report = module.run_all(jobs)
    finally:
        # After an error a job may wait for one that was never started.
        for process in multiprocessing.active_children():
            process.kill()
    if not isinstance(report, dict):
        return {"odd": repr(report)[:500]}
    return {"report": {str(name): said if isinstance(said, str) else repr(said)[:100] for name, said in report.items()}}


@points(2)
def test_report(program: Program) -> None:
    """The report says of each job how it ended: "ok" for exit code 0, "error N" for another."""
    first = program.number(2, 60, salt="sys.exit")
    second = program.number(61, 120, salt="os._exit")
    endings: Endings = [("sys.exit", first), ("raise", "a bad page"), ("os._exit", second), ("return", None)]
    _judge(
        program.drive(ask, uses=[held_job], endings=endings),
        endings,
        [f"error {first}", "error 1", f"error {second}", "ok"],
        help=_("A process has an exit code when it has ended. Until then exitcode is None, which is not 0."),
    )


@points(2, needs=test_report)
def test_signals(program: Program) -> None:
    """A job that a signal ended is reported as killed, with the name of the signal."""
    others = ["SIGUSR1", "SIGUSR2", "SIGALRM", "SIGVTALRM"]
    names = ["SIGTERM", others[program.number(0, 3, salt="signal")], "SIGKILL"]
    endings: Endings = [("os.kill", name) for name in names]
    _judge(
        program.drive(ask, uses=[held_job], endings=endings),
        endings,
        [f"killed by {name}" for name in names],
        help=_(
            "An exitcode below 0 is no number that the job chose: -N says that signal N ended the process. "
            "signal.Signals knows the name that belongs to N."
        ),
    )


@points(2, needs=test_report)
def test_what_arrives(program: Program) -> None:
    """The report follows the exit code that the system was told, whatever the job returned or passed to sys.exit."""
    returned = program.number(2, 120, salt="returned")
    beyond = 256 + program.number(2, 120, salt="beyond")
    below = program.number(98, 126, salt="below")  # 256 - below is what a shell says of a signal
    endings: Endings = [
        ("return", returned),
        ("sys.exit", "no such page"),
        ("sys.exit", beyond),
        ("sys.exit", -below),
        ("sys.exit", 256),
    ]
    _judge(
        program.drive(ask, uses=[held_job], endings=endings),
        endings,
        ["ok", "error 1", f"error {beyond - 256}", f"error {256 - below}", "ok"],
        help=_(
            "An exit code has 8 bits, 0 to 255: of a number the last 8 bits arrive. A text arrives as 1. "
            "What a job returns does not arrive at all. exitcode is what arrived."
        ),
    )


def _judge(run: Run, endings: Endings, wanted: list[str], *, help: str) -> None:
    if run.outcome == "timeout":
        run.expect_nothing_left(
            help=_("Here no job can end before the job after it runs. Are all started before the first is waited for?")
        )
    run.expect_exit(0, help=help)
    result = run.result
    names = [f"job {place + 1}" for place in range(len(endings))]
    calls = [_call(*ending) for ending in endings]
    expected = "\n".join(f"{name}, {call}: {text}" for name, call, text in zip(names, calls, wanted, strict=True))
    if "odd" in result:
        run.fail(_("run_all() did not return a dict."), expected=expected, actual=result["odd"], help=help)
    report = result["report"]
    actual = "\n".join(f"{name}: {text}" for name, text in report.items()) or _("an empty dict")
    if set(report) != set(names):
        run.fail(
            _("The report is not about the jobs that were given; its keys should be their names."),
            expected=expected,
            actual=actual,
        )
    for name, call, text in zip(names, calls, wanted, strict=True):
        if report[name] != text:
            run.fail(
                _("{job} ended with {call}. Its report is “{said}”.").format(job=name, call=call, said=report[name]),
                expected=expected,
                actual=actual,
                help=help,
            )


def _call(ending: str, value: Any) -> str:
    if ending in ("return", "raise"):
        return {"return": f"return {value}", "raise": f"raise ValueError({value!r})"}[ending]
    if ending == "os.kill":
        return f"os.kill(os.getpid(), signal.{value})"
    return f"{ending}({value!r})"
