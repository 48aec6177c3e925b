"""A pipe ends when every copy of its sending end is closed, and not before."""

import re

from forklings import Process, Program, Run, _, points

PAGE = re.compile(r"reader: page \d+")
THE_END = re.compile(r"reader: the end after \d+")


@points(3)
def test_reads_to_the_end(program: Program) -> None:
    """The reader prints every page in order, then says how many it got, and the program ends."""
    _conducted(program)
    run, pages = _whole_run(program)
    _reader_of(run, pages)
    if len(run.children) < 2:
        run.fail(
            _("Only the reader has a process of its own."),
            expected=_("a writer and a reader, each started with multiprocessing"),
            actual=_("{count} started").format(count=len(run.children)),
            help=_("A writer that breaks down in the main process takes the whole program with it."),
        )


@points(2, needs=test_reads_to_the_end)
def test_breakdown(program: Program) -> None:
    """The reader notices the end also when the writer breaks down before its last page."""
    _conducted(program, 4, 2)
    pages = _pages(program)
    sent = program.number(2, pages - 1, salt="sent")
    run = program.run(str(pages), str(sent))
    _reader_of(run, sent, help=_why_broken_down(run, sent, pages))


@points(2, needs=test_breakdown)
def test_whoever_is_faster(program: Program) -> None:
    """All this holds however long the writer or the reader is held up."""
    for run in program.explore("3", schedules=16):
        _reader_of(run, 3)
    # The thirteenth comes between a look that found nothing and the next line.
    for run in program.explore("4", "2", schedules=13, elsewhere=1):
        _reader_of(run, 2)


@points(1, needs=test_reads_to_the_end)
def test_ends_well(program: Program) -> None:
    """Every process ends with exit code 0, without a traceback, and with nothing left unprinted."""
    whole, pages = _whole_run(program)
    run = program.run(str(pages), buffering="block")
    missing = [line.text for line in whole.lines if line.text.startswith("reader: ")]
    for line in run.lines:
        if line.text in missing:
            missing.remove(line.text)
    if missing and run.outcome == "finished":
        run.require_sound()
        run.fail(
            _("Seen behind a pipe: not all that the reader says is there."),
            expected=_("the same lines as in a terminal"),
            actual=_("{count} lines are missing, the first of them: {line}").format(
                count=len(missing), line=missing[0]
            ),
            help=_(
                "Behind a pipe, a printed line stands in a buffer until the buffer is flushed; a normal end of the "
                "process flushes it. How does the reader end?"
            ),
        )
    _reader_of(run, pages)
    run.expect_exit(0)
    run.expect_no_error(help=_help_with_error(run))
    for child in run.children:
        if child.exitcode is not None:  # where it was waited for in another way, nobody told
            run.expect_exit(0, of=child, help=_("The exit code says how a process ended; 0 says that all went well."))


@points(1, needs=test_breakdown)
def test_none_or_many(program: Program) -> None:
    """The reader notices the end also when no page comes, or more than a pipe holds."""
    run = program.run("0")
    _reader_of(run, 0, help=_help_with_error(run) or _("The program was to send no page, and that is an end too."))
    pages = program.number(6000, 6100, salt="many")
    run = program.run(str(pages))
    _reader_of(
        run,
        pages,
        help=_help_with_error(run)
        or _("{pages} pages are more than a pipe holds. When it is full, send() waits until somebody receives.").format(
            pages=pages
        ),
    )


def _conducted(program: Program, *arguments: int) -> None:
    """A first look, in which a reader that can wait for ever is found out at once; a few pages are enough for that."""
    run = program.conduct("round-robin-lazy", *map(str, arguments))
    if run.outcome != "undecided":  # the system's own run decides where a schedule does not
        sent = arguments[-1] if arguments else 3
        _reader_of(run, sent, help=_why_broken_down(run, sent, arguments[0]) if len(arguments) > 1 else "")


def _pages(program: Program) -> int:
    # Enough that pages in the order of their texts, or a last page that was assumed, show.
    return program.number(101, 120, salt="pages")


def _whole_run(program: Program) -> tuple[Run, int]:
    pages = _pages(program)
    return program.run(str(pages)), pages


