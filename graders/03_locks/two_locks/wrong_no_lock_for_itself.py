"""misconception: Where nothing is to change, no lock is needed.
fails: test_same_account
"""

import multiprocessing
import sys
from collections.abc import MutableSequence, Sequence
from multiprocessing.synchronize import Lock


def transfer(accounts, locks, source, target, amount) -> None:
    first, second = sorted((source, target))
    if first == second:
        accounts[source] -= amount
        accounts[target] += amount
        return
    with locks[first], locks[second]:
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
