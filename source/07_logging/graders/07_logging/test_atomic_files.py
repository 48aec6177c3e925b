"""A file is replaced in one step: whoever reads sees the old or the new one, also when the writer is killed."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from forklings import Drive, Program, Run, _, points

if TYPE_CHECKING:
    from forklings.program import Line

SAVES = re.compile(r"(?P<clerk>\w+): saves (?P<version>\d+)")
HAS_SAVED = re.compile(r"(?P<clerk>\w+): has saved (?P<version>\d+)")
SEES = re.compile(r"(?P<board>board \d+): sees (?P<what>.*)")


# -- shipped into the student's process ------------------------------------------------


def pieces_of(version: int, length: int, at_each: "Any" = lambda where: None, fails: str = "") -> "Any":
    """The pieces of a version, with something done before each; or an exception of this name in the middle.

    If that is UnicodeEncodeError a piece is what causes it.
    """
    import builtins

    for hour in range(6, 10):
        at_each(f"in the middle of the pieces, before {hour}:00")
        unfit = "\ud800" if hour == 8 and fails == "UnicodeEncodeError" else ""
        if fails and hour == 8 and not unfit:
            raise getattr(builtins, fails)("the trains of this hour are not known")
        yield f"\n{hour:02}:00 version {version} Köln{unfit}{'.' * length}"
    yield "the end"


def seen_at(path: str, versions: "Any", length: int, between: "Any" = lambda: None) -> str:
    """What a reader sees: a version by its number, or in words what else it is."""
    try:
        with open(path, encoding="utf-8", errors="replace", newline="") as file:
            between()
            text = file.read()
    except FileNotFoundError:
        return "no file"
    for version in versions:
        if text == "".join(pieces_of(version, length)):
            return str(version)
    if not text:
        return "an empty file"
    if "\ufffd" in text:
        return "text that is not in UTF-8"
    pieces = text.split("\n")[1:]
    numbers = sorted({word for piece in pieces for word in piece.split(" ")[2:3] if word.isdecimal()})
    said = f"{len(pieces)} of 4 lines" if len(pieces) < 4 else f"{len(pieces)} lines and not the pieces as they are"
    return f"{said}, of version {' and '.join(numbers) or '?'}"


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


def save_some(module: "Any", numbers: list[int], saves: "Any", length: int) -> dict[str, object]:
    """One process saves, some of it with pieces that fail, in a folder that is a file system of its own.

    Each of saves is a version, 0 for no pieces, how it fails, and whether the file is removed before.
    """
    import contextlib
    import errno
    import os
    import resource
    import sys

    ledger = os.path.join(os.getcwd(), "synced.txt")
    folder = os.path.join(os.getcwd(), "station")
    os.mkdir(folder)
    full = os.path.join(folder, "timetable.txt")
    fsync, armed = os.fsync, [True]

    def enter(status: "Any", what: "Any") -> None:
        with open(ledger, "a") as file:  # for save() may have started another process
            print(status.st_ino, what, file=file)

    def entered(status: "Any") -> list[str]:
        with open(ledger, "a+") as file:
            file.seek(0)
            return [what for number, what in map(str.split, file) if number == str(status.st_ino)]

    def note(file: "Any") -> None:
        number = file if isinstance(file, int) else file.fileno()
        if armed[0]:
            fsync(number)
            status = os.fstat(number)
            enter(status, status.st_size)

    def hold(event: str, arguments: "Any") -> None:
        if event == "os.rename" and armed[0]:
            # Each name is seen from a folder of its own, if one was given by its descriptor (os.rename's audit event).
            seen_from = ["." if fd == -1 else f"/proc/self/fd/{fd}" for fd in arguments[2:]]
            names = [os.fsdecode(argument) for argument in arguments[:2]]
            places = [os.path.realpath(os.path.join(*place)) for place in zip(seen_from, names, strict=True)]
            if len({place.startswith(folder + os.sep) for place in places}) > 1:
                raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), *places[:1])
            status = os.stat(places[0])
            if places[1] == full and entered(status)[-1:] != [str(status.st_size)]:
                enter(status, "late")

    def how_synced(known: list[str], size: int) -> str:
        if known[-1:] == [str(size)] and "late" not in known:
            return "all"
        if known[:1] in ([], ["late"]):
            return "late" if known[1:] else "never"
        return "part"

    for name, value in (("fsync", os.fsync), ("fdatasync", os.fdatasync)):
        setattr(os, name, note)
        for own, held in list(vars(module).items()):
            if held is value:
                setattr(module, own, note)
    sys.addaudithook(hold)

    seen: list[dict[str, object]] = []
    for version, fails, removed in saves:
        path, error = "station/timetable.txt", ""
        if removed:
            with contextlib.suppress(FileNotFoundError):
                os.remove(full)
        if version == numbers[-1]:  # the name alone will do as well
            os.chdir(folder)
            path = "timetable.txt"
        try:
            module.save(path, pieces_of(version, length, fails=fails) if version else iter(()))
        except BaseException as raised:
            error = f"{type(raised).__name__}: {raised}"
        os.chdir(os.path.dirname(folder))
        beside = sorted(name for name in os.listdir(folder) if name != "timetable.txt")
        status = os.stat(full) if os.path.exists(full) else None
        known = entered(status) if status is not None else []
        seen.append(
            {
                "path": path,
                "holds": seen_at(full, numbers, length),
                "error": error,
                "beside": [[name, os.path.getsize(os.path.join(folder, name))] for name in beside],
                "synced": how_synced(known, status.st_size) if status is not None else "never",
            }
        )
    armed[0] = False
    # A process that has room for few open files saves more often than that.
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, limits[1]))
    often = ""
    try:
        for _turn in range(80):
            module.save("station/timetable.txt", pieces_of(numbers[0], 1))
    except OSError as raised:
        often = f"{type(raised).__name__}: {raised}"
    resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    return {"saves": seen, "often": often}


def save_and_die(module: "Any", numbers: list[int], length: int) -> dict[str, object]:
    """A process saves and is killed, each time one moment later, and another one saves after it; what is to be seen.

    numbers are the version that was there before, 0 for no file, the one that is saved then, and the next one's.
    """
    import os
    import re
    import shutil
    import traceback

    old, new, next_one = numbers
    folder = os.path.join(os.getcwd(), "station")
    path = os.path.join(folder, "timetable.txt")

    def hand_over(former: int) -> str:
        """As if this process had been given the id of a former one: what has that in its name gets this one's."""
        given = []
        for place, folders, files in os.walk(folder, topdown=False):
            for name in folders + files:
                new_name = re.sub(rf"(?<!\d){former}(?!\d)", str(os.getpid()), name)
                full, new_full = os.path.join(place, name), os.path.join(place, new_name)
                if new_name != name and not os.path.islink(full) and not os.path.lexists(new_full):
                    os.rename(full, new_full)
                    given.append(new_name)
        return " ".join(given)

    def in_a_fork(moments: int, version: int, former: int = 0) -> "Any":
        """Gives how the process that saves this version ended, where it was killed or what it was given, and its id."""
        reading, writing = os.pipe()
        child = os.fork()
        if child:
            os.close(writing)
            with open(reading) as report:
                where = report.read()
            return os.waitpid(child, 0)[1], where, child
        left = [moments]

        def at_each(where: str) -> None:
            left[0] -= 1
            if left[0] == 0:
                os.write(writing, where.encode())
                os._exit(9)

        status = 1
        try:
            if former:
                os.write(writing, hand_over(former).encode())
            pieces = pieces_of(version, length, at_each)
            watch(module.__name__, at_each, lambda: module.save(path, pieces))
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)

    for moment in range(1, 400):
        shutil.rmtree(folder, ignore_errors=True)
        os.mkdir(folder)
        if old:
            with open(path, "w", encoding="utf-8") as file:
                file.writelines(pieces_of(old, length))
        status, where, killed = in_a_fork(moment, new)
        seen = seen_at(path, numbers, length)
        before = str(old) if old else "no file"
        if seen not in (str(new), before if where else "") or (status and not where):
            return {"where": where, "seen": seen, "next": False}
        if not where:
            break
        print(f"killed {where}; the next one saves", flush=True)
        status, given, _next = in_a_fork(0, next_one, killed)
        seen = seen_at(path, numbers, length)
        if status or seen != str(next_one):
            return {"where": where, "seen": seen, "next": True, "given": given}
    return {}


