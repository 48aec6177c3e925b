"""A pipe ends when every copy of its sending end is closed, and not before."""

import re

from forklings import Process, Program, Run, _, points

THE_END = re.compile(r"reader: the end after \d+")


@points(3)
def test_reads_to_the_end(program: Program) -> None:
    """The reader prints every page in order, then says how many it got, and the program ends."""
    run, pages = _whole_run(program)
    _reader_of(run, pages)
    if len(run.children) < 2:
        run.fail(
            _("Only the reader has a process of its own."),
            expected=_("a writer and a reader, each started with multiprocessing"),
            actual=_("{count} started").format(count=len(run.children)),
            help=_("Whatever writes and breaks down in the main process takes the whole program with it."),
        )


@points(2, needs=test_reads_to_the_end)
def test_breakdown(program: Program) -> None:
    """The reader notices the end also when the writer breaks down before its last page."""
    pages = program.number(5, 9, salt="pages")
    sent = program.number(2, pages - 1, salt="sent")
    _reader_of(program.run(str(pages), str(sent)), sent)


@points(1, needs=test_reads_to_the_end)
def test_ends_well(program: Program) -> None:
    """Reader and main process end with exit code 0, and no process with a traceback."""
    run, pages = _whole_run(program)
    reader = _reader_of(run, pages)
    run.expect_exit(0)
    run.expect_no_error(help=_help(run))
    if reader.exitcode is not None:  # where it was waited for in another way, nobody told
        run.expect_exit(0, of=reader, help=_("The exit code says how a process ended; 0 says that all went well."))


def _whole_run(program: Program) -> tuple[Run, int]:
    pages = program.number(5, 9, salt="pages")
    return program.run(str(pages)), pages


def _reader_of(run: Run, pages: int) -> Process:
    """The child that printed so many pages, in order, and then its closing line."""
    run.expect_nothing_left(help=_help_unended(run))
    closing = f"reader: the end after {pages}"
    reader = run.expect_line(closing, by=run.children, times=1, help=_help(run)).process
    run.expect_line(THE_END, times=1, help=_("The reader says it once, when it knows that no more pages will come."))
    expected = [f"reader: page {number}" for number in range(1, pages + 1)]
    for line in expected:
        run.expect_line(line, by=reader, times=1, help=_("One process reads: it prints the pages and the end."))
    run.expect_order(*expected, closing)
    return reader


def _help_unended(run: Run) -> str:
    if run.outcome == "timeout" and run.start_method == "fork":
        return _(
            "recv() waits while any process holds an open copy of the sending end, the reader itself included. "
            "A forked child begins with a copy of every end that its parent has open at that moment. "
            "Go through the processes: who holds a copy of the sending end, and who closes it?"
        )
    if run.outcome == "timeout":
        return _(
            "recv() waits while any process holds an open copy of the sending end. "
            "Go through the processes: who holds one, and who closes it?"
        )
    if run.outcome == "output_limit":
        return _("Does a loop go on after EOFError? From the end on every recv() raises it, again and again.")
    return ""


def _help(run: Run) -> str:
    errors = " ".join(run.error_of(process) for process in run.processes)
    if "EOFError" in errors:
        return _("EOFError is how recv() says that no more will come: the news that the reader waits for.")
    if "handle is closed" in errors:
        return _(
            "This process used an end that it had closed itself: that is OSError. "
            "EOFError comes when the other end is closed, in every process."
        )
    if run.returncode and not errors:
        return _("A breakdown ends the process that write() runs in. Which process is that here?")
    said = [line for line in run.lines if THE_END.fullmatch(line.text)]
    if len(said) == 1 and said[0].process in run.children:
        return _("COUNT is the number of pages that recv() gave until the end: not one less, and the end is no page.")
    return _("The reader itself says it, once recv() has told it that no more pages will come.")
