"""misconception: An error with the same text is the same error.
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


def deposit(account: Account, lock: Lock, times: int) -> None:
    for _ in range(times):
        with lock:
            try:
                account.write(account.read() + 1)
            except OSError as error:
                raise OSError(str(error)) from None


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
