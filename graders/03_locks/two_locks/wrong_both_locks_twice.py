"""misconception: Each change of a balance under both locks is enough.
fails: test_whole
"""

import multiprocessing
import sys
from collections.abc import MutableSequence, Sequence
from multiprocessing.synchronize import Lock


def transfer(accounts: MutableSequence[int], locks: Sequence[Lock], source: int, target: int, amount: int) -> None:
    if source == target:
        return
    first, second = sorted((source, target))
    with locks[first], locks[second]:
        for _ in range(amount):
            accounts[source] -= 1
    with locks[first], locks[second]:
        for _ in range(amount):
            accounts[target] += 1


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
