# Two processes take two locks in turned order.
# outcome: timeout
import multiprocessing


def work(first, second, both):
    with first:
        both.wait()
        second.acquire(timeout=20)


if __name__ == "__main__":
    one, other, both = multiprocessing.Lock(), multiprocessing.Lock(), multiprocessing.Barrier(2)
    children = [multiprocessing.Process(target=work, args=(*pair, both)) for pair in ((one, other), (other, one))]
    for child in children:
        child.start()
    for child in children:
        child.join()
