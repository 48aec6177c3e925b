"""The outer guard where pytest-timeout is not: a grader that hangs is ended."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType


class GraderHung(BaseException):
    """Raised in the middle of a check; no `except Exception` of a grader holds it."""


@contextlib.contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Raise GraderHung in the block when it takes longer.

    It rests on SIGALRM, so it guards the main thread alone; elsewhere, and where the
    alarm is in use (pytest-timeout), the block runs unguarded by this.
    """
    if threading.current_thread() is not threading.main_thread() or signal.getitimer(signal.ITIMER_REAL)[0]:
        yield
        return

    def hung(number: int, frame: FrameType | None) -> None:
        raise GraderHung

    previous = signal.signal(signal.SIGALRM, hung)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
