"""Takes the money out, and puts it back where the target is busy."""

import multiprocessing
import random
import sys
import time
from collections.abc import MutableSequence, Sequence
from multiprocessing.synchronize import Lock


def transfer(accounts: MutableSequence[int], locks: Sequence[Lock], source: int, target: int, amount: int) -> None:
    """Takes the money out, and puts it back when the target is busy."""
    if source == target:
        return
    while True:
        with locks[source]:
            accounts[source] -= amount
            if locks[target].acquire(block=False):
                accounts[target] += amount
                locks[target].release()
                return
            accounts[source] += amount
        time.sleep(random.random() * 0.003)


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
