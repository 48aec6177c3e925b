"""All coins are paid in by a process of its own, which sends back the error that it met."""

import multiprocessing
import sys
import time
from multiprocessing.connection import Connection
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


def pay(account: Account, lock: Lock, times: int, sending: Connection) -> None:
    error = None
    try:
        for _ in range(times):
            with lock:
                account.write(account.read() + 1)
    except OSError as met:
        error = met
    sending.send(error)


def deposit(account: Account, lock: Lock, times: int) -> None:
    receiving, sending = multiprocessing.Pipe(duplex=False)
    payer = multiprocessing.Process(target=pay, args=(account, lock, times, sending))
    payer.start()
    sending.close()
    error = receiving.recv()
    payer.join()
    if error is not None:
        raise error


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