def keep(module: str, clerk: str, path: str, versions: list[int], length: int) -> None:
    """A clerk, who saves these versions, with a step before and after each call that has to do with files."""
    import importlib
    import time

    save = importlib.import_module(module).save

    def step(where: str) -> None:
        time.sleep(0)

    for version in versions:
        print(f"{clerk}: saves {version}", flush=True)
        pieces = pieces_of(version, length, step)
        watch(module, step, lambda pieces=pieces: save(path, pieces))
        print(f"{clerk}: has saved {version}", flush=True)


def show(number: int, path: str, looks: int, versions: list[int], length: int) -> None:
    """A board, which reads the file so often and says what it sees."""
    import time

    for _look in range(looks):
        time.sleep(0)
        seen = seen_at(path, versions, length, lambda: time.sleep(0))
        print(f"board {number}: sees {seen}", flush=True)


def keep_and_show(module: "Any", old: int, clerks: list[list[int]], looks: int, length: int) -> dict[str, object]:
    """Clerks, all of one process name as programs of their own have it, save and boards read; what the file holds."""
    import os
    from multiprocessing import Process

    path = os.path.join(os.getcwd(), "timetable.txt")
    versions = [old, *(version for own in clerks for version in own)]
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(pieces_of(old, length))
    people = [
        Process(target=keep, name="MainProcess", args=(module.__name__, name, path, own, length))
        for name, own in zip(("anna", "ben", "cleo"), clerks, strict=False)
    ]
    people.append(Process(target=show, args=(1, path, looks, versions, length)))
    for person in people:
        person.start()
    for person in people:
        person.join()
    return {"holds": seen_at(path, versions, length)}


