"""Processes that judge cases, some at a time."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor


def pool(jobs: int, prepare: Callable[[], object] | None = None) -> ProcessPoolExecutor:
    """An executor of so many workers, each of which calls prepare first.

    They end with the process that made them, however that one ends: a worker that waits for
    work holds the writing end of its own queue and would wait for ever.
    """
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin, initargs=(prepare,))


def _begin(prepare: Callable[[], object] | None) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if prepare is not None:
        prepare()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        # The sandboxes of this worker see that it is gone, and end what they run.
        os._exit(1)
