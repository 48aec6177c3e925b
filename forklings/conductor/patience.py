"""How long a conducted run may take by the clock on the wall: a busy machine is no fault of the program's."""

from __future__ import annotations

import time

# A run whose time is up, but which gets on or would if it had the processor, gets so many seconds more, and again.
_EXTENSION = 2.0
_MOST_EXTENSIONS = 20

# A program that had the processor for that part of the time, or slept it away, is not held up by others.
_PART = 0.5


class Patience:
    """Judges each time the run's time is up whether the time was the program's own."""

    def __init__(self) -> None:
        self._began = self._since = time.monotonic()
        self._steps = 0
        self._cpu = self._idle = 0.0
        self._extensions = 0
        self.was_held_up = False

    def more_seconds(self, steps: int, cpu_seconds: float, idle_seconds: float) -> float:
        """How much longer it may take; 0.0 where its time is over.

        steps taken, processor seconds used and seconds in which all its processes slept are those
        of the whole run. was_held_up says afterwards whether the time went to others.
        """
        now = time.monotonic()
        period = now - self._since
        gets_on = steps > self._steps
        is_busy = cpu_seconds - self._cpu >= _PART * period
        sleeps = idle_seconds - self._idle >= _PART * period
        self._since, self._steps, self._cpu, self._idle = now, steps, cpu_seconds, idle_seconds
        if not gets_on and (is_busy or sleeps):
            return 0.0
        if self._extensions < _MOST_EXTENSIONS:
            self._extensions += 1
            return _EXTENSION
        self.was_held_up = cpu_seconds < _PART * (now - self._began)
        return 0.0