def keep_first(module: str, paths: list[str], version: int, length: int, more: int) -> None:
    """A clerk, who saves a version at each of the paths, and has so many more steps before each."""
    import importlib
    import time

    save = importlib.import_module(module).save

    def step(where: str) -> None:
        time.sleep(0)

    for path in paths:
        for _time in range(more):
            step("before save()")
        pieces = pieces_of(version, length, step)
        watch(module, step, lambda path=path, pieces=pieces: save(path, pieces))


def keep_both_first(module: "Any", versions: list[int], length: int, paths: int) -> list[str]:
    """Two clerks save at paths where there is no file: the second one a step later than the first, or earlier...

    The second one has fewer steps from path to path, so that it is ahead of the first one in the end.
    """
    import os
    from multiprocessing import Process

    names = [os.path.join(os.getcwd(), f"timetable {place}.txt") for place in range(paths)]
    people = [
        Process(target=keep_first, name="MainProcess", args=(module.__name__, names, version, length, more))
        for version, more in zip(versions, (1, 0), strict=True)
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return [seen_at(name, versions, length) for name in names]


# -- the checks ------------------------------------------------------------------------


class Save(TypedDict):
    """What one call of save() left: what the file holds, its error, what lies beside it, how it was synced."""

    path: str
    holds: str
    error: str
    beside: list[tuple[str, int]]
    synced: Literal["all", "never", "late", "part"]


class Saves(TypedDict):
    """What each call left, and the error with which a process could go on no more."""

    saves: list[Save]
    often: str


# Of one line, and of lines that fill more than the buffer of a file object.
SHORT, LONG = 10, 9000

# At so many paths two clerks save for the first time.
PATHS = 10

# With which the pieces may end.
ERRORS = ("RuntimeError", "FileNotFoundError", "KeyboardInterrupt", "SystemExit")
UNFIT = "UnicodeEncodeError"


@points(2)
def test_saved(program: Program) -> None:
    """save() writes all the pieces, brings them to the disk, and leaves nothing behind, also when the pieces fail."""
    if program.start_method != "fork":
        return  # nothing is started here
    for length in (SHORT, LONG):
        first, failing, last = numbers = _versions(program, 3)
        asked = [(first, "", False), *((failing, error, False) for error in (*ERRORS, UNFIT))]
        asked += [(last, "", False), (0, "", False), (failing, ERRORS[0], True)]
        run = program.drive(save_some, uses=[pieces_of, seen_at], numbers=numbers, saves=asked, length=length)
        run.expect_nothing_left()
        result = run.expect_result(Saves)
        if len(result["saves"]) != len(asked):
            run.fail(_("What came back is not what the grader's function returns."), actual=str(len(result["saves"])))
        for (version, error, removed), save in zip(asked, result["saves"], strict=True):
            _expect_saved(run, save, failing=error, wanted=None if removed else first if error else version)
        for (_version, error, removed), save in zip(asked, result["saves"], strict=True):
            if not removed and error != UNFIT:
                _expect_synced(run, save)
        if result["often"]:
            run.fail(
                _("A process saved again and again, and at last save() raised an error."),
                expected=_("no error"),
                actual=result["often"],
                help=_("A process may have so many files open at a time. Who closes the ones that save() has opened?"),
            )


@points(3, needs=test_saved)
def test_killed(program: Program) -> None:
    """A process that is killed at any place of save() leaves a whole file, and the next one can save."""
    if program.start_method != "fork":
        return  # nothing is started here but forks of the grader's own
    first, new, next_one = _versions(program, 3)
    for length, old in ((SHORT, first), (LONG, first), (SHORT, 0)):
        numbers = [old, new, next_one]
        run = program.drive(save_and_die, uses=[pieces_of, seen_at, watch], numbers=numbers, length=length)
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
        if run.outcome == "leftover_process":
            why = _("A process was killed in save(), and one that it had started went on: a kill is for one process.")
            run.expect_nothing_left(help=why)
        result = run.expect_result(dict[str, Any])
        if not result:
            continue
        where, seen = str(result["where"])[:200], str(result["seen"])
        if result["next"]:
            help = _("What may the killed one have left in the folder, and what does save() do when it is there?")
            if result["given"]:
                message = _("A process was killed in save(), {where}. The next one, with the same pid, could not save.")
                help = (
                    _("A pid is free again when its process has ended, and some day another one gets it.") + " " + help
                )
            else:
                message = _("A process was killed in save(), {where}. The next one could not save.")
            run.fail(
                message.format(where=where),
                expected=_("version {version}").format(version=next_one),
                actual=_seen(seen),
                help=help,
            )
        if not where:
            run.fail(
                _("A process that was not killed could not save."),
                expected=_("version {version}").format(version=new),
                actual=_seen(seen),
            )
        run.fail(
            _("A process was killed in save(), {where}. After that the file is not whole.").format(where=where),
            expected=_("version {old}, which was there, or version {new}, the new one").format(old=old, new=new)
            if old
            else _("no file, as before, or version {new}").format(new=new),
            actual=_seen(seen),
            help=_why_a_part(seen)
            if old or seen != "an empty file"
            else _(
                "open() for writing, for appending too, makes an empty file where there is none. Who reads it then?"
            ),
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
            uses=[pieces_of, seen_at, watch, keep, show],
            old=old,
            clerks=clerks,
            looks=looks,
            length=SHORT,
        )
        for run in program.explore(drive=drive, schedules=schedules, elsewhere=elsewhere):
            _expect_whole(run)
    _expect_both_first(program)
    if program.start_method == "fork":  # the conducted runs are of each start method
        real = program.run()
        real.expect_no_error()
        real.expect_exit(0)


def _versions(program: Program, count: int) -> list[int]:
    first = program.number(100, 900, salt="version")
    return list(range(first, first + count))


def _expect_saved(run: Run, save: Save, *, failing: str, wanted: int | None) -> None:
    """After pieces that failed with this error, if any; wanted is a version, 0 for no pieces, None for no file."""
    failed = (
        _("A piece was a text that UTF-8 has no bytes for")
        if failing == UNFIT
        else _("pieces raised {error}").format(error=failing)
    )
    if failing == UNFIT and not save["error"]:
        run.fail(
            _("{failed}, and save() let no error out.").format(failed=failed),
            expected=_("an error"),
            actual=_("no error"),
            help=_("What is in the file then, where that text should be?"),
        )
    if failing != UNFIT and (not save["error"].startswith(f"{failing}: the trains") if failing else save["error"]):
        run.fail(
            _("{failed}, and save() did not let it out.").format(failed=failed)
            if failing
            else _("save({path}, …) raised an error.").format(path=f'"{save["path"]}"'),
            expected=_("the {error} of pieces").format(error=failing) if failing else _("no error"),
            actual=save["error"] or _("no error"),
            help=_("What pieces raises comes up in the middle of save(). What catches it there?")
            if failing
            else _why_error(save["error"]),
        )
    holds = "no file" if wanted is None else str(wanted) if wanted else "an empty file"
    if save["holds"] != holds and failing != UNFIT:  # what is lost then is lost to a kill as well
        run.fail(
            (
                _("{failed}, and a file was there that had not been there before.")
                if wanted is None
                else _("{failed}, and the file did not stay as it was.")
            ).format(failed=failed)
            if failing
            else _("save() has returned, and the file does not hold the pieces."),
            expected=_("no file, as before")
            if wanted is None
            else _seen(str(wanted))
            if wanted
            else _("an empty file, for there were no pieces"),
            actual=_seen(save["holds"]),
            help=""
            if not failing
            else _("Which call of save() makes that file, and what may still fail after it?")
            if wanted is None
            else _("The old version has to stay until the new one is complete."),
        )
    if len(save["beside"]) > 1 or any(size for _name, size in save["beside"]):
        run.fail(
            _("{failed}, and save() left a file in the folder.").format(failed=failed)
            if failing
            else _("save() has returned, and left a file in the folder."),
            expected=_("nothing beside the file, or one file that is empty"),
            actual="\n".join(_("{name}, {size} bytes").format(name=name, size=size) for name, size in save["beside"]),
            help=_("Whoever makes a file for the time of the work takes it away at the end, however the work ends."),
        )


def _expect_synced(run: Run, save: Save) -> None:
    if save["synced"] == "all":
        return
    never = _("for the file that is then at path there was no such call")
    seen = {
        "late": _("that call, when the file was at path already"),
        "part": _("that call, when a part of the file was not in it yet"),
    }
    helps = {
        "late": _(
            "What comes behind the new name comes too late: a board may read the file by then, and the power may go."
        ),
        "part": _(
            "What you write to a file object waits in its buffer until flush(), and os.fsync() knows nothing of that "
            "buffer. So flush first, then sync."
        ),
    }
    run.fail(
        _("When the new version was at path, not all of it had been brought to the disk."),
        expected=_("os.fsync() of the file that is then at path, when all is in it and before it is there"),
        actual=seen.get(save["synced"], never),
        help=helps.get(
            save["synced"],
            _(
                "A file that is closed is with the system, which brings it to the disk when it likes; os.fsync() waits "
                "until it is there. A file that is copied is a new one, and needs a call of its own."
            ),
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
                help=_why_two(run),
            )
    run.expect_nothing_left()
    run.expect_no_error(help=_why_two(run))
    holds = str(run.expect_result(dict[str, Any]).get("holds"))
    if not holds.isdecimal():
        run.fail(
            _("When all had saved, the file was not whole."),
            expected=_("a whole version"),
            actual=f"{_shown(run.lines)}\n{_seen(holds)}",
            help=_why_two(run),
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


def _expect_both_first(program: Program) -> None:
    """Two save where there is no file, and now the one, now the other is ahead by a step."""
    versions = _versions(program, 2)
    drive = Drive(
        keep_both_first,
        uses=[pieces_of, seen_at, watch, keep_first],
        versions=versions,
        length=SHORT,
        paths=PATHS,
    )
    run = program.conduct("round-robin-lazy", drive=drive)
    help = _(
        "No file was there when the two began. What may the other one have done between two steps of save(), and is "
        "what was found out before still true then?"
    )
    run.expect_nothing_left()
    run.expect_no_error(help=help)
    holds = run.expect_result(list[str], count=PATHS)
    if wrong := [what for what in holds if not what.isdecimal()]:
        run.fail(
            _("Two clerks saved at the same time where there was no file, and then the file was not whole."),
            expected=_("a whole version"),
            actual=_seen(wrong[0]),
            help=help,
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


def _why_two(run: Run) -> str:
    help = _(
        "One process alone does it right. Here two clerks save at the same time. Into which file does each of them "
        "write, who else may have that name in hand, and which file does each of them rename in the end?"
    )
    if any("MainProcess" in run.error_of(process) for process in run.processes):
        help += " " + _("Both are called MainProcess here, as programs are that were started on their own.")
    return help


def _shown(lines: "Sequence[Line]") -> str:
    """The last of the lines, which are the ones that matter."""
    return "\n".join(line.text for line in lines[-8:])
