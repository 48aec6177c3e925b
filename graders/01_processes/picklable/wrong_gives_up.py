"""Waits for the microphone for twenty seconds, and then sings without it.

misconception: acquire with a timeout has the lock when it returns
fails: test_microphone
"""

import multiprocessing
import multiprocessing.synchronize
import sys
import time


def sing(name, verse, microphone) -> None:
    got = microphone.acquire(timeout=20)
    for line in verse:
        print(f"{name}: {line}", flush=True)
        time.sleep(0.1)  # a breath
    if got:
        microphone.release()


def concert(names: list[str], verse: list[str], microphone: multiprocessing.synchronize.Lock) -> None:
    singers = [multiprocessing.Process(target=sing, args=(name, verse, microphone)) for name in names]
    for singer in singers:
        singer.start()
    for singer in singers:
        singer.join()


def main() -> None:
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    concert(["anna", "ben", "carla"], ["the sea is wide", "the boat is small"], multiprocessing.Lock())


if __name__ == "__main__":
    main()
