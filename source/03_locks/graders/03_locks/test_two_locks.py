"""Two locks, taken in one order by everyone, or given back when the second is busy."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any, TypedDict

from forklings import Drive, Program, Run, _, points

# Account 0 gives more than it has; those of the transfers to and fro begin with the same.
START = [15, 45, 50, 40, 65, 30, 35, 55, 70, 25, 50]

# How often somebody who visits an account lets others go on before it gives the lock back.
_PAUSES = 20

# How often, and for how many seconds, a visitor naps where hundreds of tries are to be in vain. In a lazy schedule
# somebody who tries again and again takes some 250 steps in each of the naps: of twenty the run would not see the end.
_NAPS = 10
_NAP = 3600

# The two accounts of the transfers to and fro, in the order in which a visitor takes their locks. Both are even,
# and neither is the first or the second; a set may have the two in either order.
_VISITED = (10, 2)


class Seen(TypedDict):
    """What a drive returns: the balances at the end, and the accounts whose locks are still taken."""

    balances: list[int]
    taken: list[int]


class Alone(Seen):
    """What one_by_one() returns besides: the coins that others paid in during the transfers, by account."""

    coins: list[int]


class Visited(Seen):
    """What at_once() returns besides.

    found are the sums of two accounts that a visitor found who held both their locks.
    """

    found: list[int]


class Accounts:
    """Balances in shared memory. Each read and each write takes a moment, in which others may get on."""

    def __init__(self, balances: list[int]) -> None:
        import multiprocessing

        self.balances = multiprocessing.Array("q", balances, lock=False)

    def __len__(self) -> int:
        return len(self.balances)

    def __getitem__(self, number: int) -> int:
        self.pause()
        return int(self.balances[number])

    def __setitem__(self, number: int, balance: int) -> None:
        self.pause()
        self.balances[number] = balance

    def pause(self) -> None:
        import time

        time.sleep(0)


class SharedAccounts(Accounts):
    """After each read and before each write somebody comes by who pays a coin in, if the account's lock is free."""

    def share(self, locks: "Any") -> None:
        self.locks = locks
        self.coins = [0] * len(self)

    def pay_in(self, number: int) -> None:
        if self.locks[number].acquire(block=False):
            self.balances[number] += 1
            self.coins[number] += 1
            self.locks[number].release()

    def __getitem__(self, number: int) -> int:
        balance = super().__getitem__(number)
        self.pay_in(number)
        return balance

    def __setitem__(self, number: int, balance: int) -> None:
        self.pay_in(number)
        super().__setitem__(number, balance)


class SlowAccounts(Accounts):
    """The first write of each process says that it is under way, and waits until it may be done."""

    def __init__(self, balances: list[int]) -> None:
        import multiprocessing

        super().__init__(balances)
        self.under_way, self.may_go_on = multiprocessing.Event(), multiprocessing.Event()

    def pause(self) -> None:
        pass

    def __setitem__(self, number: int, balance: int) -> None:
        self.under_way.set()
        self.may_go_on.wait()
        super().__setitem__(number, balance)


def new_locks(count: int) -> "Any":
    """A lock for each account; the one of account 0 is made last, so that Lock 2 is account 2's."""
    import multiprocessing

    others = [multiprocessing.Lock() for _ in range(count - 1)]
    return [multiprocessing.Lock(), *others]


def seen(accounts: "Any", locks: "Any") -> dict[str, object]:
    taken = []
    for number, lock in enumerate(locks):
        if lock.acquire(block=False):
            lock.release()
        else:
            taken.append(number)
    return {"balances": list(accounts.balances), "taken": taken}


def own_copies(locks: "Any", descending: bool) -> "Any":
    """The locks as a spawned process may get them: objects of its own, anywhere in its memory.

    Here they lie in the order of their numbers, or against it.
    """
    copies = sorted((object.__new__(type(lock)) for lock in locks), key=id, reverse=descending)
    for copy, lock in zip(copies, locks, strict=True):
        copy.__setstate__((0, lock._semlock.kind, lock._semlock.maxvalue, lock._semlock.name))
    return copies


def work(place: int, transfer: "Any", accounts: "Any", locks: "Any", transfers: list[list[int]]) -> None:
    import multiprocessing

    if multiprocessing.get_start_method() != "fork":
        locks = own_copies(locks, descending=place % 2 == 1)
    for source, target, amount in transfers:
        transfer(accounts, locks, source, target, amount)


def one_by_one(module: "Any", balances: list[int], transfers: list[list[int]]) -> dict[str, object]:
    """Make transfers one after another, in this process."""
    locks = new_locks(len(balances))
    accounts = SharedAccounts(balances)
    accounts.share(locks)
    for source, target, amount in transfers:
        module.transfer(accounts, locks, source, target, amount)
    return {**seen(accounts, locks), "coins": accounts.coins}


