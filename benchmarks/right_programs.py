"""Right programs by the dozen: what they do is drawn, that they end and what they print is certain.

Every program takes locks in one order, leaves what it takes, wakes whom it lets wait, and
meets at its barriers as often in each worker. So no schedule may show a deadlock, and the
totals and exit codes at its end are known beforehand.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from hypothesis import strategies as st

HEAD = """\
import multiprocessing
import os
import signal
import sys
import time


def bump(shared, index, amount):
    with shared["values"][index].get_lock():
        shared["values"][index].value += amount


def under(locks, action):
    if not locks:
        return action()
    with locks[0]:
        return under(locks[1:], action)


def grandchild(shared, index):
    bump(shared, index, 1)

"""

MAIN = """

def main():
    BESIDE
    shared = {
        "locks": [multiprocessing.Lock(), multiprocessing.RLock(), multiprocessing.Lock()],
        "places": [multiprocessing.Semaphore(1), multiprocessing.BoundedSemaphore(2)],
        "values": [multiprocessing.Value("i", 0) for _ in range(2)],
        "counts": multiprocessing.Array("i", 4),
        "condition": multiprocessing.Condition(),
        "stage": multiprocessing.Value("i", 0),
        "event": multiprocessing.Event(),
        "board": BOARD,
        "barrier": multiprocessing.Barrier(WORKERS),
    }
    workers = [multiprocessing.Process(target=target, args=(shared,), daemon=daemon) for target, daemon in TARGETS]
    for worker in workers:
        worker.start()
    for step in range(3):
        with shared["condition"]:
            shared["stage"].value += 1
            shared["condition"].notify_all()
    shared["event"].set()
    for worker in workers:
        worker.join(timeout=PATIENCE)
        while worker.is_alive():
            worker.join(timeout=1)
    totals = [value.value for value in shared["values"]]
    print("totals", totals, sum(shared["counts"]), shared["board"].get("notes", 0))
    print("codes", [worker.exitcode for worker in workers])


if __name__ == "__main__":
    main()
"""


@dataclass(frozen=True)
class RightProgram:
    """A program's text, the lines that it must print, sorted, and whether something in it is no step."""

    text: str
    expected: tuple[str, ...]
    around: bool

    def seen(self, printed: str) -> tuple[str, ...]:
        """Of what it printed, the lines that begin as those that it must print."""
        heads = tuple(line.partition(" ")[0] for line in self.expected)
        return tuple(sorted(line for line in printed.splitlines() if line.split(" ")[0] in heads))


@dataclass(frozen=True)
class _Action:
    """Lines of a worker, what they add to each total, and whether something in them is no step, or for a manager."""

    lines: str
    adds: tuple[int, int] = (0, 0)
    counts: int = 0
    around: bool = False
    notes: int = 0


def _nested() -> st.SearchStrategy[_Action]:
    def made(which: list[int], index: int, amount: int) -> _Action:
        locks = ", ".join(f'shared["locks"][{number}]' for number in sorted(set(which)))
        adds = (amount, 0) if index == 0 else (0, amount)
        return _Action(f"under([{locks}], lambda: bump(shared, {index}, {amount}))", adds)

    return st.builds(made, st.lists(st.integers(0, 2), max_size=3), st.integers(0, 1), st.integers(1, 5))


def _slot(number: int) -> _Action:
    return _Action(f'with shared["counts"].get_lock():\n    shared["counts"][{number}] += 1', counts=1)


def _place(number: int) -> _Action:
    return _Action(f'with shared["places"][{number}]:\n    time.sleep(0.3)\n    bump(shared, 1, 1)', (0, 1))


def _patient(seconds: float) -> _Action:
    return _Action(
        f'while not shared["locks"][0].acquire(timeout={seconds}):\n    pass\n'
        'bump(shared, 0, 2)\nshared["locks"][0].release()',
        (2, 0),
    )


