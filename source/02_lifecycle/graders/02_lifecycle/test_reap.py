"""Who has ended is waited for at once, whoever it is; the exit code then says whether to start again."""

import ast
import re
from itertools import pairwise
from typing import Any, TypedDict

from forklings import Drive, Process, Program, Run, Undecided, _, points

START = re.compile(r"(?P<name>\w+): start (?P<number>\d+)")
MARK = "watch: by now all have been replaced"
NO_JOBS = "a night without jobs"
ZOMBIES = re.compile(r"watch: zombies ?(?P<names>.*)")

# So much may pass between an end and the start that follows it, in seconds; and what computing with such numbers loses.
LATE, LOST = 0.25, 0.001


# So often somebody looks around after the last process has ended, and learns nothing new.
MOST_LOOKS = 1000

# Each job has its seconds, the codes that its processes end with, and the moments at which it looks around.
Jobs = dict[str, tuple[float, list[int], list[float]]]

# Names with the exit codes of their jobs, and restarts.
Twins = tuple[dict[str, int], int]


class Night(TypedDict):
    """What supervise() returned, and how many of its processes had not ended then."""

    said: str
    codes: dict[str, list[int | None]]
    alive: int


def stand(name: str, seconds: float, ends: "list[Any]", marks: "list[float]") -> int:
    """A job: how it ends hangs on how often it was started; with marks it looks around at two moments.

    One that is to be started once alone returns a number that is not 0; the others end by a code or a signal.
    """
    import os
    import signal
    import sys
    import time

    with open(f"{name}.starts", "a") as file:
        file.write(f"{os.getpid()}\n")
    with open(f"{name}.starts") as file:
        number = len(file.readlines())
    print(f"{name}: start {number}")
    if marks:
        time.sleep(marks[0])
        print("watch: by now all have been replaced")
        time.sleep(marks[1] - marks[0])
        zombies = []
        for other in sorted(os.listdir()):
            if not other.endswith(".starts") or other == f"{name}.starts":
                continue
            with open(other) as file:
                for pid in file.read().split():
                    try:
                        os.kill(int(pid), 0)
                    except ProcessLookupError:
                        continue
                    zombies.append(other.removesuffix(".starts"))
        print("watch: zombies", *zombies)
    time.sleep(seconds)
    end = ends[number - 1] if number <= len(ends) else 0
    if ends == [0]:
        return number
    if end < 0:
        os.kill(os.getpid(), signal.Signals(-end))
    sys.exit(end)


def keep(module: "Any", jobs: "dict[str, Any]", restarts: int) -> "dict[str, Any]":
    """A night on the wall; each job has its seconds, its ends and its marks."""
    import functools
    import multiprocessing

    given = {name: functools.partial(stand, name, *job) for name, job in jobs.items()}
    codes = module.supervise(given, restarts)
    alive = sum(child.is_alive() for child in multiprocessing.active_children())
    fits = isinstance(codes, dict) and all(isinstance(each, (list, tuple)) for each in codes.values())
    shown = {str(name): [c if type(c) is int else None for c in each] for name, each in codes.items()} if fits else {}
    return {"said": repr(codes)[:300], "codes": shown, "alive": alive}


def keep_twins(module: "Any", nights: "list[Any]") -> "list[str]":
    """Nights on which jobs that end with the same code are one function: what was said of each."""
    import functools
    import sys

    said = []
    for codes, restarts in nights:
        if not codes:
            print("a night without jobs")
        leave = {code: functools.partial(sys.exit, code) for code in codes.values()}
        said.append(repr(module.supervise({name: leave[code] for name, code in codes.items()}, restarts))[:200])
    return said


@points(3)
def test_restarts(program: Program) -> None:
    """A job that ends with anything but exit code 0 is started again, so often and no oftener."""
    for run in program.explore(drive=_lazy_night(program), schedules=2, elsewhere=1, time="lazy"):
        _expect_codes(run, *_night(program))
    code = program.number(2, 120, salt="twins")
    nights: list[Twins] = [({"east": code, "west": code}, 0), ({"north": code, "south": code, "tower": 0}, 2), ({}, 1)]
    drive = Drive(keep_twins, nights=nights)
    for run in program.explore(drive=drive, schedules=1, elsewhere=1, time="lazy"):
        _expect_twins(run, nights)


