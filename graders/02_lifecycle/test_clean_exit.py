"""A daemon is ended with its parent; work that matters has to be waited for."""

from forklings import Program, _, points

WRITERS = ("anna", "ben")


@points(3)
def test_writers_finish(program: Program) -> None:
    """Both writers finish their page, each in a process of its own, before the program ends."""
    run = program.run()
    own = {}
    for name in WRITERS:
        started = run.expect_line(
            f"{name}: start",
            by=run.children,
            times=1,
            help=_("Only start() makes a new process; a call of the function, or of run(), stays in this one."),
        )
        done = run.expect_line(
            f"{name}: done",
            by=started.process,
            times=1,
            help=_("When the main process ends, its daemons are ended too, finished or not. Who waits for them?"),
        )
        own[name] = done.process
    if own["anna"] is own["ben"]:
        run.fail(
            _("One process wrote both pages."),
            expected=_("two writers, each in a process of its own"),
            actual=_("both pages by {process}").format(process=own["anna"]),
        )


@points(1, needs=test_writers_finish)
def test_goodbye(program: Program) -> None:
    """The main process says goodbye, once."""
    run = program.run()
    run.expect_line("main: goodbye", by=run.main, times=1)


@points(1, needs=test_writers_finish)
def test_ends_well(program: Program) -> None:
    """The program ends with exit code 0."""
    run = program.run()
    run.expect_exit(0, help=_("Exit code 0 says that all went well; an error or sys.exit() with a text says 1."))
