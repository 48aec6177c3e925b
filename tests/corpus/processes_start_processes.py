# Each process starts two more, eight generations deep.
# outcome: process_limit
import multiprocessing


def work(depth):
    if depth:
        children = [multiprocessing.Process(target=work, args=(depth - 1,)) for _ in range(2)]
        for child in children:
            child.start()
        for child in children:
            child.join()


if __name__ == "__main__":
    work(8)
