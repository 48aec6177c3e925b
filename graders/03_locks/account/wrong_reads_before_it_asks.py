"""misconception: Where nobody has to be waited for, a balance read just before is true.
fails: test_no_money_lost
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
        balance = account.read()
        if not lock.acquire(block=False):
            lock.acquire()
            balance = account.read()
        try:
            account.write(balance + 1)
        finally:
            lock.release()


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
