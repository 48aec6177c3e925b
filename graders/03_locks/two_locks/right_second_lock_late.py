"""The second lock is taken when the first account is done."""

import multiprocessing
import sys
from collections.abc import MutableSequence, Sequence
from multiprocessing.synchronize import Lock


def transfer(accounts: MutableSequence[int], locks: Sequence[Lock], source: int, target: int, amount: int) -> None:
    """The second lock when the first account is done."""
    if source == target:
        return
    changes = sorted([(source, -amount), (target, amount)])
    with locks[changes[0][0]]:
        accounts[changes[0][0]] += changes[0][1]
        with locks[changes[1][0]]:
            accounts[changes[1][0]] += changes[1][1]


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
