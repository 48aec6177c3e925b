"""What a child is to have goes to it pickled under spawn and forkserver, and the lock that all share goes along."""

from typing import Any, TypedDict

from forklings import Drive, Process, Program, Run, _, points

OVER = "concert() is over"
BAND = ("band: begins", "band: plays on", "band: plays on", "band: ends")


class Text(str):
    """A text that is noticed when it is pickled."""

    pickled = 0
    methods: tuple[str, ...] = ()  # by which the children are started that the microphone goes to

    def __reduce__(self) -> "Any":
        Text.pickled += 1
        return str, (str(self),)


class Microphone:
    """A lock that is noticed when it is pickled, and for a child of which start method."""

    def __init__(self, lock: "Any") -> None:
        self.lock = lock

    def __reduce__(self) -> "Any":
        from multiprocessing import context

        Text.pickled += 1
        popen: Any = context.get_spawning_popen()
        if popen is not None:
            Text.methods = (*Text.methods, popen.method)
        return Microphone, (self.lock,)

    def acquire(self, block: bool = True, timeout: "float | None" = None) -> bool:
        return bool(self.lock.acquire(block, timeout))

    def release(self) -> None:
        self.lock.release()

    def __enter__(self) -> bool:
        return bool(self.lock.acquire())

    def __exit__(self, *error: object) -> None:
        self.lock.release()


def play(microphone: "Any", lines: "list[str]") -> None:
    """Somebody else who uses the microphone."""
    import time

    with microphone:
        for line in lines:
            print(line)
            time.sleep(0)  # here somebody else may go on


def attend(
    module: "Any", names: list[str], verse: list[str], band: list[str], again: list[list[str]]
) -> dict[str, object]:
    """A concert with a band; says what was pickled for it, for which children, and which start method is set then.

    And another one without a band, if again has names and a verse for it.
    """
    import multiprocessing

    microphone = Microphone(multiprocessing.Lock())
    players = multiprocessing.Process(target=play, args=(microphone, band), name="band")
    players.start()
    Text.pickled = 0
    Text.methods = ()
    module.concert([Text(name) for name in names], [Text(line) for line in verse], microphone)
    print("concert() is over")
    pickled = Text.pickled
    methods: list[str] = sorted(set(Text.methods))
    players.join()
    if again:
        module.concert(*again, microphone)
    return {"pickled": pickled, "methods": methods, "method": multiprocessing.get_start_method()}


class Seen(TypedDict):
    pickled: int
    methods: list[str]
    method: str


@points(3)
def test_all_sing(program: Program) -> None:
    """Each singer sings the whole verse, in a child process, under fork, spawn and forkserver."""
    _expect_sung(_in_time(program), program, _texts(program))
    if program.start_method == "fork":  # one real run beside the conducted ones, which are made under each
        _expect_sung(_real(program), program, _texts(program), _alone(program))


@points(1, needs=test_all_sing)
def test_start_method(program: Program) -> None:
    """The start method is the one that was set: concert() neither sets nor takes another."""
    run = _in_time(program)
    seen = _seen(run)
    help = _(
        "A program that is made to run under fork still works under fork alone. fork is not everywhere, and since "
        "Python 3.14 it is the default nowhere; the caller may have had a reason to choose another one."
    )
    if seen["method"] != run.start_method:
        run.fail(
            _("After concert() another start method was set than before."),
            expected=run.start_method,
            actual=seen["method"],
            help=help,
        )
    if run.start_method != "fork" and not seen["pickled"]:
        run.fail(
            _(
                "Under {method} what gets to a child is pickled, and nothing was: not a text, nor the microphone."
            ).format(method=run.start_method),
            expected=_("children that are started by {method}").format(method=run.start_method),
            actual=_("nothing was pickled for any child"),
            help=help,
        )
    if others := [method for method in seen["methods"] if method != run.start_method]:
        run.fail(
            _("{method} was set, and a child was started by {other}.").format(method=run.start_method, other=others[0]),
            expected=_("children that are started by {method}").format(method=run.start_method),
            actual=_("a child that was started by {other}").format(other=others[0]),
            help=_("The caller may have had a reason to choose. Who asks here for a start method by its name?"),
        )


