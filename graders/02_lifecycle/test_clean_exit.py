"""A daemon is ended with its parent; work that matters has to be waited for."""

import re
import signal

from forklings import Process, Program, Run, _, points

WRITERS = ("anna", "ben")
WRITER = re.compile(r"\w+: (?:start|done)")
GOODBYE = "main: goodbye"


@points(1)
def test_writers_finish(program: Program) -> None:
    """Both writers finish their page, each in a process of its own, before the program ends."""
    run = program.run(buffering="block")
    run.expect_nothing_left(help=_why_not_over(run))
    # A main process that is held up somewhere is no proof: here it goes on for as long as it can.
    _expect_pages(program.conduct("run-to-block-lazy"))


@points(2, needs=test_writers_finish)
def test_whoever_is_faster(program: Program) -> None:
    """Both writers finish their page whoever is faster, and however long the disk takes."""
    for run in program.explore():
        _expect_pages(run)


@points(1, needs=test_writers_finish)
def test_goodbye(program: Program) -> None:
    """The main process says goodbye, once, and nobody else does."""
    run = program.run(buffering="block")
    if not any(line.text == GOODBYE for line in run.lines) and _is_said(program.run()):
        run.require_sound()
        run.fail(
            _("Seen behind a pipe: nobody said goodbye."),
            expected=GOODBYE,
            actual="\n".join(line.text for line in run.lines[:8]) or _("nothing"),
            help=_(
                "In a terminal the line is there. Behind a pipe, a printed line stands in a buffer until the buffer is "
                "flushed; a normal end of the process flushes it. How does the process that said it end?"
            ),
        )
    run.expect_line(GOODBYE, by=run.main)
    if all(line.process is run.main for line in run.lines if line.text == GOODBYE):
        help = _("The main process said it every time. Does the line stand in a loop?")
    elif run.start_method == "fork":
        help = _(
            "Under fork a child begins with a copy of all that its parent has, a printed line too that still stands in "
            "the parent's buffer. What has the main process printed when a child is started?"
        )
    else:
        help = _(
            "A line outside of any function is printed by every process that imports the program, "
            "and under spawn and forkserver each child does."
        )
    run.expect_line(GOODBYE, times=1, help=help)


@points(1, needs=test_writers_finish)
def test_ends_well(program: Program) -> None:
    """The program ends with exit code 0, and nothing ends with a traceback."""
    run = program.run(buffering="block")
    help = _("Exit code 0 says that all went well. sys.exit() with a text says 1.")
    run.expect_exit(0, help="" if run.error_of(run.main) else help)
    run.expect_no_error(help=_why_error(run.error_of(run.main)) or _why_error_in_child(run))


def _is_said(run: Run) -> bool:
    return any(line.text == GOODBYE and line.process is run.main for line in run.lines)


def _expect_pages(run: Run) -> None:
    own = {}
    for name in WRITERS:
        # A daemon may be ended before it can even say that it starts, so the end is asked for first.
        done = run.expect_line(f"{name}: done", by=run.children, times=1, help=_why_missing(run, f"{name}: done"))
        run.expect_line(f"{name}: start", by=done.process, times=1, help=_why_missing(run, f"{name}: start"))
        run.expect_order(f"{name}: start", f"{name}: done")
        own[name] = done.process
    for line in run.lines:
        if WRITER.fullmatch(line.text) and line.text.split(":")[0] not in WRITERS:
            run.fail(_("There are more writers than two."), expected=_("anna and ben alone"), actual=line.text)
    if own["anna"] is own["ben"]:
        run.fail(
            _("One process wrote both pages."),
            expected=_("two writers, each in a process of its own"),
            actual=_("both pages by {process}").format(process=own["anna"]),
            help=_(
                "There were {count} processes for the two pages. A process of a pool takes a job whenever it is free, "
                "and that may be before another one is ready for its first."
            ).format(count=len(run.children))
            if len(run.children) > 1
            else "",
        )
    for name, process in own.items():
        _expect_waited_for(run, name, process)