@points(2, needs=test_restarts)
def test_at_once(program: Program) -> None:
    """Who has ended is waited for and replaced at once, whatever the others do, and no zombie stays."""
    for run in program.explore(drive=_lazy_night(program), schedules=2, elsewhere=1, time="lazy"):
        run.expect_nothing_left()
        _expect_prompt(run, _night(program)[0])
        texts = [line.text for line in run.lines]
        mark = texts.index(MARK)
        for text in texts[mark:]:
            if START.fullmatch(text):
                _sure_of_time(run)
                run.fail(
                    _("A job was started again late."),
                    expected=f"{text} → {MARK}",
                    actual=f"{MARK} → {text}",
                    help=_why_late(),
                )
        zombies = next(match["names"] for text in texts if (match := ZOMBIES.fullmatch(text)))
        if zombies:
            _sure_of_time(run)
            run.fail(
                _("Long after some processes had ended, nobody had waited for them: {names}.").format(names=zombies),
                expected=_("the system has no process any more that has ended"),
                actual=_("zombies: {names}").format(names=zombies),
                help=_why_late(),
            )


@points(2, needs=test_restarts)
def test_held_up(program: Program) -> None:
    """The same processes are started, and their codes returned, whoever is held up, and how long."""
    code = program.number(2, 120, salt="code")
    jobs: Jobs = {"slow": (0.5, [0], []), "flaky": (0.1, [code, -9, 0], []), "hopeless": (0.0, [code + 1] * 9, [])}
    for run in program.explore(drive=_drive(jobs, 2), schedules=7, elsewhere=1):
        _expect_codes(run, jobs, 2)
    if program.start_method == "fork":  # a real end is known later than it comes, under fork too
        run = program.run()
        run.expect_exit(0)
        for name, codes in {"watches": "[0]", "stumbles": "[-9, 3, 0]", "sleeps": "[1, 1, 1, 1]"}.items():
            run.expect_line(f"{name}: {codes}", by=run.main, times=1, help=_why_unknown(run, name))


def _night(program: Program) -> tuple[Jobs, int]:
    """Jobs and restarts; all have been replaced after 1.3 seconds if each was within a quarter of one."""
    first, second = program.number(2, 60, salt="first"), program.number(61, 120, salt="second")
    restarts = program.number(3, 4, salt="restarts")
    return {
        "watch": (0.3, [0], [1.3, 1.7]),
        "flaky": (0.1, [first, -[9, 10, 14][program.number(0, 2, salt="signal")], 0], []),
        "hopeless": (0.05, [second] * 12, []),
        "unlucky": (0.1, [first, second, first, 0], []),
        "brief": (1.0, [0], []),
        "calm": (1.0, [0], []),
        "dull": (1.0, [0], []),
    }, restarts


def _lazy_night(program: Program) -> Drive:
    return _drive(*_night(program))


def _drive(jobs: Jobs, restarts: int) -> Drive:
    return Drive(keep, uses=[stand], jobs=jobs, restarts=restarts)


def _expect_twins(run: Run, nights: list[Twins]) -> None:
    _expect_over(run)
    run.expect_nothing_left(help=_why_no_jobs(run) or _why_unsound(run))
    said = run.expect_result(list[str], count=len(nights), help=_why_no_jobs(run) or _why_error(run))
    for (codes, restarts), seen in zip(nights, said, strict=True):
        wanted = {name: [code] * (1 + restarts if code else 1) for name, code in codes.items()}
        if _read(seen) != wanted:
            run.fail(
                _("{count} jobs, {restarts} restarts: the exit codes are not those of all processes.").format(
                    count=len(codes), restarts=restarts
                ),
                expected=str(wanted),
                actual=seen,
                help=_("This call came after others, and was to speak of its own jobs alone.")
                if any(name in seen for names, _restarts in nights if names is not codes for name in names)
                else _(
                    "Two jobs may be one function here, and two processes may end at the same moment: the last two as "
                    "well. What is done then?"
                )
                if len(set(codes.values())) < len(codes)
                else "",
            )


def _expect_over(run: Run) -> None:
    """Who goes on when no process is left waits for nothing that could come; however the run ended."""
    conducted = run.conducted
    if conducted is None or run.outcome not in ("undecided", "step_limit"):
        return
    last = max((at for _place, at in conducted.ends), default=0)
    looks = sum(step.pid == run.main.pid for step in conducted.steps[last:])
    if looks < MOST_LOOKS or len(conducted.ends) < len(conducted.pids) - 1:
        return
    run.fail(
        _("All processes had ended, and supervise() went on for ever."),
        expected=_("a process that has ended is waited for, and the function returns"),
        actual=_("more than {count} steps after the last end").format(count=MOST_LOOKS),
        help=_why_no_jobs(run)
        or (
            _(
                "Under forkserver the processes are children of the fork server. SIGCHLD says that a child has ended, "
                "and comes to its parent."
            )
            if run.start_method == "forkserver"
            else _why_none(run)
        ),
    )