@points(3, needs=test_all_sing)
def test_microphone(program: Program) -> None:
    """A singer holds the microphone from the first line to the last, and nobody comes between their lines."""
    for run in program.explore(drive=_drive(program), schedules=12, elsewhere=3):
        singers = _expect_sung(run, program, _texts(program))
        over = next(index for index, line in enumerate(run.lines) if line.text == OVER)
        late = [line.text for line in run.lines[over:] if line.process in singers]
        if late:
            run.fail(
                _("concert() has returned, and not all have sung."),
                expected=_("all lines of the singers, and then concert() returns"),
                actual=_shown(run),
                help=_(
                    "How long a singer waits for the microphone nobody knows. A join with a timeout may come back "
                    "before, and a nap may be over before. Who waits for the end of all?"
                ),
            )
        lines = [line for line in run.lines if line.text != OVER]
        for owner in {line.process.pid: line.process for line in lines}.values():
            for block in _blocks(run, owner, program):
                # By place: a line of the verse that is there twice is equal to itself.
                places = [place for place, line in enumerate(lines) if any(line is own for own in block)]
                if others := [line for line in lines[places[0] : places[-1]] if line not in block]:
                    run.fail(
                        _("“{other}” came between “{first}” and “{last}”.").format(
                            other=others[0].text, first=block[0].text, last=block[-1].text
                        ),
                        expected=_("nobody comes between the lines of a singer, or those of the band"),
                        actual=_shown(run),
                        help=_why_between(run, {owner, others[0].process}),
                    )
        _expect_held(run, program)
        _expect_kept(run, program)


def _texts(program: Program) -> tuple[list[str], list[str]]:
    number = program.number(100, 999, salt="verse")
    names = ["dora", "anna {alto}", "ben 100%"]
    return names, [f"verse {number}", "  the sea, the sea", "", "  the sea, the sea", ""]


def _alone(program: Program) -> tuple[list[str], list[str]]:
    """One singer, and one line."""
    return ["carla"], [f"again {program.number(100, 999, salt='again')}"]


def _drive(program: Program) -> Drive:
    names, verse = _texts(program)
    return Drive(attend, uses=[Text, Microphone, play], names=names, verse=verse, band=list(BAND), again=[])


def _in_time(program: Program) -> Run:
    return program.conduct("round-robin-lazy", drive=_drive(program))


def _real(program: Program) -> Run:
    names, verse = _texts(program)
    again = list(_alone(program))
    return program.drive(attend, uses=[Text, Microphone, play], names=names, verse=verse, band=list(BAND), again=again)


def _seen(run: Run) -> Seen:
    return run.expect_result(Seen, help=_why_error(run, run.error_of(run.main)))


def _expect_sung(run: Run, program: Program, *concerts: tuple[list[str], list[str]]) -> set[Process]:
    """Each singer's lines are there, once, in order, by a child; gives the singers."""
    _seen(run)
    for process in run.processes:
        if error := run.error_of(process):
            run.fail(
                _("An error ended {process}: {error}").format(process=process, error=error),
                expected=_("no process ends with an error"),
                actual=error,
                help=_why_error(run, error),
            )
    for child in run.children:
        # What ends a worker of a pool from outside is no error of its own.
        if child.exitcode is not None and child.exitcode > 0:
            run.expect_exit(
                0,
                of=child,
                help=_(
                    "An exit code other than 0 says that there was an error, and so does sys.exit() with a text. With "
                    "which one does a process end that has come to the end of its function?"
                ),
            )
    singers = set()
    for name, verse in [(name, verse) for names, verse in concerts for name in names]:
        lines = [line for line in run.lines if line.text.startswith(f"{name}: ")]
        expected = [f"{name}: {line}" for line in verse]
        if lines and lines[0].process not in run.children:
            run.fail(
                (
                    _("{name} sang in the main process.")
                    if lines[0].process is run.main
                    else _("{name} sang in a process that was not started with multiprocessing.")
                ).format(name=name),
                expected=_("each singer in a child process"),
                actual=_shown(run),
                help=_(
                    "print() writes in the process that calls it, and so does a function that is called there. Which "
                    "lines of yours are run in the child?"
                )
                if lines[0].process is run.main
                else _("os.fork() makes a copy whatever the start method is, and what goes there is not pickled."),
                certain=True,
            )
        if [line.text for line in lines] != expected or len({line.process for line in lines}) > 1:
            run.fail(
                _("{name} did not sing the verse, once, line by line.").format(name=name),
                expected="\n".join(expected),
                actual=_shown(run),
                help=_(
                    "A line may be empty, hold a comma or begin with blanks, and a verse may have one twice, or one "
                    "alone. Each is sung as it is."
                )
                if lines
                else _(
                    "No error was seen, and no line of this singer. Was anybody told to sing, and was that waited for "
                    "as long as it took? What a pool is given asynchronously has its error kept back until get() is "
                    "called, and at the end of its `with` a pool is terminated, whoever still waits for the microphone."
                ),
            )
        singers.add(lines[0].process)
    return singers


def _blocks(run: Run, owner: Process, program: Program) -> "list[list[Any]]":
    """The lines of one process, apart by who sings or plays: a worker of a pool may be two singers in turn."""
    names, _verse = _texts(program)
    of_owner = [line for line in run.lines if line.process is owner]
    blocks = [[line for line in of_owner if line.text.startswith(f"{name}: ")] for name in [*names, "band"]]
    return [block for block in blocks if block]


