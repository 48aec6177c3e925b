"""Processes that judge cases end with the one that made them."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from forklings.author import workers
from forklings.sandbox.supervisor import tree

MAKES_AND_WAITS = """
import os, time
from forklings.author import workers

if __name__ == "__main__":
    with workers.pool(2) as pool:
        print(*{pool.submit(os.getpid).result() for _ in range(8)}, flush=True)
        pool.submit(time.sleep, 1000)  # one is at work when all ends
        time.sleep(1000)
"""


def test_no_worker_outlives_a_main_process_that_was_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", MAKES_AND_WAITS], stdout=subprocess.PIPE, text=True) as main:
        assert main.stdout is not None
        pids = [int(word) for word in main.stdout.readline().split()]
        assert all(tree.state(pid) for pid in pids)
        main.kill()
    while any(tree.state(pid) not in ("", "Z", "X") for pid in pids):
        pass  # pytest-timeout says when it never ends


def test_each_worker_is_prepared_first() -> None:
    with workers.pool(1, _prepare) as pool:
        assert pool.submit(os.getenv, "FORKLINGS_TEST_PREPARED").result() == "yes"


def _prepare() -> None:
    os.environ["FORKLINGS_TEST_PREPARED"] = "yes"


@pytest.mark.parametrize("jobs", [1, 3])
def test_there_are_as_many_workers_as_jobs(jobs: int) -> None:
    with workers.pool(jobs) as pool:
        pids = {future.result() for future in [pool.submit(os.getpid) for _ in range(20)]}
    assert 1 <= len(pids) <= jobs
