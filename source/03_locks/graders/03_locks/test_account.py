"""A read and the write that follows from it belong under one hold of the lock that all use."""

from typing import Any, NamedTuple, TypedDict

from forklings import Drive, Program, Run, _, points

# Everyone in turn shows most of what can go wrong here; the others are for what nobody thought of.
SCHEDULES = 12

# How many steps somebody takes who holds the lock for long: whoever tries for so often has not given up.
LONG_HOLD = 150


class Watched:
    """The account of one process: it looks whether the lock is held, and can be out of reach.

    It looks by taking the lock. So only one process may use it, and then whoever holds the
    lock is that process. With failing = [1, 2] the second write raises the error, with [0, 2] the second read.
    """

    def __init__(self, lock: "Any", balance: int, failing: "Any" = None, error: "Any" = None) -> None:
        from multiprocessing.sharedctypes import RawArray

        self.lock, self.failing, self.error = lock, failing, error
        # The balance, the calls with the lock free and held, the reads and writes, and the balance at the error.
        self.facts = RawArray("q", [balance, 0, 0, 0, 0, -1])

    def read(self) -> int:
        self.called(0)
        return int(self.facts[0])

    def write(self, balance: int) -> None:
        self.called(1)
        self.facts[0] = balance

    def called(self, wrote: int) -> None:
        free = self.lock.acquire(block=False)
        if free:
            self.lock.release()
        self.facts[1 if free else 2] += 1
        self.facts[3 + wrote] += 1
        if self.failing == [wrote, self.facts[3 + wrote]]:
            self.facts[5] = self.facts[0]
            raise self.error


class Shared:
    """The account of several processes in a conducted run, where one runs at a time: it takes down who came when."""

    def __init__(self, balance: int, file: str) -> None:
        from multiprocessing.sharedctypes import RawArray, RawValue

        self.file = file
        self.balance = RawValue("q", balance)
        self.count = RawValue("q", 0)
        self.visits = RawArray("q", 4 * 400)

    def read(self) -> int:
        import time

        balance = int(self.balance.value)
        self.visited(0, balance)
        time.sleep(0)  # here somebody else may go on
        return balance

    def write(self, balance: int) -> None:
        import time

        time.sleep(0)
        self.balance.value = balance
        self.visited(1, balance)

    def visited(self, wrote: int, balance: int) -> None:
        import os
        import sys

        caller = sys._getframe(2)
        line = caller.f_lineno if caller.f_code.co_filename == self.file else 0
        first = 4 * self.count.value
        if first < len(self.visits):
            self.visits[first : first + 4] = [os.getpid(), wrote, balance, line]
            self.count.value += 1


def pay_wages(account: "Any", lock: "Any", wages: int, steps: int) -> None:
    """Somebody else who uses the account, as the contract says, and takes so many steps over it."""
    import time

    with lock:
        balance = account.read()
        for _step in range(steps):
            time.sleep(0)
        account.write(balance + wages)


def deposit_alone(module: "Any", balance: int, times: int) -> dict[str, object]:
    """Coins paid in by the main process, which is all alone."""
    import multiprocessing

    lock = multiprocessing.Lock()
    account = Watched(lock, balance)
    module.deposit(account, lock, times)
    after, free, held, *_rest = account.facts
    return {"balance": after, "bare": free > 0 and not held, "free": lock.acquire(block=False)}