def _reader_of(run: Run, pages: int, *, help: str = "") -> Process:
    """The child that printed so many pages, in order, and then its closing line."""
    run.expect_nothing_left(help=help or _help_unended(run))
    closing = f"reader: the end after {pages}"
    reader = run.expect_line(closing, by=run.children, times=1, help=help or _help(run)).process
    ends = [line.text for line in run.lines if THE_END.fullmatch(line.text)]
    if len(ends) > 1:
        run.fail(
            _("The end was said more than once."),
            expected=_("one line that begins with “reader: the end after”"),
            actual="\n".join(ends),
            help=_("The reader says it once, when it knows that no more pages will come."),
        )
    expected = [f"reader: page {number}" for number in range(1, pages + 1)]
    known = {*expected, closing}
    for other in run.lines:
        if other.text.startswith("reader: ") and other.text not in known:
            run.fail(
                _("“{line}” is no page that was sent.").format(line=other.text[:80]),
                expected=_("one line for each page that was sent, and the closing line"),
                actual=other.text,
                help=_("Only the pages and the closing line begin with “reader: ”. What is it that was printed here?"),
            )
    lines = [line for line in run.lines if line.text in known]
    if [line.text for line in lines] == [*expected, closing] and all(line.process == reader for line in lines):
        return reader
    for line in expected:
        run.expect_line(line, by=reader, times=1, help=_("One process reads: it prints the pages, and then the end."))
    for wanted, seen in zip((*expected, closing), (line.text for line in lines), strict=True):
        if seen != wanted:
            run.fail(
                _("A page was not printed in its turn."),
                expected=wanted,
                actual=seen,
                help=_("The reader prints the pages in the order in which they were sent, and then the end."),
            )
    return reader


def _why_broken_down(run: Run, sent: int, pages: int) -> str:
    if run.returncode and not run.children:
        return _("A breakdown ends the process that write() runs in. Which process is that here?")
    return _(
        "The writer broke down after page {sent} of {pages}. It sends no last message then, and a number that was "
        "promised is not reached. What does the reader see of it?"
    ).format(sent=sent, pages=pages)


def _help_unended(run: Run) -> str:
    if run.outcome in ("timeout", "deadlock") and run.start_method == "fork":
        return _(
            "recv() waits while any process holds an open copy of the sending end. A forked child begins with a copy "
            "of every end that its parent has open at that moment. Who holds a copy here, and who closes it?"
        )
    if run.outcome in ("timeout", "deadlock"):
        return _(
            "recv() waits while any process holds an open copy of the sending end. Who holds a copy here, and who "
            "closes it?"
        )
    if run.outcome == "output_limit":
        return _("Does a loop go on after EOFError? From the end on every recv() raises it, again and again.")
    return ""


def _help_with_error(run: Run) -> str:
    errors = " ".join(run.error_of(process) for process in run.processes)
    if "EOFError" in errors:
        return _("EOFError is how recv() says that no more will come: the news that the reader waits for.")
    if "handle is closed" in errors:
        return _(
            "A process cannot use an end that it has closed, nor hand it to a child: that is OSError. "
            "EOFError comes when the other end is closed, in every process."
        )
    if "-only" in errors:
        return _("Pipe(duplex=False) gives the end for receiving first, then the end for sending.")
    return ""


def _help(run: Run) -> str:
    """The likely misconception behind a closing line that is not there."""
    if help := _help_with_error(run):
        return help
    if any(process.exitcode is not None and process.exitcode < 0 for process in run.children):
        return _(
            "A process was ended from outside, by terminate(), or as a daemon whose main process had come to its end. "
            "Each process is to end by itself, the reader after its last line. Who waits for that, and for how long?"
        )
    if any(PAGE.fullmatch(line.text) for line in run.lines if line.process is run.main):
        return _("Only start() makes a new process; a call of the function, or of run(), stays in this one.")
    for step in run.conducted.steps if run.conducted is not None else ():
        if step.kind == "wait" and not step.result and step.line and step.call.endswith(".poll"):
            return _(
                "The poll() in {file}:{line} found nothing for as long as it looked: the writer was held up for "
                "longer. That is no end: pages may come after that look, and before the next line. When is it certain "
                "that no more can come?"
            ).format(file=run.file_name, line=step.line)
    if any(THE_END.fullmatch(line.text) for line in run.lines if line.process is not run.main):
        return _("COUNT is the number of pages that the reader got: it gets every page, and the end is no page.")
    return _("The reader itself says it, once recv() has told it that no more pages will come.")
