"""Why it works: everyone takes the lock of the smaller account number first. Then whoever
waits for a second lock waits for a larger number than it holds. The one that holds the
largest number of all waits for nobody, and so, one after the other, all get on. It makes
no difference by what the locks are ordered, as long as it is the same for every process:
the numbers are, the places of the locks in memory are not.

If source and target are the same, there is one lock, and taking it twice would be waiting
for oneself.

Another way: wait for the first lock, only try the second with acquire(block=False), and if
it is busy, give the first one back, pause for a moment of random length, and begin again.
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
