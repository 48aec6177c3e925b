"""The second lock is waited for, but not for long, and three hundred times at most.

misconception: whoever has waited for long enough may leave it at that
fails: test_opposite
"""

import multiprocessing
import random
import sys
import time
from collections.abc import MutableSequence, Sequence
from multiprocessing.synchronize import Lock


def transfer(accounts: MutableSequence[int], locks: Sequence[Lock], source: int, target: int, amount: int) -> None:
    if source == target:
        return
    for _ in range(300):
        with locks[source]:
            if locks[target].acquire(timeout=0.01):
                accounts[source] -= amount
                accounts[target] += amount
                locks[target].release()
                return
        time.sleep(random.uniform(0, 0.01))


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