def at_once(
    module: "Any", balances: list[int], jobs: list[list[list[int]]], visited: list[int], pauses: int, nap: float
) -> dict[str, object]:
    """Make transfers in processes side by side, a list of them in each.

    visited are two accounts, or fewer, whose locks the main process takes for a while: the first before all
    begins, the second when it happens to be free, so that it waits for nobody. With both it looks. Where there
    are two it comes again, for shorter visits, and tries now the one first and now the other.
    """
    import multiprocessing
    import time

    locks = new_locks(len(balances))
    accounts = Accounts(balances)
    workers = [
        multiprocessing.Process(target=work, args=(place, module.transfer, accounts, locks, transfers))
        for place, transfers in enumerate(jobs)
    ]
    visits = [visited, *[visited[::-1], visited] * 3][: 7 if len(visited) == 2 else len(visited)]
    held = [number for number in visited[:1] if locks[number].acquire()]
    for worker in workers:
        worker.start()
    found = []
    for numbers in visits:
        for number in numbers[len(held) :]:
            for _pause in range(pauses):
                time.sleep(0)
                if locks[number].acquire(block=False):
                    held.append(number)
                    break
            else:
                break
        if len(held) == 2:
            found.append(sum(accounts.balances[number] for number in held))
        for number in held:
            for _pause in range(pauses):
                time.sleep(nap)
            locks[number].release()
        held, pauses = [], 3
    for worker in workers:
        worker.join()
    return {**seen(accounts, locks), "found": found}


def meanwhile(
    module: "Any", balances: list[int], held: list[int], other: list[int], busy: list[int]
) -> dict[str, object]:
    """Let a transfer come to its first write, and let the other begin and end before it goes on.

    Where there are busy accounts, somebody else has their locks, and the first transfer has to
    wait for them.
    """
    import multiprocessing

    locks = new_locks(len(balances))
    accounts, plain = SlowAccounts(balances), Accounts([])
    plain.balances = accounts.balances
    first = multiprocessing.Process(target=work, args=(0, module.transfer, accounts, locks, [held]))
    second = multiprocessing.Process(target=work, args=(1, module.transfer, plain, locks, [other]))
    for number in busy:
        locks[number].acquire()
    first.start()
    if not busy:
        accounts.under_way.wait()
    second.start()
    second.join()
    accounts.may_go_on.set()
    for number in busy:
        locks[number].release()
    first.join()
    return seen(plain, locks)


@points(3)
def test_opposite(program: Program) -> None:
    """Transfers in opposite directions, and in a ring, all end, and no money is lost, whatever the order."""
    _expect_alone(_one_by_one(program), _singles(program))
    for run in _visited_to_and_fro(program):
        _expect_balances(run, _flat(_to_and_fro(program)), help=_help_crossed(run))
    for run in program.explore(drive=_at_once(_ring(program)), schedules=4, elsewhere=1):
        _expect_balances(run, _flat(_ring(program)), help=_help_crossed(run))
    alone = [[_to_and_fro(program)[0][0]]]
    run = program.conduct("last-first-lazy", drive=_at_once(alone, _VISITED[:1], pauses=_NAPS, nap=_NAP))
    _expect_balances(run, _flat(alone), help=_help_crossed(run))


@points(2, needs=test_opposite)
def test_whole(program: Program) -> None:
    """Whoever holds both locks finds the money in one of the two accounts, at any time."""
    total = sum(START[number] for number in _VISITED)
    for run in _visited_to_and_fro(program):
        for found in run.expect_result(Visited)["found"]:
            if found != total:
                run.fail(
                    _("Somebody who held the locks of both accounts looked at them in the middle of a transfer."),
                    expected=_("{total} in the two accounts together").format(total=total),
                    actual=_("{found}").format(found=found),
                    help=_(
                        "The sum is right again at the end, but not in between. While the money is on its way, which "
                        "locks have to be taken, so that nobody can look?"
                    ),
                )


@points(2, needs=test_opposite)
def test_side_by_side(program: Program) -> None:
    """While one transfer is under way, another one between two other accounts can begin and end."""
    one, two = _singles(program)
    # Where the first has to wait for a busy account, it is let go first and comes as far as it can.
    for first, second, busy in ((one, two, []), (two, one, []), (one, two, one[1:2])):
        run = program.conduct("run-to-block", drive=_meanwhile(first, second, busy))
        _expect_balances(run, [first, second], help=_help_meanwhile(run, first, second, busy))


@points(1, needs=test_opposite)
def test_same_account(program: Program) -> None:
    """A transfer from an account to itself ends, and changes nothing."""
    amount = program.number(3, 9, salt="same")
    jobs = [[[2, 2, amount], [2, 2, amount]], [[1, 2, 1], [2, 1, 2]]]
    for run in program.explore(drive=_at_once(jobs), schedules=2, elsewhere=1):
        _expect_one_goes_on(run)
        _expect_balances(run, jobs[1], help=_help_same(run))