_PLAIN = [
    _Action('with shared["condition"]:\n    while shared["stage"].value < 2:\n        shared["condition"].wait()'),
    _Action('with shared["condition"]:\n    shared["condition"].wait_for(lambda: shared["stage"].value >= 3)'),
    _Action(
        'with shared["condition"]:\n    shared["condition"].wait_for(lambda: shared["stage"].value >= 3, timeout=0.5)'
    ),
    _Action('shared["event"].wait()'),
    _Action('shared["event"].wait(timeout=0.2)'),
    _Action('while not shared["event"].is_set():\n    time.sleep(0.05)'),
    _Action('while not shared["locks"][2].acquire(block=False):\n    time.sleep(0.01)\nshared["locks"][2].release()'),
    _Action("time.sleep(1.5)"),
    _Action("end = time.monotonic() + 0.2\nwhile time.monotonic() < end:\n    time.sleep(0.05)"),
    _Action("for number in range(100):\n    print('line', number)"),
    _Action(
        "child = multiprocessing.Process(target=grandchild, args=(shared, 0))\nchild.start()\nchild.join()", (1, 0)
    ),
    _Action(
        # Left running, it could end the process once Python has taken its handlers back.
        "signal.signal(signal.SIGALRM, lambda *_: None)\nsignal.setitimer(signal.ITIMER_REAL, 0.002)\n"
        "time.sleep(0.1)\nsum(range(100_000))\nsignal.setitimer(signal.ITIMER_REAL, 0)",
        around=True,
    ),
]

_NOTES = [
    _Action(
        'with shared["locks"][2]:\n    shared["board"]["notes"] = shared["board"].get("notes", 0) + 1',
        notes=1,
    ),
    _Action('shared["board"][str(os.getpid())] = shared["board"].copy()'),
    _Action('with shared["locks"][0]:\n    len(shared["board"]), sorted(shared["board"].keys())'),
]

_ENDINGS = [
    ("pass", 0),
    ("sys.exit(3)", 3),
    ("os._exit(4)", 4),
    ("raise ValueError('on purpose')", 1),
    ("os.kill(os.getpid(), signal.SIGKILL)", -9),
    ("os.kill(os.getpid(), signal.SIGTERM)", -15),
]

_ACTIONS = st.one_of(
    _nested(),
    st.sampled_from(range(4)).map(_slot),
    st.sampled_from(range(2)).map(_place),
    st.sampled_from((0.1, 1.0)).map(_patient),
    st.sampled_from(_PLAIN),
)


@st.composite
def right_programs(draw: st.DrawFn) -> RightProgram:
    """A right program of one to four workers, in phases that a barrier parts."""
    workers = draw(st.integers(1, 4))
    beside = draw(st.sampled_from((False, False, True)))
    actions = st.one_of(_ACTIONS, st.sampled_from(_NOTES)) if beside else _ACTIONS
    phases = draw(st.integers(1, 2))
    text, targets, codes = [HEAD], [], []
    totals, counts, notes, around = [0, 0], 0, 0, False
    for number in range(workers):
        body = []
        daemon = draw(st.booleans())
        for phase in range(phases):
            if phase:
                body.append('shared["barrier"].wait()')
            for action in draw(st.lists(actions, min_size=1, max_size=3)):
                if daemon and "multiprocessing.Process" in action.lines:
                    continue  # a daemon may have no children
                body.append(action.lines)
                totals = [totals[0] + action.adds[0], totals[1] + action.adds[1]]
                counts += action.counts
                notes += action.notes
                around = around or action.around
        ending, code = draw(st.sampled_from(_ENDINGS))
        body.append(ending)
        lines = textwrap.indent("\n".join(body), "    ")
        text.append(f"\ndef worker_{number}(shared):\n{lines}\n")
        targets.append(f"(worker_{number}, {daemon})")
        codes.append(code)
    patience = draw(st.sampled_from(("None", "0.1", "5")))
    main = MAIN.replace("WORKERS", str(workers)).replace("TARGETS", f"[{', '.join(targets)}]")
    text.append(with_board(main.replace("PATIENCE", patience), beside=beside))
    return RightProgram("\n".join(text), (f"codes {codes}", f"totals {totals} {counts} {notes}"), around)


def with_board(main: str, *, beside: bool) -> str:
    """main with a manager beside the workers, or without: the board is a dict of its, or a plain one."""
    board = "manager.dict()" if beside else "{}"
    return main.replace("BESIDE", "manager = multiprocessing.Manager()" if beside else "pass").replace("BOARD", board)
