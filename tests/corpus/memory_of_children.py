# None of them has much.
# outcome: memory_limit
import multiprocessing
import time


def hold():
    held = bytearray(b"x") * (40 << 20)
    time.sleep(10)
    del held


if __name__ == "__main__":
    children = [multiprocessing.Process(target=hold) for _ in range(8)]
    for child in children:
        child.start()
    for child in children:
        child.join()
