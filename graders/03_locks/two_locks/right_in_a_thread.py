"""A helper thread takes the locks."""

import multiprocessing
import sys
import threading
from collections.abc import MutableSequence, Sequence
from multiprocessing.synchronize import Lock


def transfer(accounts: MutableSequence[int], locks: Sequence[Lock], source: int, target: int, amount: int) -> None:
    """The locks are taken in a helper thread."""

    def move():
        for number in sorted({source, target}):
            locks[number].acquire()
        accounts[source] -= amount
        accounts[target] += amount
        for number in {source, target}:
            locks[number].release()

    mover = threading.Thread(target=move, name="mover")
    mover.start()
    mover.join()


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