# The conductor stops a run here. Whoever has been alone for so many of the last steps has nobody to wait for.
_MANY_STEPS, _LATE_STEPS = 5000, 2000


def _expect_one_goes_on(run: Run) -> None:
    """No process asks again and again, thousands of times, when there is nobody left whom it could wait for."""
    steps = run.conducted.steps if run.conducted is not None else ()
    if run.outcome == "undecided" and len(steps) >= _MANY_STEPS and len({s.pid for s in steps[-_LATE_STEPS:]}) == 1:
        alone = next((process for process in run.processes if process.pid == steps[-1].pid), run.main)
        run.fail(
            _("{process} goes on and on, and nobody else does anything any more.").format(process=_capital(str(alone))),
            expected=_("transfer() ends"),
            actual=_("no end after {count} steps").format(count=_MANY_STEPS),
            help=_(
                "It makes a transfer from an account to itself. Its two locks are one, and a lock that is taken is "
                "taken for whoever has it too, however often it tries. How many locks does this transfer need?"
            ),
        )


def _singles(program: Program) -> list[list[int]]:
    """Two transfers without an account in common; the accounts of one lie between those of the other."""
    return [[0, 3, program.number(21, 29, salt="there")], [2, 1, program.number(11, 19, salt="back")]]


def _to_and_fro(program: Program) -> list[list[list[int]]]:
    """Two processes, two transfers each; the first of them makes the richer account the poorer one."""
    there, back = program.number(7, 9, salt="to"), program.number(10, 12, salt="fro")
    return [[[2, 10, there], [2, 10, 2]], [[10, 2, back], [10, 2, 1]]]


def _flat(jobs: list[list[list[int]]]) -> list[list[int]]:
    return [transfer for job in jobs for transfer in job]


def _ring(program: Program) -> list[list[list[int]]]:
    """Three processes, of which no two move money between the same two accounts."""
    first = program.number(3, 9, salt="ring")
    return [[[1, 9, first], [1, 9, 1]], [[9, 5, first + 1]], [[5, 1, first + 2]]]


def _one_by_one(program: Program) -> Run:
    return program.drive(
        one_by_one,
        uses=[Accounts, SharedAccounts, new_locks, seen],
        balances=START,
        transfers=_singles(program),
    )


def _at_once(
    jobs: list[list[list[int]]], visited: Sequence[int] = (), *, pauses: int = _PAUSES, nap: float = 0
) -> Drive:
    return Drive(
        at_once,
        uses=[Accounts, new_locks, seen, own_copies, work],
        balances=START,
        jobs=jobs,
        visited=list(visited),
        pauses=pauses,
        nap=nap,
    )


def _meanwhile(held: list[int], other: list[int], busy: list[int]) -> Drive:
    return Drive(
        meanwhile,
        uses=[Accounts, SlowAccounts, new_locks, seen, own_copies, work],
        balances=START,
        held=held,
        other=other,
        busy=busy,
    )


def _visited_to_and_fro(program: Program) -> Iterator[Run]:
    return program.explore(drive=_at_once(_to_and_fro(program), _VISITED), schedules=8, elsewhere=3)


def _expect_alone(run: Run, transfers: list[list[int]]) -> None:
    """One after another: the money was moved, and no coin that others paid in meanwhile was lost."""
    run.expect_nothing_left(help=_help_alone(run))
    run.expect_no_error(help=_help_with_error(run))
    result = run.expect_result(Alone)
    moved = zip(_after(transfers), result["coins"], result["balances"], strict=False)
    for number, (without, coins, balance) in enumerate(moved):
        wanted = without + coins
        if coins and balance != wanted:
            run.fail(
                _("During a transfer from or to account {number} its lock was free.").format(number=number),
                expected=_("account {number} has {wanted} at the end").format(number=number, wanted=wanted),
                actual=_("{balance}: others took the lock and paid something in, and the transfer overwrote it").format(
                    balance=balance
                ),
                help=_("A balance is the transfer's own from its read until the new one is written. What holds it so?"),
            )
    refused = result["balances"][:1] == START[:1] and _after(transfers)[0] < 0
    help = _("The balance of an account may go below 0.") if refused else ""
    _expect_balances(run, transfers, coins=result["coins"], help=help)


def _after(transfers: list[list[int]]) -> list[int]:
    balances = list(START)
    for source, target, amount in transfers:
        balances[source] -= amount
        balances[target] += amount
    return balances


def _help_alone(run: Run) -> str:
    if run.outcome == "timeout":
        return _("Here nobody else is about. Does transfer() wait for a lock that it has taken itself?")
    return ""


