"""Who is fast has to be held back, by all that is about, and let go when nobody takes any more."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypedDict

from forklings import Drive, Program, Run, _, points

if TYPE_CHECKING:
    from forklings.sandbox.evidence import Step

SAID = re.compile(r"page (?P<page>\d+): (?P<what>.*)")
SCAN, FILE, FILED, FAILED = "scan() is called", "file() is called", "has been filed", "cannot be filed"
BIG = 100_000  # more than a pipe holds


class Blank:
    """A page that says of itself that it is equal to whatever there is, as unittest.mock.ANY does."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


class Jammed(Exception):
    """No exception that Python knows."""


def page_of(seed: int, size: int, number: int) -> "Any":
    return {1: None, 2: Blank(), 4: ""}.get(number, [number, f"{seed + number} " + size * "x"])


def scan(seed: int, size: int, seconds: float, number: int) -> "Any":
    import time

    print(f"page {number}: scan() is called")
    time.sleep(seconds)
    return page_of(seed, size, number)


def file(seed: int, size: int, seconds: float, fails: int, error: str, page: "Any") -> object:
    """Returns an exception that it has not raised, or False: what it returns says nothing."""
    import queue
    import time

    number = page[0] if isinstance(page, list) else 2 if isinstance(page, Blank) else 1 if page is None else 4
    if page != page_of(seed, size, number):
        print("file() is called with what no scan() has returned")
        return None
    print(f"page {number}: file() is called")
    time.sleep(seconds)
    if number == fails:
        print(f"page {number}: cannot be filed")
        errors = {"Jammed": Jammed, "queue.Empty": queue.Empty, "EOFError": EOFError}
        raise errors[error](f"page {number} cannot be filed")
    print(f"page {number}: has been filed")
    return False if number % 2 else LookupError(f"page {number} lies under another name now")


def take_a_moment() -> None:
    """From here on the system takes a moment to carry out a signal."""
    import contextlib
    import os
    import threading
    import time

    kill = os.kill

    def kill_late(pid: int, number: int) -> None:
        for _moment in range(4):
            time.sleep(0.1)
        with contextlib.suppress(ProcessLookupError):
            kill(pid, number)

    def send(pid: int, number: int) -> None:
        if not number or pid <= 0 or pid == os.getpid():
            kill(pid, number)
            return
        kill(pid, 0)
        try:
            threading.Thread(target=kill_late, args=(pid, number)).start()
        except RuntimeError:  # the interpreter is at its end, and starts no thread any more
            kill(pid, number)

    os.kill = send


def archive(
    module: "Any", seed: int, n: int, room: int, size: int, slow: "list[Any]", fails: int, error: str, late: bool
) -> "dict[str, Any]":
    """What archive() returned, and how many processes had not ended then. Late are the signals that are sent."""
    import functools
    import multiprocessing

    if late:
        take_a_moment()
    scanning = functools.partial(scan, seed, size, slow[0])
    filing = functools.partial(file, seed, size, slow[1], fails, error)
    answer = module.archive(scanning, filing, n, room)
    alive = sum(child.is_alive() for child in multiprocessing.active_children())
    return {"answer": repr(answer), "alive": alive}


USES = (Blank, Jammed, page_of, scan, file, take_a_moment)


class Seen(TypedDict):
    answer: str
    alive: int


@points(3)
def test_room(program: Program) -> None:
    """Every page is filed, and never are more of them about than there is room for."""
    for run in program.explore(drive=_drive(program, 6, 3, slow=(0.1, 0.5)), schedules=1, elsewhere=1, time="lazy"):
        _expect_all_filed(run, 6, 3)
    for n, room, schedules in ((8, 2, 10), (3, 1, 4)):
        for run in program.explore(drive=_drive(program, n, room), schedules=schedules, elsewhere=1):
            _expect_all_filed(run, n, room)
    # One page, and room for many: who hands out places is at it still when the scanner has ended.
    _expect_all_filed(program.conduct("round-robin", drive=_drive(program, 1, 40)), 1, 40)
    run = program.drive(archive, uses=list(USES), **_arguments(program, 4, 2, size=BIG))
    _expect_all_filed(run, 4, 2)


@points(2, needs=test_room)
def test_ahead(program: Program) -> None:
    """As long as there is room, scanning goes on while another page is being filed."""
    n, room = 6, 3
    # A page takes a second to be filed, here until nobody else can go on: whatever can be scanned meanwhile is.
    for size in (10, BIG):
        drive = _drive(program, n, room, size=size, slow=(0.1, 1))
        for run in program.explore(drive=drive, schedules=1, elsewhere=0, time="lazy"):
            _expect_ahead(run, n, room, size)