def _expect_waited_for(run: Run, name: str, process: Process) -> None:
    """The exit of the main process does not end it, as it does a daemon that is still there."""
    if run.conducted is None:
        return
    of_main = [step for step in run.conducted.steps if step.pid == run.main.pid]
    exit = next((index for index, step in enumerate(of_main) if step.kind == "exit"), len(of_main))
    places = [place for place, pid in run.conducted.pids if pid == process.pid]
    if any(step.kind == "signal" and step.object in places for step in of_main[exit:]):
        run.fail(
            _("{name} was not waited for: its process had not ended yet when the main process came to its end.").format(
                name=name
            ),
            expected=_("every process was waited for, until it had ended"),
            actual=_("the end of the main process ended {process} with SIGTERM").format(process=process),
            help=_(
                "The page was written, but the process was still there, and what it had printed may stand in a buffer. "
                "A daemon is ended with the main process, however far it has come. Who waits for the end of each?"
            ),
        )


def _why_not_over(run: Run) -> str:
    if run.outcome == "timeout" and run.start_method == "forkserver":
        return _(
            "Under forkserver the writers are children of the fork server. os.wait() waits for children of its own "
            "process, and never hears of them. A Process object knows whom to ask: join()."
        )
    if run.outcome == "leftover_process":
        return _(
            "At a normal end the main process waits for its children, unless they are daemons. os._exit(), and a "
            "signal, end it without that."
        )
    return ""


def _why_missing(run: Run, text: str) -> str:
    """What the run shows of why no child wrote a line, or not once."""
    if errors := " ".join(run.error_of(process) for process in (run.main, *run.children)).strip():
        return _why_error(errors)
    writers = {line.process for line in run.lines if line.text == text}
    if run.main in writers and len(run.children):
        return _(
            "print() writes in the process that calls it, and so does a function that is called there. Which lines of "
            "yours are run in the child?"
        )
    if run.main in writers:
        return _(
            "Only the start() of a Process makes a new process; a call of the function, or of run(), stays in this "
            "one, and so does a thread."
        )
    if writers and not writers <= set(run.children):
        return _("A process of multiprocessing is one that the start() of a Process makes.")
    if not writers and any("PoolWorker-" in child.name for child in run.children):
        return _(
            "The workers of a pool are daemons. The end of the main process ends them, finished or not, and so do "
            "terminate() and the end of a `with` over the pool. Who waits until their tasks are done?"
        )
    if not writers and any(child.daemon for child in run.children):
        return _(
            "When the main process ends, its daemons are ended too, finished or not. Who waits for each of them, and "
            "until when?"
        )
    for child in run.children:
        if not writers and child.exitcode == -signal.SIGTERM:
            return _("SIGTERM ended {process}. That is what terminate() sends.").format(process=child)
    if not writers and len(run.children) < len(WRITERS):
        return _(
            "Processes started: {count}. A Process object stands for one process, and its start() works once. Is an "
            "error caught on the way?"
        ).format(count=len(run.children))
    return ""


def _why_error(errors: str) -> str:
    """What to say beside an error, where it does not speak for itself."""
    if "positional argument" in errors:
        return _("args holds the arguments, one by one: of a tuple or a list each entry is one, of a text each letter.")
    if "pickle" in errors or "local object" in errors:
        return _(
            "Under spawn and forkserver a child is a new interpreter. What it is to call goes there pickled, and of a "
            "function that is its name: it has to stand at the top of the file."
        )
    if "'__main__' (built-in)" in errors:
        return _(
            "The child found nothing of the program. start() tells it which file to import, and once the main thread "
            "is past the last line of the file, Python no longer knows which. Who calls start() here, and when?"
        )
    return ""


def _why_error_in_child(run: Run) -> str:
    error = " ".join(run.error_of(child) for child in run.children)
    if run.error_of(run.main) or run.start_method == "fork":
        return ""
    return _why_error(error) or _(
        "A child that imports the program anew has in a global what the import puts there, and nothing of main()."
    )
