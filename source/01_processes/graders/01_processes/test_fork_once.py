"""fork copies the memory, unwritten output and all; a child has to be waited for."""

import re
from typing import Any

from forklings import Process, Program, Run, _, points

BEFORE = re.compile(r"\d+: before the fork")
MY_CHILD = re.compile(r"\d+: my child is \d+")
MY_PARENT = re.compile(r"\d+: my parent is \d+")


def hold_up(module: "Any") -> None:
    """The program anew; its child is held up until its parent waits, for it or for anything, or has asked very often.

    Naps of the parent are over at once, and its clocks go on by them; so who waits by naps waits for no time at all. So
    are its joins of a thread that have a timeout. An alarm rings before a wait, and a pause begins when the child has
    ended. A wait in another thread lets the child go when the main thread waits for something, too.
    """
    import contextlib
    import os
    import runpy
    import select
    import signal
    import threading
    import time

    fork, sleep, join = os.fork, time.sleep, threading.Thread.join
    reading, writing = os.pipe()
    pause = signal.pause
    state: dict[str, int] = {"parent": 0, "child": 0, "asked": 0}
    skipped = [0.0]

    def let_go() -> None:
        if state["parent"] == os.getpid():
            os.write(writing, b"!")
            state["parent"] = 0

    def ask() -> None:
        state["asked"] += 1
        if state["asked"] == 2000:
            let_go()

    def look(parent: int) -> "tuple[str, int, int]":
        """Whether a process sleeps, how often it has gone to sleep, and the ticks that it has computed."""
        with open(f"/proc/{parent}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        with open(f"/proc/{parent}/status") as file:
            naps = next(int(line.split()[1]) for line in file if line.startswith("voluntary_ctxt"))
        return fields[0], naps, int(fields[11]) + int(fields[12])

    def stay(parent: int) -> None:
        """Who has gone to sleep and does not wake up, or takes many naps, or computes for a second, may wait."""
        first = last = look(parent)
        same = 0
        while not select.select([reading], [], [], 0.01)[0]:
            now = look(parent)
            same = same + 1 if now == last and now[0] == "S" else 0
            last = now
            if same > 30 or now[1] - first[1] > 200 or now[2] - first[2] > os.sysconf("SC_CLK_TCK"):
                return

    def fork_held() -> int:
        parent = os.getpid()
        state["parent"] = parent
        child = fork()
        if child == 0:
            try:
                stay(parent)
            except (OSError, StopIteration):
                while os.getppid() != parent:  # which has ended, and did not wait
                    pause()
        state["child"] = child
        return child

    def nap(seconds: float) -> None:
        if state["parent"] != os.getpid():
            sleep(seconds)
        else:
            skipped[0] += seconds
        ask()

    def join_held(thread: "Any", timeout: "float | None" = None) -> None:
        if timeout is None or state["parent"] != os.getpid():
            join(thread, timeout)
            return
        skipped[0] += max(timeout, 0)
        ask()
        join(thread, min(timeout, 0.001))

    def on_a_clock(clock: "Any", unit: float) -> "Any":
        return lambda: clock() + type(clock())(skipped[0] * unit)

    def ring() -> None:
        """The parent's alarm, if there is one of less than a minute."""
        seconds, again = signal.getitimer(signal.ITIMER_REAL)
        if state["parent"] == os.getpid() and 0 < seconds < 60:
            skipped[0] += seconds
            signal.setitimer(signal.ITIMER_REAL, again, again)
            signal.raise_signal(signal.SIGALRM)

    def pause_held() -> None:
        if not state["child"]:
            pause()
            return
        let_go()
        with contextlib.suppress(ChildProcessError):  # a handler of the program has waited for it
            os.waitid(os.P_PID, state["child"], os.WEXITED | os.WNOWAIT)
        if not any(signal.getitimer(signal.ITIMER_REAL)):  # an alarm ends a pause, too
            os.write(2, b"paused\n")
        pause()

    def asking(wait: "Any") -> "Any":
        def wait_or_ask(*args: "Any", **kwargs: "Any") -> "Any":
            options = [*args, *kwargs.values()]
            if len(options) > 1 and isinstance(options[-1], int) and options[-1] & os.WNOHANG:
                ask()
            elif threading.current_thread() is threading.main_thread():
                ring()
                let_go()
            return wait(*args, **kwargs)

        return wait_or_ask

    changed = {fork: fork_held, sleep: nap, pause: pause_held, join: join_held}
    for name in ("time", "monotonic", "perf_counter"):
        for clock, unit in ((getattr(time, name), 1), (getattr(time, f"{name}_ns"), 1e9)):
            changed[clock] = on_a_clock(clock, unit)
    for name in ("wait", "wait3", "wait4", "waitpid", "waitid"):
        changed[getattr(os, name)] = asking(getattr(os, name))
    for place in (os, time, signal, threading.Thread):
        for name, value in list(vars(place).items()):
            if callable(value) and value in changed:
                setattr(place, name, changed[value])
    runpy.run_path(module.__file__, run_name="__main__")


@points(2)
def test_one_child(program: Program) -> None:
    """The program makes one child with os.fork(), no other process, and waits for it."""
    run = program.run(buffering="block")
    several = len(run.forked) > 1
    forks = _("Each call of os.fork() makes one more process. The child's pid is what that one call returned.")
    run.expect_nothing_left(
        help=forks
        if several
        else _(
            "A child that has ended stays in the system's list, as a zombie, until its own parent takes it off: "
            "os.wait() and os.waitpid() do that. Which process has a child, and does it get there?"
        ),
    )
    others = sum(process.kind in ("child", "other") for process in run.processes)
    if len(run.forked) == 1 and not others:
        _expect_waits(program.drive(hold_up))
        return
    error = run.error_of(run.main)
    run.fail(
        _("An error ended {process}: {error}").format(process=_name(run, run.main), error=error)
        if error
        else _("The processes of the run are not those that were asked for."),
        expected=_("1 process made by os.fork(), 0 made in other ways"),
        actual=_("{forked} made by os.fork(), {others} made in other ways").format(
            forked=len(run.forked), others=others
        ),
        help=_("This exercise asks for os.fork() itself. The lesson says what multiprocessing does beyond that.")
        if others
        else forks
        if several
        else _about_waiting(run)
        or _("No child has got as far as its first line here. Is there one, and does anybody end it before?"),
    )


@points(2, needs=test_one_child)
def test_three_lines(program: Program) -> None:
    """In a terminal and behind a pipe it prints three lines, "before the fork" first."""
    for buffering in ("block", "line"):
        run = program.run(buffering=buffering)
        run.require_sound()
        texts = [line.text for line in run.lines]
        # Newlines are counted too: a line without its own would end up inside another.
        if (
            len(texts) == run.stdout.count("\n") == 3
            and BEFORE.fullmatch(texts[0])
            and all(any(form.fullmatch(text) for text in texts) for form in (MY_CHILD, MY_PARENT))
        ):
            continue
        where = _("behind a pipe") if buffering == "block" else _("in a terminal")
        message, help = _what_differs(run, where)
        run.fail(message, expected=_wanted_lines(run), actual=_written_lines(run), help=help)
    if any(run.lines_by(child) for child in run.forked):
        _expect_line_of_held(program.drive(hold_up))


@points(1, needs=test_three_lines)
def test_true_pids(program: Program) -> None:
    """Each line comes from the process that it speaks of, and its pids are the true ones."""
    run = program.run(buffering="block")
    for writer, text in _lines_of_a_right_program(run):
        if text in run.lines_by(writer):
            continue
        if any(line.text == text for line in run.lines):
            message = _("The line “{line}” is there, but {process} did not write it.")
            help = _("The system itself tells which process wrote a line. Each process speaks for itself.")
        else:
            message = _("The line “{line}” was to come from {process}.")
            help = _(
                "os.fork() returns 0 in the child, and in the parent the child's pid. os.getpid() is the pid of the "
                "process that calls it, os.getppid() that of its parent. A variable keeps what it got before the fork."
            )
        run.fail(
            message.format(line=text, process=_name(run, writer)),
            expected=_wanted_lines(run),
            actual=_written_lines(run),
            help=help,
        )


@points(1, needs=test_one_child)
def test_ends_well(program: Program) -> None:
    """Neither process ends with a traceback, and the exit code is 0."""
    run = program.run(buffering="block")
    run.expect_no_error(help=_about_waiting(run))
    run.expect_exit(0, help=_("How the child ended is one thing. How the program ends is another: with 0."))


def _expect_waits(run: Run) -> None:
    """Here the child is held up until somebody waits."""
    if run.outcome == "leftover_process" and len(run.forked) == 1:
        run.expect_nothing_left(
            help=_(
                "Here the child is held up for longer than all naps, alarms and deadlines of its parent. Each of them "
                "is over at its time, WNOHANG asks once, and a daemon thread is gone at the end of the program: none "
                "waits for the child. What returns when the child has ended, and not before?"
            )
        )
    if run.outcome == "timeout" and run.stderr.endswith("paused\n"):
        run.fail(
            _("The child ended just before the parent came to signal.pause(), and that waits for ever."),
            expected=_("the program ends by itself, and all its processes with it"),
            actual=_("it had to be stopped after its time"),
            help=_(
                "pause() waits for the next signal, and one that has come already is over. The child may end between "
                "a look and the pause below it. What waits for the child, whenever it ends?"
            ),
        )


def _expect_line_of_held(run: Run) -> None:
    """Where nobody has waited for it to be let go, a child that is held up has been ended by somebody."""
    has_forked = any(MY_CHILD.fullmatch(text) for text in run.lines_by(run.main))
    if run.outcome != "finished" or not has_forked or any(run.error_of(child) for child in run.forked):
        return
    if not any(run.lines_by(child) for child in run.forked):
        run.fail(
            _("The child wrote nothing when it was held up for a while below the fork."),
            expected=_("it prints its line, however long that takes"),
            actual=_written_lines(run),
            help=_("A nap does not say how far the child has got meanwhile. Does anybody end it before its line?"),
        )


def _about_waiting(run: Run) -> str:
    if "ChildProcessError" not in run.stderr:
        return ""
    return _(
        "ChildProcessError says that the process which waits has no child, or no longer has one. "
        "Below the fork both processes run every line, unless an if keeps one of them out."
    )


def _what_differs(run: Run, where: str) -> tuple[str, str]:
    """What is wrong with the lines, and the idea behind it."""
    main, child = run.main, run.forked[0]
    texts = [line.text for line in run.lines]
    for process in (main, child):
        if error := run.error_of(process):
            return _("An error ended {process}: {error}").format(process=_name(run, process), error=error), ""
    if not texts:
        return (
            _("Seen {where}: nothing came.").format(where=where),
            _("Only stdout goes through the pipe. stderr is another way out."),
        )
    if any(BEFORE.fullmatch(text) for text in run.lines_by(child)):
        return (
            _("Seen {where}: the child wrote “before the fork” too.").format(where=where),
            _(
                "print puts its text into a buffer. In a terminal the buffer is written at the end of each line, "
                "behind a pipe later. fork copies the memory, and with it what is still in the buffer; then "
                "each process writes its copy."
            ),
        )
    if any(MY_CHILD.fullmatch(text) for text in run.lines_by(child)):
        return (
            _("Seen {where}: the child wrote “my child is” too.").format(where=where),
            _("Below the fork both processes run every line, unless an if keeps one of them out."),
        )
    if run.stdout.count("\n") < len(texts):
        return (
            _("Seen {where}: a line has no newline at its end.").format(where=where),
            _("print adds the newline. os.write does not, and the next line follows on the same line."),
        )
    if not run.lines_by(child):
        return (
            _("Seen {where}: the child wrote nothing.").format(where=where),
            _(
                "Behind a pipe, a printed line stands in the buffer until the buffer is flushed. "
                "A normal end flushes it; os._exit() and the exec functions throw it away."
            ),
        )
    if len(texts) == 3 and not BEFORE.fullmatch(texts[0]):
        return (
            _("Seen {where}: “before the fork” is not the first line.").format(where=where),
            _(
                "Behind a pipe, a printed line stands in the buffer until it is flushed, at the latest at the end. "
                "And what the parent prints below the fork has no fixed place among the lines of the child."
            ),
        )
    return _("Seen {where}: the lines are not those that were asked for.").format(where=where), ""


def _lines_of_a_right_program(run: Run) -> list[tuple[Process, str]]:
    main, child = run.main, run.forked[0]
    return [
        (main, f"{main.pid}: before the fork"),
        (main, f"{main.pid}: my child is {child.pid}"),
        (child, f"{child.pid}: my parent is {main.pid}"),
    ]


def _wanted_lines(run: Run) -> str:
    return _shown(run, _lines_of_a_right_program(run))


def _written_lines(run: Run) -> str:
    return _shown(run, [(line.process, line.text) for line in run.lines[:8]]) or _("nothing")


def _shown(run: Run, lines: list[tuple[Process, str]]) -> str:
    names = [_name(run, writer) for writer, text in lines]
    width = max(map(len, names), default=0)
    return "\n".join(f"{name:{width}}  {text}" for name, (writer, text) in zip(names, lines, strict=True))


def _name(run: Run, process: Process) -> str:
    return _("the parent") if process is run.main else _("the child")
