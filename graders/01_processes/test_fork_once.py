"""fork copies the memory, unwritten output and all; a child has to be waited for."""

import re

from forklings import Process, Program, Run, _, points

BEFORE = re.compile(r"\d+: before the fork")
MY_CHILD = re.compile(r"\d+: my child is \d+")
MY_PARENT = re.compile(r"\d+: my parent is \d+")


@points(2)
def test_one_child(program: Program) -> None:
    """The program makes one child with os.fork(), no other process, and waits for it."""
    run = program.run(buffering="block")
    run.expect_nothing_left(
        help=_(
            "A child that has ended stays in the system's list, as a zombie, until its own parent takes it off: "
            "os.wait() and os.waitpid() do that. Which process has a child, and does it get there?"
        ),
    )
    others = sum(process.kind in ("child", "other") for process in run.processes)
    if len(run.forked) == 1 and not others:
        return
    error = run.error_of(run.main)
    run.fail(
        _("An error ended {process}: {error}").format(process=run.main, error=error)
        if error
        else _("The processes of the run are not those that were asked for."),
        expected=_("1 process made by os.fork(), 0 made in other ways"),
        actual=_("{forked} made by os.fork(), {others} made in other ways").format(
            forked=len(run.forked), others=others
        ),
        help=_("Each call of os.fork() makes a process. The parent finds the child's pid in what that one call returned.")
        if len(run.forked) > 1
        else "",
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


@points(1, needs=test_three_lines)
def test_true_pids(program: Program) -> None:
    """Each line comes from the process that it speaks of, and its pids are the true ones."""
    run = program.run(buffering="block")
    for writer, text in _lines_of_a_right_program(run):
        if text not in run.lines_by(writer):
            run.fail(
                _("The line “{line}” does not come from {process}.").format(line=text, process=_name(run, writer)),
                expected=_wanted_lines(run),
                actual=_written_lines(run),
                help=_(
                    "os.fork() returns 0 in the child and the child's pid in the parent. os.getpid() is the pid of "
                    "the process that calls it, os.getppid() that of its parent; a variable keeps what it got before "
                    "the fork."
                ),
            )


@points(1, needs=test_one_child)
def test_ends_well(program: Program) -> None:
    """Neither process ends with a traceback, and the exit code is 0."""
    run = program.run(buffering="block")
    run.expect_no_error(
        help=_("Both processes run what stands below the fork, unless an if keeps one of them out. Who has a child?")
    )
    run.expect_exit(0, help=_("How the child ended is one thing, how the program ends another: its exit code is to be 0."))


def _what_differs(run: Run, where: str) -> tuple[str, str]:
    """What is wrong with the lines, and the idea behind it."""
    by_main, by_child = run.lines_by(run.main), run.lines_by(run.forked[0])
    if any(BEFORE.fullmatch(text) for text in by_child):
        return (
            _("Seen {where}: the child wrote “before the fork” too.").format(where=where),
            _(
                "print puts a line into a buffer first. A terminal gets it at once, a pipe later. fork copies the "
                "memory, and so the buffer: what is still in it is written by both processes."
            ),
        )
    if any(MY_CHILD.fullmatch(text) for text in by_child):
        return (
            _("Seen {where}: the child wrote “my child is” too.").format(where=where),
            _("From the fork on, both processes run every line below it, unless an if keeps one of them out."),
        )
    if any(BEFORE.fullmatch(text) for text in by_main[:1]) and len(run.lines) == 3 and run.lines[0].text != by_main[0]:
        return (
            _("Seen {where}: “before the fork” is not the first line.").format(where=where),
            _("What print has put into the buffer gets out when the buffer is flushed, at the latest at the end."),
        )
    if not by_child:
        return (
            _("Seen {where}: the child wrote nothing.").format(where=where),
            _(
                "Behind a pipe, what print has put into the buffer gets out when the buffer is flushed. A normal end "
                "flushes it; os._exit() and exec do not."
            ),
        )
    if run.stdout.count("\n") < len(run.lines):
        return (
            _("Seen {where}: a line has no end.").format(where=where),
            _("print adds a newline, os.write and sys.stdout.write do not."),
        )
    return (_("Seen {where}: the lines are not those that were asked for.").format(where=where), "")


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
