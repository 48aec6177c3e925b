"""misconception: The same lock may be released as often as it was named.
fails: test_same_account
"""

import multiprocessing
import sys
from collections.abc import MutableSequence, Sequence
from multiprocessing.synchronize import Lock


def transfer(accounts: MutableSequence[int], locks: Sequence[Lock], source: int, target: int, amount: int) -> None:
    first, second = sorted((source, target))
    locks[first].acquire()
    if first != second:
        locks[second].acquire()
    accounts[source] -= amount
    accounts[target] += amount
    locks[first].release()
    locks[second].release()


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
