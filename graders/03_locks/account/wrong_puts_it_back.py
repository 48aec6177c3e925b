"""misconception: After an error the balance of the beginning can be put back.
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
    """All or nothing: on an error everything that was paid is taken back."""
    with lock:
        start = account.read()
    try:
        for _ in range(times):
            with lock:
                account.write(account.read() + 1)
    except OSError:
        with lock:
            account.write(start)
        raise


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
