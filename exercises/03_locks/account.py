"""An account that loses no money.

Three processes pay coins into one account. For each coin deposit() reads the balance and
writes back one more. Both take a moment. Today the balance at the end is too low.

    python account.py        each pays in 5 coins
    python account.py 2      each pays in 2 coins

Contract
- deposit(account, lock, times) returns when it has raised the balance by times.
- deposit uses read() and write() of the account, and nothing else of it.
- lock is the account's lock, a multiprocessing.Lock. Whoever reads or writes the account
  holds it, from the read until the write that follows from it is over, so that no other
  process comes between the two. Others use the account as well, and keep to this too.
- deposit waits for the lock as long as others hold it, however long that is.
- read() and write() may raise an OSError. Then deposit raises that error, and may leave
  the coins that are still to come unpaid. Those that are paid stay paid.
- When deposit returns or raises an error, it does not hold the lock any more.

Change deposit() only. Try it:   python account.py
Grade it:                        pytest account.py
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