def _expect_balances(run: Run, transfers: list[list[int]], *, coins: Sequence[int] = (), help: str = "") -> None:
    """The run ended, each transfer was made once, and every lock is free."""
    run.expect_nothing_left(help=help)
    run.expect_no_error(help=_help_with_error(run))
    wanted = _after(transfers)
    result = run.expect_result(Seen)
    balances = [balance - paid for balance, paid in zip_longest(result["balances"], coins, fillvalue=0)]
    if balances != wanted:
        made = ", ".join(
            _("{amount} from {source} to {target}").format(source=source, target=target, amount=amount)
            for source, target, amount in transfers
        )
        numbers = [
            number
            for number in range(len(START))
            if len({START[number], wanted[number], *balances[number : number + 1]}) > 1
        ]
        run.fail(
            _("The balances are wrong after these transfers: {made}.").format(made=made),
            expected=_told(wanted, numbers),
            actual=_told(balances, numbers),
            help=help,
        )
    if result["taken"]:
        run.fail(
            _("All transfers are over, and some locks are still taken."),
            expected=_("every lock is free"),
            actual=", ".join(_("the lock of account {number}").format(number=number) for number in result["taken"]),
            help=_("Whoever comes next waits for ever. Does each way through transfer() release what it acquired?"),
        )


def _told(balances: list[int], numbers: list[int]) -> str:
    each = [
        _("account {number} has {balance}").format(number=number, balance=balances[number])
        for number in numbers
        if number < len(balances)
    ]
    return ", ".join([*each, _("all together {total}").format(total=sum(balances))])


def _help_crossed(run: Run) -> str:
    if run.outcome == "deadlock":
        return _(
            "Each holds a lock that another waits for, and keeps it while it waits. Which lock does each take first, "
            "and could they agree on it? {whose}"
        ).format(whose=_whose_locks(run, _("(Lock 2 is the lock of account 2, and so on.)")))
    if run.outcome == "step_limit":
        return _(
            "Each keeps the lock that it has, and asks again and again for the one that another keeps. Asking does not "
            "set anybody free."
        )
    return _(
        "A transfer that had to wait for a lock has to be made all the same; and who writes an account without holding "
        "its lock may overwrite what another one has just written."
    )


def _whose_locks(run: Run, usual: str) -> str:
    """Which account has the lock of which number; a lock that the program makes moves the numbers."""
    if run.conducted is not None and any(made.line for made in run.conducted.made):
        return _("(A lock with “made in line …” is one of your own; the others are those of the accounts.)")
    return usual


def _help_meanwhile(run: Run, held: list[int], other: list[int], busy: list[int]) -> str:
    if busy:
        begin = _(
            "Child 1 is to move money from account {source} to {target}, and the main process keeps one of the two."
        )
    else:
        begin = _("Child 1 moves money from account {source} to {target}, and is held up in the middle.")
    end = _(
        "Child 2 moves money from account {source} to {target}, which nobody else uses. What does it have to wait for?"
    )
    texts = [text.format(source=job[0], target=job[1]) for text, job in ((begin, held), (end, other))]
    usual = _("(Lock 1 is the lock of account 1, and so on; Lock 11 is that of account 0.)")
    return " ".join([*texts, _whose_locks(run, usual)])


def _help_same(run: Run) -> str:
    if run.outcome in ("deadlock", "step_limit"):
        return _(
            "Child 1 makes transfers from account 2 to account 2. There its two locks are one, and a Lock does not "
            "know who holds it: whoever acquires it a second time waits like anybody else."
        )
    steps = run.conducted.steps if run.conducted is not None else ()
    child = next(iter(run.children), run.main)
    if steps and not any(step.kind == "acquire" and step.line and step.pid == child.pid for step in steps):
        return _(
            "Child 1 makes transfers from account 2 to account 2, child 2 to it and from it. Child 1 acquires no lock "
            "for that. An account that is written needs its lock, also where nothing is to change."
        )
    return _(
        "Child 1 makes transfers from account 2 to account 2, child 2 to it and from it. If both balances are read "
        "before the first is written, and they are the same one, what does the second write make of the first?"
    )


def _help_with_error(run: Run) -> str:
    errors = " ".join(run.error_of(process) for process in run.processes)
    steps = run.conducted.steps if run.conducted is not None else ()
    refused = any(step.kind == "acquire" and not step.result for step in steps)
    if "released too many times" in errors and not refused:
        return _("A lock was released that nobody held. There is one release for each acquire.")
    if "released too many times" in errors:
        return _(
            "A lock was released that nobody held. An acquire with a timeout, or one that does not block, may come "
            "back without the lock: then it returns False."
        )
    if refused:
        return _(
            "An acquire() came back without the lock here. Others may hold it for as long as they like, and the "
            "transfer is to be made all the same."
        )
    return ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
