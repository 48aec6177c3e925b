"""A run does not hang on who is faster: an engine that is late, in whatever it does, conducts the same run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conducting import METHODS, program
from holding_up import Late, hold_up

from forklings.course import Limits
from forklings.program import Program, Run
from forklings.report import Outcome
from forklings.sandbox import starting
from forklings.sandbox.client import Sandbox

# A server, locks, a queue with its feeder, a process that starts one itself, a death: each is told on another way.
SCENE = program(
    """
    def hand_in(lock, queue):
        with lock:
            queue.put(os.getpid())
        os._exit(3)

    def work(board, lock, queue):
        child = multiprocessing.Process(target=hand_in, args=(lock, multiprocessing.SimpleQueue()))
        child.start()
        with lock:
            queue.put(1)
            board.append(2)
        child.join()
        queue.put(child.exitcode)

    def main():
        board = multiprocessing.Manager().list()
        lock, queue = multiprocessing.Lock(), multiprocessing.Queue()
        worker = multiprocessing.Process(target=work, args=(board, lock, queue))
        worker.start()
        print("heard", sorted(queue.get() for _ in range(2)), list(board))
        worker.join()
    """
)

Row = tuple[str, str, str, int, bool, float]
Scene = tuple[Outcome, str, str, list[Row]]


def _seen(run: Run) -> Scene:
    conducted = run.evidence.conducted
    assert conducted is not None
    steps = [(step.who, step.kind, step.object, step.line, step.result, step.clock) for step in conducted.steps]
    return run.outcome, run.stdout, conducted.around, steps


def _runs(method: str) -> Iterator[Scene]:
    with Sandbox() as sandbox:
        conducted = Program(
            SCENE.encode(), file_name="scene.py", start_method=method, limits=Limits(seconds=20), sandbox=sandbox
        )
        for schedule in ("round-robin", "pct-3"):
            yield _seen(conducted.conduct(schedule))


@pytest.fixture(scope="module")
def in_time() -> dict[str, list[Scene]]:
    return {method: list(_runs(method)) for method in METHODS}


# Under forkserver most is told on more than one way: a server is a spare of the run, and its children are its own.
@pytest.mark.parametrize(
    ("late", "method"),
    [(late, "forkserver") for late in Late if late is not Late.NOTHING] + [(Late.TURN, "fork"), (Late.TURN, "spawn")],
)
def test_a_late_engine_conducts_the_same_run(
    monkeypatch: pytest.MonkeyPatch, in_time: dict[str, list[Scene]], late: Late, method: str
) -> None:
    monkeypatch.setattr(starting, "BOOT", starting.BOOT)
    hold_up(late, 0.01)
    for outcome, stdout, around, _ in in_time[method]:
        assert (outcome, stdout.partition("[")[2], around) == (Outcome.FINISHED, "1, 3] [2]\n", "")
    assert list(_runs(method)) == in_time[method]
