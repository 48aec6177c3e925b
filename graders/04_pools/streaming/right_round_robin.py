"""Workers with a pipe each, asked in turn: the next result is that of the next pipe."""

import itertools
import multiprocessing
import time


def _serve(task, conn):
    while True:
        try:
            item = conn.recv()
        except EOFError:
            return
        try:
            conn.send((True, task(item)))
        except Exception as error:
            conn.send((False, error))


class _Crew:
    def __init__(self, task, workers):
        self.conns, self.processes = [], []
        for _ in range(workers):
            here, there = multiprocessing.Pipe()
            p = multiprocessing.Process(target=_serve, args=(task, there), daemon=True)
            p.start()
            there.close()
            self.conns.append(here)
            self.processes.append(p)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        for p in self.processes:
            p.kill()
        for p in self.processes:
            p.join()
        for conn in self.conns:
            conn.close()


def stream(task, items, workers):
    source = iter(items)
    with _Crew(task, workers) as crew:
        busy = []
        for conn, item in zip(crew.conns, source, strict=False):
            conn.send(item)
            busy.append(conn)
        while busy:
            conn = busy.pop(0)
            good, value = conn.recv()
            if not good:
                raise value
            yield value
            for item in itertools.islice(source, 1):
                conn.send(item)
                busy.append(conn)


def analyse(measurement: int) -> str:
    time.sleep(0.5)
    return f"measurement {measurement}: {measurement % 7}"


def tape():
    for measurement in (31, 44, 27, 35, 60, 52):
        print(f"from the tape: {measurement}")
        yield measurement


def main() -> None:
    for result in stream(analyse, tape(), 2):
        print(result)


if __name__ == "__main__":
    main()