def _expect_codes(run: Run, jobs: Jobs, restarts: int) -> None:
    _expect_over(run)
    run.expect_nothing_left(help=_why_unsound(run))
    night = run.expect_result(Night, help=_why_error(run))
    wanted = {}
    for name, (_seconds, ends, _marks) in jobs.items():
        until = ends.index(0) if 0 in ends else len(ends)
        wanted[name] = ends[: min(until, restarts) + 1]
    starts = dict.fromkeys(jobs, 0)
    men: set[Process] = set()
    for line in run.lines:
        if (match := START.fullmatch(line.text)) and match["name"] in starts:
            starts[match["name"]] += 1
            help = _("Each start needs a Process of its own. What goes round in a child stays that one process.")
            run.expect_line(line.text, by=run.children, times=1, help=help)
            if line.process in men:
                run.fail(
                    _("One process started a job twice: {start}.").format(start=line.text),
                    expected=_("a new process for each start"),
                    actual=_("{start}, by {process} again").format(start=line.text, process=line.process),
                    help=help,
                )
            men.add(line.process)
    for name, codes in wanted.items():
        if starts[name] != len(codes):
            run.fail(
                _("{name} was started {count} times.").format(name=name, count=starts[name]),
                expected=_("{name} ends with {codes}: {count} starts, with {restarts} restarts at most").format(
                    name=name, codes=codes, count=len(codes), restarts=restarts
                ),
                actual=_("{count} starts; returned: {said}").format(count=starts[name], said=night["said"]),
                help=_why_so_often(run, night, name, codes, starts, restarts),
            )
    if night["codes"] != wanted:
        run.fail(
            _("supervise() did not return the exit codes of all processes."),
            expected=str(wanted),
            actual=night["said"],
            help=_why_given_up(run) or _why_none(run) if "None" in night["said"] else "",
        )
    if night["alive"]:
        run.fail(
            _("When supervise() returned, not all processes had ended."),
            expected=_("no process is left"),
            actual=_("{count} not ended yet").format(count=night["alive"]),
        )


def _sure_of_time(run: Run) -> None:
    """A moment of a conducted run says something where all that moves the run is a step."""
    if run.conducted is not None and run.conducted.around:
        raise Undecided(_("When this happens could not be decided: {why}.").format(why=run.conducted.around))


def _expect_prompt(run: Run, jobs: Jobs) -> None:
    """All jobs begin together, and each starts again at once; the clock of a conducted run says it to the moment."""
    born = {step.pid: step.clock for step in run.conducted.steps if step.kind == "born"} if run.conducted else {}
    begun: dict[str, list[float]] = {name: [] for name in jobs}
    for line in run.lines:
        if (match := START.fullmatch(line.text)) and match["name"] in begun and line.process.pid in born:
            begun[match["name"]].append(born[line.process.pid])
    for name, moments in begun.items():
        wanted = min(born.values(), default=0.0)
        for number, moment in enumerate(moments, 1):
            if moment > wanted + LATE + LOST:
                _sure_of_time(run)
                again = number > 1
                run.fail(
                    _("{name} was started again late.").format(name=name)
                    if again
                    else _("{name} began long after the others.").format(name=name),
                    expected=_("{start}, at most a quarter of a second after the end of the one before").format(
                        start=f"{name}: start {number}"
                    )
                    if again
                    else _("all jobs begin at the same time"),
                    actual=_("{late:.2f} seconds after it").format(late=moment - wanted)
                    if again
                    else _("{late:.2f} seconds after them").format(late=moment - wanted),
                    help=_why_late()
                    if again
                    else _("A job needs no place that another one leaves. What do the first starts wait for?"),
                )
            wanted = moment + jobs[name][0]