def deposit_together(module: "Any", balance: int, times: int, wages: int, steps: int) -> dict[str, object]:
    """Two processes pay in coins while somebody pays in wages."""
    import multiprocessing

    lock = multiprocessing.Lock()
    account = Shared(balance, module.__file__)
    workers = [
        multiprocessing.Process(target=module.deposit, args=(account, lock, times), name="anna"),
        multiprocessing.Process(target=module.deposit, args=(account, lock, times), name="ben"),
        multiprocessing.Process(target=pay_wages, args=(account, lock, wages, steps), name="wages"),
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    visits = [list(account.visits[4 * place : 4 * place + 4]) for place in range(account.count.value)]
    return {
        "balance": account.balance.value,
        "visits": visits,
        "people": [[worker.pid, worker.name, worker.exitcode] for worker in workers],
    }


def deposit_with_errors(
    module: "Any", balance: int, times: int, errors: dict[str, list[str]]
) -> dict[str, dict[str, object]]:
    """Coins paid in by the main process, which is all alone, once for each call that raises at the last of them."""
    import builtins
    import multiprocessing

    seen = {}
    for wrote, (call, (kind, text)) in enumerate(errors.items()):
        lock = multiprocessing.Lock()
        account = Watched(lock, balance, [wrote, times], getattr(builtins, kind)(text))
        came, free = "", True
        try:
            module.deposit(account, lock, times)
        except Exception as error:
            came = f"{type(error).__name__}: {error}"
            free = lock.acquire(block=False)  # here, where the error is still under way
        seen[call] = {"came": came, "free": free, "met": account.facts[5], "balance": account.facts[0]}
    return seen


class Alone(TypedDict):
    balance: int
    bare: bool  # the account was used, and never under the lock
    free: bool


class Together(TypedDict):
    balance: int
    visits: list[tuple[int, int, int, int]]
    people: list[tuple[int, str, int | None]]


class AfterError(TypedDict):
    came: str
    free: bool
    met: int  # the balance when the call raised, -1 if none did
    balance: int


class Visit(NamedTuple):
    """A read or a write of the account, in the order in which they happened; line 0 where it is not known."""

    pid: int
    wrote: int
    balance: int
    line: int


@points(2)
def test_uses_the_lock(program: Program) -> None:
    """deposit pays in a coin, holds the lock that it was given meanwhile, and leaves it free."""
    balance = program.number(200, 900, salt="balance")
    run = program.drive(deposit_alone, uses=[Watched], balance=balance, times=1)
    help = ""
    if run.outcome == "timeout":
        help = _(
            "deposit was all alone here. A Lock that is held is held for everyone: a process that takes it again "
            "waits for itself."
        )
    if "'Watched' object" in run.error_of(run.main):
        help = _(
            "deposit gets other accounts as well, as it did here. All have read() and write(), and the lock that goes "
            "with each is the second argument."
        )
    _expect_paid(run, run.expect_result(Alone, help=help), balance, times=1)


@points(4, needs=test_uses_the_lock)
def test_no_money_lost(program: Program) -> None:
    """No money is lost: in no schedule does another process come between a read and its write."""
    balance = program.number(200, 900, salt="balance")
    times = program.number(2, 3, salt="times")
    wages = program.number(31, 99, salt="wages")
    amounts = {"balance": balance, "times": times, "wages": wages}
    drive = Drive(deposit_together, uses=[Shared, pay_wages], **amounts, steps=0)
    by_steps = True
    for run in program.explore(drive=drive, schedules=SCHEDULES):
        _expect_kept(run, **amounts)
        by_steps = by_steps and run.conducted is not None and not run.conducted.around
    if by_steps:  # what goes on beside the steps, threads say, has no schedule and takes its time
        drive = Drive(deposit_together, uses=[Shared, pay_wages], **amounts, steps=LONG_HOLD)
        _expect_kept(program.conduct("round-robin", drive=drive), **amounts)
    # And nothing at all, where that is what is asked for.
    run = program.drive(deposit_alone, uses=[Watched], balance=0, times=0)
    _expect_paid(run, run.expect_result(Alone), 0, times=0)
    run = _with_errors(program, times=2)
    for call, seen in run.expect_result(dict[str, AfterError]).items():
        _expect_still_paid(run, call, seen)


@points(2, needs=test_uses_the_lock)
def test_error_leaves_it_free(program: Program) -> None:
    """When read() or write() raises an error, deposit raises it too, and the lock is free."""
    run = _with_errors(program, times=1)
    after = run.expect_result(dict[str, AfterError])
    for call, (kind, text) in _errors(program).items():
        _expect_told(run, call, after.get(call, AfterError(came="", free=True, met=0, balance=0)), f"{kind}: {text}")


def _errors(program: Program) -> dict[str, list[str]]:
    """The error that each call raises; each kind is an OSError."""
    kinds = {"read": "OSError", "write": "ConnectionError"}
    return {call: [kind, f"no answer {program.number(1000, 9999, salt=call)}"] for call, kind in kinds.items()}


def _with_errors(program: Program, times: int) -> Run:
    balance = program.number(200, 900, salt="balance")
    return program.drive(deposit_with_errors, uses=[Watched], balance=balance, times=times, errors=_errors(program))


def _expect_paid(run: Run, seen: Alone, balance: int, times: int) -> None:
    if seen["bare"]:
        run.fail(
            _("Whenever deposit called read() or write(), the lock that it was given was free."),
            expected=_("the lock is held"),
            actual=_("the lock is free"),
            help=_(
                "A lock keeps out those who take the same lock, and nobody else. The others who use this account "
                "take the one that deposit gets as its second argument."
            ),
        )
    if seen["balance"] != balance + times:
        run.fail(
            _("The balance was {balance}, and times was {times}.").format(balance=balance, times=times),
            expected=_("a balance of {balance}").format(balance=balance + times),
            actual=_("a balance of {balance}").format(balance=seen["balance"]),
        )
    if not seen["free"]:
        run.fail(
            _("times was {times}. deposit has returned and still holds the lock.").format(times=times),
            expected=_("the lock is free"),
            actual=_("the lock is held"),
            help=_("Nobody else can take it any more. A function that returns releases nothing by itself."),
        )


def _expect_told(run: Run, call: str, seen: AfterError, wanted: str) -> None:
    if not seen["free"]:
        run.fail(
            _("{call}() raised an error. That ended deposit, and the lock is still held.").format(call=call),
            expected=_("the lock is free"),
            actual=_("the lock is held"),
            help=_(
                "An error leaves a function from where it happens; the lines below it are not run. What is run "
                "on every way out?"
            ),
        )
    if seen["came"] != wanted:
        help = _("A coin that could not be paid in must not look like one that was, nor be tried again here.")
        if seen["came"].partition(": ")[2] == wanted.partition(": ")[2]:
            help = _("Whoever called deposit may go by the kind of an error. It is to come out as it went in.")
        run.fail(
            _("{call}() raised an error, and whoever called deposit is to hear of it.").format(call=call),
            expected=_("deposit raises {error}").format(error=wanted),
            actual=_("deposit raises {error}").format(error=seen["came"]) if seen["came"] else _("deposit returns"),
            help=_help_released(seen["came"]) or help,
        )


def _expect_still_paid(run: Run, call: str, seen: AfterError) -> None:
    if seen["balance"] < seen["met"]:
        run.fail(
            _("{call}() raised an error at a balance of {balance}.").format(call=call, balance=seen["met"]),
            expected=_("a balance of {balance}").format(balance=seen["met"]),
            actual=_("a balance of {balance}").format(balance=seen["balance"]),
            help=_(
                "A coin that is paid stays paid, one of the same call too. Who puts back an old balance takes away all "
                "that was paid in since."
            ),
        )


def _expect_kept(run: Run, balance: int, times: int, wages: int) -> None:
    """Nobody came between a read and its write, every deposit returned, and the balance is right."""
    seen = run.expect_result(Together, help=_help_unended(run))
    names = {pid: name for pid, name, _code in seen["people"]}
    visits = [Visit(*visit) for visit in seen["visits"]]
    _expect_nobody_between(run, visits, names)
    _expect_returned(run, seen)
    total = balance + 2 * times + wages
    if seen["balance"] != total:
        run.fail(
            _("Nobody came between a read and its write, and yet the balance is {balance}.").format(
                balance=seen["balance"]
            ),
            expected=_("{start} + {coins} coins of anna + {coins} coins of ben + wages of {wages} = {total}").format(
                start=balance, coins=times, wages=wages, total=total
            ),
            actual=_shown(run, visits, names),
            help=_help_refused(run) or _("Each coin is to be paid in, and each builds on a balance just read."),
        )


def _expect_nobody_between(run: Run, visits: list[Visit], names: dict[int, str]) -> None:
    last_read: dict[int, int] = {}
    for place, visit in enumerate(visits):
        if not visit.wrote:
            last_read[visit.pid] = place
            continue
        since = last_read.get(visit.pid, place)
        between = [other for other in visits[since:place] if other.pid != visit.pid]
        if between:
            who, other = (_name(run, pid, names) for pid in (visit.pid, between[0].pid))
            run.fail(
                _("{other} came between a read of {who} and the write that follows from it.").format(
                    other=other, who=who
                ),
                expected=_("{who} reads and writes, and nobody comes between").format(who=who),
                actual=_shown(run, visits[since : place + 1], names),
                help=("" if _asks_again(run) else _help_refused(run))
                or _(
                    "Then one of the two goes by a balance that is out of date. Who holds the lock keeps the others "
                    "out from acquire to release, and no longer: is it held at each read, and all the way from there "
                    "to the write?"
                ),
            )


def _expect_returned(run: Run, seen: Together) -> None:
    for pid, name, code in seen["people"]:
        if code != 0:
            process = next((process for process in run.processes if process.pid == pid), None)
            error = run.error_of(process) if process is not None else ""
            if name == "wages" and "released too many times" in error:
                run.fail(
                    _("wages held the lock, and when it came to release it, it was free."),
                    expected=_("a lock stays taken until its holder releases it"),
                    actual=error,
                    help=_(
                        "A Lock does not know who holds it: anybody can release it, also one who never got it. Does "
                        "each release() of yours belong to an acquire() that returned True?"
                    ),
                )
            run.fail(
                _("The deposit of {who} did not return.").format(who=name),
                expected=_("deposit returns when its coins are paid in"),
                actual=error or _("its process ended with exit code {code}").format(code=code),
                help=_help_released(error) or _help_refused(run),
            )


def _help_unended(run: Run) -> str:
    if run.outcome == "deadlock":
        return _("Every acquire that got the lock needs a release of its own, before the next one can get it.")
    return ""


def _help_refused(run: Run) -> str:
    """What to say where an acquire came back without the lock."""
    steps = run.conducted.steps if run.conducted is not None else ()
    if not any(step.kind == "acquire" and not step.result for step in steps):
        return ""
    return _(
        "An acquire() came back without the lock here: with block=False, or with a timeout, it may, and then it "
        "returns False. Somebody else may hold the lock for as long as they like. What does deposit do then?"
    )


def _asks_again(run: Run) -> bool:
    """Whether all whose acquire came back without the lock went on with another acquire of it."""
    steps = run.conducted.steps if run.conducted is not None else ()
    asks = [step for step in steps if step.kind in ("acquire", "release")]
    for place, step in enumerate(asks):
        if step.kind == "acquire" and not step.result:
            mine = (other for other in asks[place + 1 :] if (other.who, other.object) == (step.who, step.object))
            following = next(mine, None)
            if following is None or following.kind != "acquire":
                return False
    return True


def _help_released(error: str) -> str:
    if "released too many times" not in error:
        return ""
    return _("A release() of a lock that is free is an error of its own. There is one release for each acquire.")


def _shown(run: Run, visits: list[Visit], names: dict[int, str]) -> str:
    lines = []
    for visit in visits:
        template = _("{who} writes {balance}") if visit.wrote else _("{who} reads {balance}")
        place = f" ({run.file_name}:{visit.line})" if visit.line else ""
        lines.append(template.format(who=_name(run, visit.pid, names), balance=visit.balance) + place)
    return "\n".join(lines) or _("nobody came to the account")


def _name(run: Run, pid: int, names: dict[int, str]) -> str:
    if pid in names:
        return names[pid]
    return next((str(process) for process in run.processes if process.pid == pid), _("a process"))
