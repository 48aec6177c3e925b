"""A file is replaced in one step: whoever reads sees the old or the new one, also when the writer is killed."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypedDict

from forklings import Drive, Program, Run, _, points

if TYPE_CHECKING:
    from forklings.program import Line

SAVES = re.compile(r"(?P<clerk>\w+): saves (?P<version>\d+)")
HAS_SAVED = re.compile(r"(?P<clerk>\w+): has saved (?P<version>\d+)")
SEES = re.compile(r"(?P<board>board \d+): sees (?P<what>.*)")


# -- shipped into the student's process ------------------------------------------------


def pieces_of(version: int, length: int, at_each: "Any", fails: bool) -> "Any":
    """The pieces of a version, with something done before each; or an error in the middle."""
    for hour in range(6, 10):
        at_each(f"in the middle of the pieces, before {hour}:00")
        if fails and hour == 8:
            raise RuntimeError("the trains of this hour are not known")
        yield f"{hour:02}:00 version {version} {'.' * length}\n"


def described(text: str, versions: "Any", length: int) -> str:
    """What a reader sees: a version by its number, or in words what else it is."""
    for version in versions:
        if text == "".join(pieces_of(version, length, lambda where: None, False)):
            return str(version)
    if not text:
        return "an empty file"
    numbers = sorted({word for line in text.split("\n") for word in line.split(" ")[2:3] if word.isdecimal()})
    return f"{text.count(chr(10))} of 4 lines, of version {' and '.join(numbers) or '?'}"


def watch(module: str, at_each: "Any", do: "Any") -> None:
    """Does something, and calls at_each before and after each call in it that has to do with files."""
    import sys

    calls = {"open", "fdopen", "write", "writelines", "print", "close", "flush", "truncate", "ftruncate", "seek"}
    calls |= {"fsync", "fdatasync", "sync", "replace", "rename", "remove", "unlink", "link", "symlink", "sendfile"}
    calls |= {"flock", "lockf", "_fcopyfile", "copy_file_range", "pwrite", "writev"}
    moments = {"c_call": "before", "c_return": "after"}
    own = sys._getframe()

    def profile(frame: "Any", event: str, arg: "Any") -> None:
        name = getattr(arg, "__name__", "")
        if event not in moments or name not in calls:
            return
        line = 0
        while frame is not None and frame is not own:
            place = frame.f_globals.get("__name__", "")
            if place.startswith(("_forklings", "multiprocessing")):
                return
            if place == module and not line:
                line = frame.f_lineno
            frame = frame.f_back
        at_each(f"{moments[event]} {name}() in line {line}")

    sys.setprofile(profile)
    try:
        do()
    finally:
        sys.setprofile(None)


def save_some(module: "Any", numbers: list[int], length: int) -> dict[str, object]:
    """One process saves a few versions, one with pieces that fail, in a folder that is a file system of its own."""
    import errno
    import os
    import sys

    folder = os.path.join(os.getcwd(), "station")
    os.mkdir(folder)
    path = os.path.join(folder, "timetable.txt")
    synced: dict[int, int] = {}
    late: set[int] = set()
    fsync, armed = os.fsync, [True]

    def note(file: "Any") -> None:
        number = file if isinstance(file, int) else file.fileno()
        fsync(number)
        status = os.fstat(number)
        synced[status.st_ino] = status.st_size

    def hold(event: str, arguments: "Any") -> None:
        if event == "os.rename" and armed[0]:
            places = [os.path.realpath(os.fsdecode(argument)) for argument in arguments[:2]]
            if len({place.startswith(folder + os.sep) for place in places}) > 1:
                raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), *places[:1])
            status = os.stat(places[0])
            if places[1] == path and synced.get(status.st_ino) != status.st_size:
                late.add(status.st_ino)

    for name, value in (("fsync", os.fsync), ("fdatasync", os.fdatasync)):
        setattr(os, name, note)
        for own, held in list(vars(module).items()):
            if held is value:
                setattr(module, own, note)
    sys.addaudithook(hold)

    seen: list[dict[str, object]] = []
    for place, number in enumerate(numbers):
        fails, error = place == 1, ""
        try:
            module.save(path, pieces_of(number, length, lambda where: None, fails))
        except Exception as raised:
            error = f"{type(raised).__name__}: {raised}"
        there = os.path.exists(path)
        text = ""
        if there:
            with open(path) as file:
                text = file.read()
        beside = sorted(name for name in os.listdir(folder) if name != "timetable.txt")
        status = os.stat(path) if there else None
        seen.append(
            {
                "holds": described(text, numbers, length) if there else "no file",
                "error": error,
                "beside": [[name, os.path.getsize(os.path.join(folder, name))] for name in beside],
                "synced": status is not None
                and synced.get(status.st_ino) == status.st_size
                and status.st_ino not in late,
            }
        )
    armed[0] = False
    return {"saves": seen}


def save_and_die(module: "Any", numbers: list[int], length: int) -> dict[str, object]:
    """A process saves and is killed, each time one moment later, and another one saves after it; what is to be seen."""
    import os
    import shutil
    import traceback

    old, new, next_one = numbers
    folder = os.path.join(os.getcwd(), "station")
    path = os.path.join(folder, "timetable.txt")

    def in_a_fork(moments: int, version: int) -> "Any":
        """Gives how the process that saves this version ended, and where it was killed."""
        reading, writing = os.pipe()
        child = os.fork()
        if child:
            os.close(writing)
            with open(reading) as report:
                where = report.read()
            return os.waitpid(child, 0)[1], where
        left = [moments]

        def at_each(where: str) -> None:
            left[0] -= 1
            if left[0] == 0:
                os.write(writing, where.encode())
                os._exit(9)

        status = 1
        try:
            pieces = pieces_of(version, length, at_each, False)
            watch(module.__name__, at_each, lambda: module.save(path, pieces))
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)

    def look() -> str:
        try:
            with open(path) as file:
                return described(file.read(), numbers, length)
        except FileNotFoundError:
            return "no file"

    for moment in range(1, 400):
        shutil.rmtree(folder, ignore_errors=True)
        os.mkdir(folder)
        with open(path, "w") as file:
            file.writelines(pieces_of(old, length, lambda where: None, False))
        status, where = in_a_fork(moment, new)
        if not where:
            return {"moments": moment - 1, "seen": look(), "status": status}
        seen = look()
        if seen not in (str(old), str(new)):
            return {"where": where, "seen": seen, "status": 0}
        print(f"killed {where}; the next one saves", flush=True)
        status, _where = in_a_fork(0, next_one)
        if status or look() != str(next_one):
            return {"where": where, "seen": look(), "status": status, "next": True}
    return {"moments": 400, "seen": look(), "status": 0}


def keep(module: str, clerk: str, path: str, versions: list[int], length: int) -> None:
    """A clerk, who saves these versions, with a step before and after each call that has to do with files."""
    import importlib
    import time

    save = importlib.import_module(module).save

    def step(where: str) -> None:
        time.sleep(0)

    for version in versions:
        print(f"{clerk}: saves {version}", flush=True)
        pieces = pieces_of(version, length, step, False)
        watch(module, step, lambda pieces=pieces: save(path, pieces))
        print(f"{clerk}: has saved {version}", flush=True)


def show(number: int, path: str, looks: int, versions: list[int], length: int) -> None:
    """A board, which reads the file so often and says what it sees."""
    import time

    for _look in range(looks):
        time.sleep(0)
        try:
            with open(path) as file:
                time.sleep(0)
                seen = described(file.read(), versions, length)
        except FileNotFoundError:
            seen = "no file"
        print(f"board {number}: sees {seen}", flush=True)


def keep_and_show(module: "Any", old: int, clerks: list[list[int]], looks: int, length: int) -> dict[str, object]:
    """Clerks save and boards read; what the file holds in the end."""
    import os
    from multiprocessing import Process

    path = os.path.join(os.getcwd(), "timetable.txt")
    versions = [old, *(version for own in clerks for version in own)]
    with open(path, "w") as file:
        file.writelines(pieces_of(old, length, lambda where: None, False))
    people = [
        Process(target=keep, args=(module.__name__, name, path, own, length))
        for name, own in zip(("anna", "ben", "cleo"), clerks, strict=False)
    ]
    people.append(Process(target=show, args=(1, path, looks, versions, length)))
    for person in people:
        person.start()
    for person in people:
        person.join()
    try:
        with open(path) as file:
            return {"holds": described(file.read(), versions, length)}
    except FileNotFoundError:
        return {"holds": "no file"}


# -- the checks ------------------------------------------------------------------------


class Save(TypedDict):
    """What one call of save() left: what the file holds, its error, what lies beside it, whether it was synced."""

    holds: str
    error: str
    beside: list[tuple[str, int]]
    synced: bool


# Of one line, and of lines that fill more than the buffer of a file object.
SHORT, LONG = 10, 9000


@points(2)
def test_saved(program: Program) -> None:
    """save() writes all the pieces, brings them to the disk, and leaves nothing behind, also when the pieces fail."""
    if program.start_method != "fork":
        return  # nothing is started here
    for length in (SHORT, LONG):
        numbers = _versions(program, 3)
        run = program.drive(save_some, uses=[pieces_of, described], numbers=numbers, length=length)
        run.expect_nothing_left()
        saves = run.expect_result(dict[str, list[Save]])["saves"]
        for place, save in enumerate(saves):
            _expect_saved(run, save, failing=place == 1, wanted=numbers[0 if place == 1 else place])
        for save in saves:
            _expect_synced(run, save)


@points(3, needs=test_saved)
def test_killed(program: Program) -> None:
    """A process that is killed at any place of save() leaves a whole file, and the next one can save."""
    if program.start_method != "fork":
        return  # nothing is started here but forks of the grader's own
    for length in (SHORT, LONG):
        old, new, next_one = _versions(program, 3)
        numbers = [old, new, next_one]
        run = program.drive(save_and_die, uses=[pieces_of, described, watch], numbers=numbers, length=length)
        if run.outcome == "timeout":
            run.fail(
                _("A process was killed in save(), and the next one that saved did not come to an end."),
                expected=_("whoever saves next can do so"),
                actual="\n".join(line.text for line in run.lines[-1:]),
                help=_(
                    "Who is killed takes nothing back: a file that says “locked” stays. A lock by fcntl.flock() is "
                    "given up by the system. Or is there a way without a lock?"
                ),
            )
        result = run.expect_result(dict[str, Any])
        if "where" in result and not result.get("next"):
            run.fail(
                _("A process was killed in save(), {where}. After that the file is not whole.").format(
                    where=str(result["where"])[:200]
                ),
                expected=_("version {old}, which was there, or version {new}, the new one").format(old=old, new=new),
                actual=_seen(str(result["seen"])),
                help=_why_a_part(str(result["seen"])),
            )
        wanted = next_one if "where" in result else new
        if result.get("status") or result.get("seen") != str(wanted):
            run.fail(
                _("A process was killed in save(), {where}. The next one could not save.").format(
                    where=str(result.get("where"))[:200]
                )
                if "where" in result
                else _("A process that was not killed could not save."),
                expected=_("version {version}").format(version=wanted),
                actual=_seen(str(result.get("seen"))),
                help=_("What may the killed one have left in the folder, and what does save() do when it is there?"),
            )


@points(3, needs=test_killed)
def test_many(program: Program) -> None:
    """Boards see whole versions only, whoever saves at the same time, and the last one saved is there in the end."""
    old, *versions = _versions(program, 5)
    for clerks, looks, schedules, elsewhere in (
        ([versions[:2]], 4, 4, 0),
        ([versions[:2], versions[2:]], 2, 12, 1),
    ):
        drive = Drive(
            keep_and_show,
            uses=[pieces_of, described, watch, keep, show],
            old=old,
            clerks=clerks,
            looks=looks,
            length=SHORT,
        )
        for run in program.explore(drive=drive, schedules=schedules, elsewhere=elsewhere):
            _expect_whole(run)
    if program.start_method == "fork":  # the conducted runs are of each start method
        real = program.run()
        real.expect_no_error()
        real.expect_exit(0)


def _versions(program: Program, count: int) -> list[int]:
    first = program.number(100, 900, salt="version")
    return list(range(first, first + count))


def _expect_saved(run: Run, save: Save, *, failing: bool, wanted: int) -> None:
    if failing != bool(save["error"]) or (failing and not save["error"].startswith("RuntimeError: the trains")):
        run.fail(
            _("pieces raised an error, and save() did not let it out.") if failing else _("save() raised an error."),
            expected=_("the RuntimeError of pieces") if failing else _("no error"),
            actual=save["error"] or _("no error"),
            help=_why_error(save["error"]),
        )
    if save["holds"] != str(wanted):
        run.fail(
            _("pieces raised an error, and the file did not stay as it was.")
            if failing
            else _("save() has returned, and the file does not hold the pieces."),
            expected=_("version {version}").format(version=wanted),
            actual=_seen(save["holds"]),
            help=_("The old version has to stay until the new one is complete.") if failing else "",
        )
    if len(save["beside"]) > 1 or any(size for _name, size in save["beside"]):
        run.fail(
            _("pieces raised an error, and save() left a file in the folder.")
            if failing
            else _("save() has returned, and left a file in the folder."),
            expected=_("nothing beside the file, or one file that is empty"),
            actual="\n".join(_("{name}, {size} bytes").format(name=name, size=size) for name, size in save["beside"]),
            help=_("Whoever makes a file for the time of the work takes it away at the end, however the work ends."),
        )


def _expect_synced(run: Run, save: Save) -> None:
    if not save["synced"]:
        run.fail(
            _("When the new version was at path, not all of it had been brought to the disk."),
            expected=_("os.fsync() of the file that is then at path, when all is in it and before it is there"),
            actual=_("no such call, or it came later, or a part of the file was not in it yet"),
            help=_(
                "What you write to a file object waits in its buffer until flush(). What was flushed waits in the "
                "system until os.fsync(). A file that is copied is a new one. And what comes behind the new name comes "
                "too late: a board may read by then, and the power may go."
            ),
        )


def _expect_whole(run: Run) -> None:
    """Boards see versions, nobody fails, and in the end there is one that no later one has followed."""
    for place, line in enumerate(run.lines):
        if (match := SEES.fullmatch(line.text)) and not match["what"].isdecimal():
            run.fail(
                _("A board found no whole version."),
                expected=_("a whole version, the one from before or a new one"),
                actual=_shown(run.lines[: place + 1]),
                help=_why_two(),
            )
    run.expect_nothing_left()
    run.expect_no_error(help=_why_two())
    holds = str(run.expect_result(dict[str, Any]).get("holds"))
    if not holds.isdecimal():
        run.fail(
            _("When all had saved, the file was not whole."),
            expected=_("a whole version"),
            actual=f"{_shown(run.lines)}\n{_seen(holds)}",
            help=_why_two(),
        )
    done = next((at for at, line in enumerate(run.lines) if _is(HAS_SAVED, line, holds)), len(run.lines))
    later = next((line for line in run.lines[done:] if SAVES.fullmatch(line.text)), None)
    if later is not None:
        run.fail(
            _("Version {version} had been saved, then another one was saved, and {version} is there again.").format(
                version=holds
            ),
            expected=_("no version that a later save() has followed"),
            actual=_shown(run.lines),
        )


def _is(pattern: "re.Pattern[str]", line: "Line", version: str) -> bool:
    match = pattern.fullmatch(line.text)
    return match is not None and match["version"] == version


def _seen(what: str) -> str:
    """What was seen, in words; the drive's own words stay as they are."""
    return _("version {version}").format(version=what) if what.isdecimal() else what


def _why_error(error: str) -> str:
    if "EXDEV" in error or "cross-device" in error:
        return _(
            "A name can move within one file system only. What is to come to the folder in one step has to lie in it "
            "before."
        )
    return ""


def _why_a_part(what: str) -> str:
    if what == "no file":
        return _(
            "Between a remove() or a rename() away and the next step there is no file. Which call does both in one?"
        )
    return _(
        "Whoever opens a file for writing makes it empty at once, and what is written comes piece by piece. A reader "
        "knows of no lock. Which call gives a complete file its name in one step?"
    )


def _why_two() -> str:
    return _(
        "One process alone does it right. Here two clerks save at the same time. Into which file does each of them "
        "write, who else may have that name in hand, and which file does each of them rename in the end?"
    )


def _shown(lines: "Sequence[Line]") -> str:
    """The last of the lines, which are the ones that matter."""
    return "\n".join(line.text for line in lines[-8:])