def _why_so_often(run: Run, night: Night, name: str, codes: list[int], starts: dict[str, int], restarts: int) -> str:
    """What is seen of why a job was not started as often as it should, given how its processes were to end."""
    said, count = night["said"], starts[name]
    if not re.search(r"\d", said):
        return _why_given_up(run) or _why_none(run)
    if any(child.exitcode == -15 for child in run.children):
        return _("SIGTERM ended a process, and no job had sent it there. A job takes as long as it takes.")
    if any(night["codes"].get(name, [])) and codes == [0]:
        return _(
            "This job returned a number. A target may return anything, and its process ends with exit code 0. What "
            "stands between the job and the end of its process here, and changed that?"
        )
    if codes == [0] and "None" in said:
        return _(
            "Its process ends with exit code 0. As long as a process runs its exitcode is None, which is not 0 either."
        )
    if count < len(codes) and sum(starts.values()) - len(starts) == restarts:
        return _("All jobs together were started again {count} times. Each has so many restarts of its own.").format(
            count=restarts
        )
    if 0 < count < len(codes) and codes[count - 1] < 0:
        return _("A code below 0 says that a signal ended the process. That is no good end either.")
    if count == 1 < len(codes):
        return _("Its process ended with exit code {code}. Any code but 0 is a reason to start it again.").format(
            code=codes[0]
        )
    if re.search(r"\b0, -?\d", said):
        return _(
            "One process ended with exit code 0, and the job was started again. Then it is done, whatever came before."
        )
    if count > len(codes):
        return _("Who counts its restarts, and what is done when they are used up?")
    return _(
        "Each job has {restarts} restarts of its own, beside its first start. And a process may end between two looks, "
        "the last one that runs as well."
    ).format(restarts=restarts)


def _read(said: str) -> object:
    try:
        return ast.literal_eval(said)
    except (ValueError, SyntaxError):
        return said


def _why_late() -> str:
    return _(
        "Who joins one process, or sleeps, sees nothing of the others meanwhile. Which call waits for any of several "
        "processes? And until somebody has waited for a process that has ended, the system keeps it, as a zombie."
    )


def _why_given_up(run: Run) -> str:
    for step in run.conducted.steps if run.conducted is not None else ():
        if step.kind == "join" and not step.result and step.line:
            return _(
                "The join in {file}:{line} came to the end of its time, and the process had not ended: it was held up "
                "for longer. Then its exitcode is None, and that is no crash."
            ).format(file=run.file_name, line=step.line)
    return ""


def _why_none(run: Run) -> str:
    if _is_asked_too_early(run):
        return _why_too_early()
    return _(
        "Only one can learn how a process ended. Where os.waitpid() takes the answer, or SIGCHLD is ignored, the "
        "Process object never hears of it, and its exitcode stays None."
    )


def _is_asked_too_early(run: Run) -> bool:
    """Whether supervise() asked how a process had ended just when it had heard that, and was told nothing."""
    steps = [step for step in (run.conducted.steps if run.conducted is not None else ()) if step.pid == run.main.pid]
    return any(
        before.kind == "wait" and before.result and step.kind == "look" and not step.result
        for before, step in pairwise(steps)
    )


def _why_too_early() -> str:
    return _(
        "A sentinel is ready a moment before the system can say how the process ended, and until then its exitcode is "
        "None. That is no number, and no crash. A join waits for it."
    )


def _why_unknown(run: Run, name: str) -> str:
    if any(line.text.startswith(f"{name}: ") and "None" in line.text for line in run.lines):
        return _why_too_early()
    return ""


def _why_no_jobs(run: Run) -> str:
    """What to say where supervise() got an empty dict, the last one of all, and did not return."""
    stuck = run.outcome in ("deadlock", "step_limit", "undecided", "timeout") or run.error_of(run.main)
    if stuck and any(line.text == NO_JOBS for line in run.lines):
        return _("Here the dict that supervise() gets is empty, and no process is started. What is waited for then?")
    return ""


def _why_unsound(run: Run) -> str:
    if run.outcome == "deadlock" and (error := run.error_of(run.main)):
        return _("First an error ended supervise(): {error}. Its children were left as they were.").format(error=error)
    if run.outcome in ("deadlock", "step_limit"):
        return _why_none(run)
    return ""


def _why_error(run: Run) -> str:
    if "ChildProcessError" in run.error_of(run.main):
        return _(
            "Somebody else had waited for it: multiprocessing asks for all its children at each start(), and an end is "
            "told once. The Process object knows what it was told: join(), and then exitcode."
        )
    if "start a process twice" in run.error_of(run.main):
        return _("A Process object stands for one process. After its end it can be asked, and not started again.")
    return ""
