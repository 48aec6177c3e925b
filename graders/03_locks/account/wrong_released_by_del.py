"""misconception: What a function made is gone as soon as an error has left it.
fails: test_error_leaves_it_free
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


class Guard:
    """Holds a lock as long as it lives."""

    def __init__(self, lock):
        self.lock = lock
        lock.acquire()

    def __del__(self):
        self.lock.release()


def deposit(account: Account, lock: Lock, times: int) -> None:
    guard = Guard(lock)
    for _ in range(times):
        account.write(account.read() + 1)


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
