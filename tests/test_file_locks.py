"""Who waits for the lock on a file waits at a gate: in every schedule the same, and for ever is proven."""

from __future__ import annotations

import pytest
from conducting import METHODS, Conduct

from forklings.conductor import files
from forklings.conductor.account import Account, Malformed
from forklings.conductor.strategies import schedules
from forklings.report import Outcome

COUNTED = """
import fcntl
import multiprocessing
import time


def add(how):
    for _turn in range(3):
        with open("lock", "r+") as lock:
            getattr(fcntl, how)(lock, fcntl.LOCK_EX)
            with open("count") as file:
                count = int(file.read())
            time.sleep(0.1)
            with open("count", "w") as file:
                file.write(str(count + 1))


def main():
    open("lock", "w").close()
    with open("count", "w") as file:
        file.write("0")
    adders = [multiprocessing.Process(target=add, args=("HOW",)) for _ in range(3)]
    for adder in adders:
        adder.start()
    for adder in adders:
        adder.join()
    print(open("count").read())


if __name__ == "__main__":
    main()
"""

CROSSED = """
import fcntl
import multiprocessing


def take(first, second, barrier):
    with open(first, "w") as one, open(second, "w") as two:
        fcntl.flock(one, fcntl.LOCK_EX)
        barrier.wait()
        fcntl.flock(two, fcntl.LOCK_EX)


def main():
    barrier = multiprocessing.Barrier(2)
    for names in (("a", "b"), ("b", "a")):
        multiprocessing.Process(target=take, args=(*names, barrier)).start()


if __name__ == "__main__":
    main()
"""

CONVERTED = """
import fcntl

with open("lock", "w") as lock, open("lock") as other:
    fcntl.flock(lock, fcntl.LOCK_SH)
    fcntl.flock(lock, fcntl.LOCK_EX)
    fcntl.flock(lock, fcntl.LOCK_SH)
    fcntl.flock(other, fcntl.LOCK_SH)
    try:
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("refused")
    fcntl.flock(lock, fcntl.LOCK_UN)
    fcntl.flock(other, fcntl.LOCK_EX)
    fcntl.lockf(lock, fcntl.LOCK_EX, 10, 5)
    fcntl.lockf(lock, fcntl.LOCK_EX)
print("end")
"""


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("how", ["flock", "lockf"])
def test_a_count_under_a_files_lock_is_whole(conduct: Conduct, how: str, method: str) -> None:
    text = COUNTED.replace("HOW", how)
    for schedule in schedules(4):
        runs = [conduct(text, schedule, method) for _ in range(2)]
        assert [(run.stdout, run.stderr) for run in runs] == [("9\n", "")] * 2
        assert runs[0].schedule == runs[1].schedule
        assert [run.conducted is not None and run.conducted.around for run in runs] == ["", ""]


def test_locks_on_two_files_in_two_orders_are_a_deadlock(conduct: Conduct) -> None:
    run = conduct(CROSSED)
    assert run.outcome == Outcome.DEADLOCK
    said = run.explanation().message
    assert "Child 1 waits for the lock on a file (here.py:10); child 2 has it." in said
    assert "Child 2 waits for the lock on a file (here.py:10); child 1 has it." in said


def test_a_process_is_in_nobodys_way_but_its_own(conduct: Conduct) -> None:
    run = conduct(CONVERTED)
    assert (run.stdout, run.stderr) == ("refused\nend\n", "")


@pytest.mark.parametrize("numbers", [["9" * 30], ["0", "0", str(-(1 << 64))], ["0", "0", "0", "0"], ["x"]])
def test_a_lock_on_what_no_file_has_is_malformed(numbers: list[str]) -> None:
    with pytest.raises(Malformed):
        Account().step("0", "flock", ["1", "", "lockf", "0", *numbers])


def test_a_device_is_not_opened_for_a_look() -> None:
    step = Account().step("0", "flock", ["1", "", "flock", "0"])
    with open("/dev/null") as device:
        step.fds = (device.fileno(),)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("os.open", None)  # what would open it fails
            files.see([step])
    assert step.ready == (True,)