@points(2, needs=test_room)
def test_failure(program: Program) -> None:
    """When filing fails, archive() says so, and nobody is left waiting."""
    n, room = 9, 2
    # In the middle of the pages, and when all have been scanned and no other one comes. Two of the exceptions are
    # such as whoever waits for pages may know.
    for size, fails, error, schedules, elsewhere in (
        (BIG, 2, "Jammed", 5, 1),
        (10, 2, "queue.Empty", 5, 1),
        (10, n - 1, "EOFError", 2, 0),
    ):
        drive = _drive(program, n, room, size=size, fails=fails, error=error, late=size == 10)
        for run in program.explore(drive=drive, schedules=schedules, elsewhere=elsewhere):
            lines = [line.text for line in run.lines]
            failed = f"page {fails}: {FAILED}"
            end = lines.index(failed) if failed in lines else len(lines)
            if later := [line for line in lines[end:] if line.endswith(FILE)]:
                run.fail(
                    _("file() has raised {error}, and was called again.").format(error=_named(error)),
                    expected=_("no page is filed any more"),
                    actual="\n".join(later),
                    help=_("Who catches the exception, and goes on?"),
                )
            _expect_room(run, room)
            seen = _seen(run)
            if seen["answer"] != "False":
                run.fail(
                    _("file() raised {error}, at page {page}, and archive() did not return False.").format(
                        error=_named(error), page=fails
                    )
                    + " "
                    + _("(n is {n}, and room is {room}.)").format(n=n, room=room),
                    expected="False",
                    actual=seen["answer"],
                    help=_("A process that an exception has ended can be joined like any. What says how it ended?")
                    if any(FAILED in run.error_of(child) for child in run.children)
                    else _why_not_false(error),
                )
            _expect_ended(run, seen)


def _arguments(
    program: Program,
    n: int,
    room: int,
    *,
    size: int = 10,
    slow: tuple[float, float] = (0.01, 0.01),
    fails: int = -1,
    error: str = "Jammed",
    late: bool = False,
) -> dict[str, Any]:
    seed = program.number(1000, 9000, salt="seed")
    return {
        "seed": seed, "n": n, "room": room, "size": size, "slow": list(slow), "fails": fails, "error": error,
        "late": late,
    }  # fmt: skip


def _drive(program: Program, n: int, room: int, **more: Any) -> Drive:
    return Drive(archive, uses=USES, **_arguments(program, n, room, **more))


def _named(error: str) -> str:
    return _("an exception of a class of its own") if error == "Jammed" else error


def _seen(run: Run) -> Seen:
    run.expect_nothing_left(help=_why_stuck(run))
    return run.expect_result(Seen, help=_why_error(run))


def _expect_all_filed(run: Run, n: int, room: int) -> None:
    _expect_room(run, room)
    for what, name in ((SCAN, "scan()"), (FILE, "file()")):
        pages = [match["page"] for line in run.lines if (match := SAID.fullmatch(line.text)) and match["what"] == what]
        expected = [str(number) for number in range(n)]
        if pages != expected:
            run.fail(
                _("{name} was not called for each page, in order. (n is {n}, and room is {room}.)").format(
                    name=name, n=n, room=room
                ),
                expected=", ".join(expected),
                actual=", ".join(pages) or _("never"),
                help=_why_error(run) or _why_no_more(run),
            )
    seen = _seen(run)
    if seen["answer"] != "True":
        run.fail(
            _("All pages have been filed, and archive() says no."),
            expected="True",
            actual=seen["answer"],
            help=_why_returned(),
        )
    _expect_ended(run, seen)


def _expect_ahead(run: Run, n: int, room: int, size: int) -> None:
    _expect_all_filed(run, n, room)
    begun = 0
    for line in run.lines:
        match = SAID.fullmatch(line.text)
        if match and match["what"] == SCAN:
            begun += 1
        if match and match["what"] == FILED and begun < min(n, int(match["page"]) + room):
            run.fail(
                _("There was room, and nobody scanned. (n is {n}, and room is {room}.)").format(n=n, room=room),
                expected=_("page {page} is being filed, pages up to {last} are scanned meanwhile").format(
                    page=match["page"], last=min(n, int(match["page"]) + room) - 1
                ),
                actual=_("scanned by then: pages up to {last}").format(last=begun - 1),
                help=_why_not_ahead(size),
            )


def _expect_room(run: Run, room: int) -> None:
    """At no time are more pages about than there is room for; and no process does both."""
    about: list[str] = []
    scanners, filers = set(), set()
    for line in run.lines:
        match = SAID.fullmatch(line.text)
        if match is None:
            continue
        if match["what"] == SCAN:
            scanners.add(line.process)
            about.append(match["page"])
            if len(about) > room:
                run.fail(
                    _("Page {page} was scanned while {room} were about, and that is all there is room for.").format(
                        page=match["page"], room=room
                    ),
                    expected=_("{room} at most").format(room=room),
                    actual=_("about: pages {pages}").format(pages=", ".join(about)),
                    help=_why_more(run, room),
                )
        elif match["what"] == FILE:
            filers.add(line.process)
        elif match["what"] in (FILED, FAILED) and match["page"] in about:
            about.remove(match["page"])
    run.expect_nothing_left(help=_why_stuck(run))
    run.expect_no_line("file() is called with what no scan() has returned")
    for process in scanners | filers:
        if process not in run.children or process in scanners & filers:
            run.fail(
                _("scan() and file() are to be called in two child processes."),
                expected=_("one that scans, another one that files"),
                actual=_("{process} scans and files").format(process=process)
                if process in scanners & filers
                else _("the main process does it itself"),
            )