def _expect_held(run: Run, program: Program) -> None:
    """Whoever writes a singer's line has taken the microphone before, and has not given it back."""
    if run.conducted is None or run.conducted.around:
        return
    microphone = _microphone(run)
    uses = [step for step in run.conducted.steps if step.object in microphone and step.result]
    names, _verse = _texts(program)
    for place, piece in enumerate(run.evidence.pieces):
        rows = piece.data.decode(errors="replace").splitlines() if piece.stream == 1 else []
        sung = [row for row in rows if any(row.startswith(f"{name}: ") for name in names)]
        if not sung:
            continue
        own = [step.kind for step in uses if step.pid == piece.pid and step.output <= place]
        if own and own[-1] == "acquire":
            continue
        run.fail(
            _("Who sang “{line}” did not hold the microphone.").format(line=sung[0]),
            expected=_("the singer's process takes the microphone, sings, and gives it back"),
            actual=_shown(run),
            help=_(
                "A line is sung when it is written. What stands in a buffer is written when that is flushed, and the "
                "microphone is held until after the last line."
            )
            if any(step.pid == piece.pid for step in uses)
            else _(
                "That process never took the microphone that concert() was given. What another process holds in its "
                "stead the singer does not hold, and another lock keeps nobody else away."
            ),
        )


def _expect_kept(run: Run, program: Program) -> None:
    """Nobody gives the microphone back in mid-verse, whether or not somebody else takes it then."""
    if run.conducted is None or run.conducted.around:
        return
    microphone = _microphone(run)
    given = [step for step in run.conducted.steps if step.object in microphone and step.kind == "release"]
    names, _verse = _texts(program)
    for name in names:
        places = [
            (place, piece.pid)
            for place, piece in enumerate(run.evidence.pieces)
            if piece.stream == 1
            and any(row.startswith(f"{name}: ") for row in piece.data.decode(errors="replace").splitlines())
        ]
        if any(step.pid == pid and place < step.output <= places[-1][0] for place, pid in places[:1] for step in given):
            run.fail(
                _("{name} gave the microphone back before the last line.").format(name=name),
                expected=_("the singer's process takes the microphone, sings, and gives it back"),
                actual=_shown(run),
                help=_(
                    "What is given back in mid-verse somebody else may take, and sing, even if nobody did here. Where "
                    "in the verse is the microphone given back, and after which line was it to be?"
                ),
            )


def _microphone(run: Run) -> set[str]:
    """The lock that the band has held, as the steps name it."""
    steps = run.conducted.steps if run.conducted is not None else ()
    band = {line.process.pid for line in run.lines if line.text in BAND}
    return {step.object for step in steps if step.kind == "acquire" and step.pid in band and not step.line}


def _why_between(run: Run, processes: set[Process]) -> str:
    """What the singers among these did with the lock that the band has held."""
    steps = [step for step in run.conducted.steps if step.kind == "acquire"] if run.conducted is not None else []
    microphone = _microphone(run)
    singers = {process.pid for process in processes} - {line.process.pid for line in run.lines if line.text in BAND}
    taken = {singer: [step for step in steps if step.pid == singer and step.object in microphone] for singer in singers}
    if not all(taken.values()) and any(step.pid == run.main.pid and step.object in microphone for step in steps):
        return _(
            "The main process held the microphone, and one of these singers never asked for it. What another process "
            "holds in its stead a singer does not hold."
        )
    if not all(taken.values()):
        return _(
            "The band held the microphone, and one of these singers never asked for it. It is one lock for all: the "
            "one that concert() was given. A lock that is made elsewhere, in the child or at the top of the file, is "
            "another one, and under spawn and forkserver each child makes its own."
        )
    if not all(step.result for asked in taken.values() for step in asked):
        return _(
            "Somebody asked for the microphone and did not get it: acquire() with a timeout, or one that does not "
            "block, gives False then. Who goes on all the same holds nothing."
        )
    return _(
        "Both had asked for the microphone and got it. Between which lines was it released? It is held from before the "
        "first line until after the last one."
    )


def _why_error(run: Run, error: str) -> str:
    if "only be shared between processes through inheritance" in error:
        return _(
            "A lock goes along when a process is started, and in no other way: not through a queue, which is how a "
            "pool gets its tasks. Which arguments does a worker of a pool get as it is started?"
        )
    if "local object" in error or "<lambda>" in error or "local function" in error:
        return _(
            "Of a function its name is sent, and the child looks it up in the file. What stands inside another "
            "function, or has no name, is not found there."
        )
    if "pickle" in error:
        return _(
            "Something is handed to the child that does not pickle, or hangs on what is handed over. What of it could "
            "the child have without being given it?"
        )
    if "NameError" in error or "NoneType" in error or "AttributeError" in error:
        return _(
            "Under spawn and forkserver a child imports the file, and has of its variables what that gives them. What "
            "the parent has put into them later, in a function or under the main guard, is not there."
        )
    return ""


def _shown(run: Run) -> str:
    return "\n".join(f"{line.text} ({line.process})" for line in run.lines)
