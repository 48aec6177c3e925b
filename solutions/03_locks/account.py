"""Why it works: a coin is paid in by a read and a write, and both stand inside one `with`.
Whoever wants to read meanwhile waits at its own `with`, because it takes the same lock.
The `with` releases the lock at its end, also when read() or write() raises an error.

Another way: put the `with` round the whole loop. That is as right, and takes the lock once
instead of once a coin, but the others then wait until every coin is paid in. Without a
`with`: lock.acquire(), then try, and lock.release() in its finally.
"""

import multiprocessing
import sys
import time
from multiprocessing.synchronize import Lock


class Account:
    """A balance that all processes share."""

    def __init__(self) -> None:
        self.value = multiprocessing.Value("i", 0)

    def read(self) -> int:
        balance = self.value.value
        time.sleep(0.01)  # the answer takes a moment to arrive
        return balance

    def write(self, balance: int) -> None:
        time.sleep(0.01)
        self.value.value = balance


def deposit(account: Account, lock: Lock, times: int) -> None:
    for _ in range(times):
        with lock:
            balance = account.read()
            account.write(balance + 1)


def main(times: int = 5) -> None:
    account = Account()
    lock = multiprocessing.Lock()
    workers = [multiprocessing.Process(target=deposit, args=(account, lock, times)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print(f"balance: {account.read()} of {3 * times}")


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