def _expect_ended(run: Run, seen: Seen) -> None:
    if seen["alive"]:
        run.fail(
            _("archive() has returned, and not all of its processes have ended."),
            expected=_("no process is left"),
            actual=_("{count} not ended yet").format(count=seen["alive"]),
            help=_(
                "terminate() and kill() send a signal and do not wait: a process ends when it gets to it. join() waits "
                "until it has ended."
            )
            if any(step.kind == "signal" for step in _steps(run))
            else _("A process goes on for a while when its work is done. join() waits until it has ended."),
        )


def _steps(run: Run) -> "Sequence[Step]":
    return run.conducted.steps if run.conducted is not None else ()


def _why_more(run: Run, room: int) -> str:
    for step in _steps(run):
        if step.kind == "acquire" and not step.result and step.line and step.clock:
            return _(
                "The waiting in {file}:{line} came to the end of its time, and no page had been filed: filing was held "
                "up for longer."
            ).format(file=run.file_name, line=step.line)
    why = _(
        "A page is about from the call of scan() until file() has returned. It may be in a queue, and before that in "
        "the scanner's hands, and after that in the filer's. What counts all three, and when is a place free again?"
    )
    if any(step.kind == "acquire" and step.object.startswith("RLock") and step.line for step in _steps(run)):
        return (
            why
            + " "
            + _("And if it is a number in a Value: += reads and then writes, and another process may come between.")
        )
    return why


def _why_not_ahead(size: int) -> str:
    if size == BIG:
        return _(
            "The pages are large here; with small ones scanning went on. Where does a page wait that does not fit into "
            "a pipe, and who waits with it: a thread, as with a Queue, or the scanner itself?"
        )
    return _("A place is free as soon as one page has been filed. What does the scanner wait for?")


def _why_stuck(run: Run) -> str:
    if run.outcome != "deadlock" or run.conducted is None:
        return ""
    failed = any(line.text.endswith(FAILED) for line in run.lines)
    filers = {line.process.pid for line in run.lines if line.text.endswith(FILE)}
    if failed and any(wait.kind == "write" for wait in run.conducted.waits):
        return _(
            "Filing has failed, and the scanner has a page on its way that nobody will take: it can't end before that. "
            "Who hears of the failure first, and what can be done about the scanner from outside?"
        )
    if failed and any(wait.pid in filers and wait.line for wait in run.conducted.waits):
        return _(
            "Filing has failed, and the process that filed waits all the same. What for, and who would have to give it "
            "that?"
        )
    if failed:
        return _(
            "Filing has failed. Who waits for something that only the filer would have done? And which process does "
            "the main process have to wait for first, to hear of it?"
        )
    if _why_error(run):
        return _why_error(run)
    for step in _steps(run):
        if step.kind == "acquire" and not step.result and step.line and step.clock:
            return _(
                "The waiting in {file}:{line} came to the end of its time. That does not say that filing has failed: "
                "it was held up for longer."
            ).format(file=run.file_name, line=step.line)
    if not filers & {wait.pid for wait in run.conducted.waits} and (why := _why_no_more(run)):
        return why
    return _("Somebody waits for a page, or for a place, that nobody will give. Was each page put on its way?")


def _why_returned() -> str:
    return _(
        "file() returns an exception here, or False, and raises none. Only what it raises says that filing has failed; "
        "what it returns may be anything."
    )


def _why_not_false(error: str) -> str:
    why = _("What does archive() go by, and when is that written down: before file() has returned, or after?")
    if error == "Jammed":
        return why
    return why + " " + _("And if somebody catches {error} here: which calls may it come from?").format(error=error)


def _why_no_more(run: Run) -> str:
    """Why the process that files has come to its end, where no error has ended it."""
    said = {line.text for line in run.lines}
    if any(line.process.exitcode for line in run.lines if line.text.endswith(FILED)) and f"page 0: {FILED}" in said:
        return _why_returned()
    if {f"page 0: {FILED}", f"page 1: {SCAN}"} <= said and f"page 1: {FILE}" not in said:
        return _(
            "Who files has ended, without an error, and page 1 was scanned and never filed. Page 1 is None here, a "
            "page like any other. What does the filer take for the end?"
        )
    if {f"page 1: {FILED}", f"page 2: {SCAN}"} <= said and f"page 2: {FILE}" not in said:
        return _(
            "Who files has ended, without an error, and page 2 was scanned and never filed. Page 2 says of itself that "
            "it is equal to whatever there is, and == asks it, as does iter() with an end. What could be sent beside "
            "the page, or does the filer know how many come?"
        )
    if {f"page 4: {SCAN}", f"page 5: {FILE}"} <= said and f"page 4: {FILE}" not in said:
        return _(
            "Page 5 was filed, and page 4 was not. Page 4 is the empty text here, a page like any other. What is asked "
            "of a page before it is filed?"
        )
    return ""


def _why_error(run: Run) -> str:
    for process in run.processes:
        if (error := run.error_of(process)) and FAILED not in error:
            return _("An error had ended {process}: {error}").format(process=process, error=error)
    return ""
