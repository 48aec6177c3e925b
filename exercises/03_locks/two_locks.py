"""Money between two accounts.

Each account has a lock of its own. A transfer takes the locks of both its accounts, moves
the money, and gives them back. Two processes transfer to and fro between two accounts.
That goes well nearly always. But now and then the program hangs for ever (Ctrl-C stops it).

    python two_locks.py            10 transfers each way
    python two_locks.py 100000     so many that you will probably see it hang

Contract
- transfer() takes amount, a number above 0, out of the account source and puts it into the
  account target. accounts[number] is a balance, which may go below 0. locks[number] is the
  account's lock, a multiprocessing.Lock.
- It ends, and has moved the money, however long it had to wait for a lock, and in whatever
  order the processes get on. Any number of processes transfer between any accounts.
- No money is lost or made. Whoever holds both locks finds the money in one of the two
  accounts: never in neither, never in both. Others read and write an account only while
  they hold its lock.
- Transfers that have no account in common do not wait for each other: while one is under
  way, at any point of it, another can begin and end.
- source and target may be the same account. Then transfer() ends, and nothing changes.
- When transfer() returns, it does not hold any lock. All this under fork, spawn and
  forkserver.

Change transfer() only. Try it:   python two_locks.py
Grade it:                         pytest two_locks.py
"""

import multiprocessing
import sys
from collections.abc import MutableSequence, Sequence
from multiprocessing.synchronize import Lock


def transfer(accounts: MutableSequence[int], locks: Sequence[Lock], source: int, target: int, amount: int) -> None:
    with locks[source], locks[target]:
        accounts[source] -= amount
        accounts[target] += amount


def work(accounts: MutableSequence[int], locks: Sequence[Lock], source: int, target: int, times: int) -> None:
    for _ in range(times):
        transfer(accounts, locks, source, target, 1)


def main(times: int = 10) -> None:
    accounts = multiprocessing.Array("q", [100, 100], lock=False)
    locks = [multiprocessing.Lock() for _ in accounts]
    there = multiprocessing.Process(target=work, args=(accounts, locks, 0, 1, times))
    back = multiprocessing.Process(target=work, args=(accounts, locks, 1, 0, times))
    there.start()
    back.start()
    there.join()
    back.join()
    print(f"balances: {accounts[0]} and {accounts[1]}")


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
