"""misconception: Whoever tries again often enough gets every lock.
fails: test_same_account
ends: undecided
"""

import multiprocessing
import sys
from collections.abc import MutableSequence, Sequence
from multiprocessing.synchronize import Lock
import random
import time


def transfer(accounts, locks, source, target, amount) -> None:
    first, second = sorted((source, target))
    while True:
        with locks[first]:
            if locks[second].acquire(timeout=0.01):
                accounts[source] -= amount
                accounts[target] += amount
                locks[second].release()
                return
        time.sleep(random.uniform(0.001, 0.01))


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
