# The child cannot end before its queue is read, and the parent reads when it has ended.
# outcome: timeout
import multiprocessing


def work(queue):
    queue.put("x" * 1_000_000)


if __name__ == "__main__":
    queue = multiprocessing.Queue()
    child = multiprocessing.Process(target=work, args=(queue,))
    child.start()
    child.join(20)
    print(len(queue.get()))
