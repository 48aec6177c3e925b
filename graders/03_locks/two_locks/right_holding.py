"""A context manager of its own holds both locks, the larger number first."""

import multiprocessing
import sys
from collections.abc import Iterator, MutableSequence, Sequence
from contextlib import contextmanager
from multiprocessing.synchronize import Lock


@contextmanager
def holding(locks: Sequence[Lock], *numbers: int) -> Iterator[None]:
    held = [locks[number] for number in sorted(set(numbers), reverse=True)]
    for lock in held:
        lock.acquire()
    try:
        yield
    finally:
        for lock in held:
            lock.release()


def transfer(accounts: MutableSequence[int], locks: Sequence[Lock], source: int, target: int, amount: int) -> None:
    with holding(locks, source, target):
        if source != target:
            accounts[target] += amount
            accounts[source] -= amount


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
