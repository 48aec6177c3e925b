"""How long a run may take by the clock on the wall: a busy machine is no fault of the program's."""

from __future__ import annotations

import time

# A run that a busy machine holds up gets so many seconds more, and again.
_EXTENSION = 2.0
_MOST_EXTENSIONS = 20

# One that had the processor, or slept on its own, for that part of its time is held up by nobody: with eight
# processes for each core it has had as much.
_LEAST_PART = 0.2

# One that had it for that part of the time was not held up, however many steps it has taken.
_PART = 0.5


class Patience:
    """Judges, each time that a run's time is up, whether the time was the program's own."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._began = time.monotonic()
        self._steps = 0
        self._extensions = 0
        self.was_held_up = False

    def more_seconds(self, cpu_seconds: float, idle_seconds: float, steps: int = 0) -> float:
        """How much longer it may take; 0.0 where its time is over.

        Processor seconds used, seconds in which all its processes slept, and steps taken where it
        is conducted, are those of the whole run. was_held_up says afterwards whether the time
        went to others.
        """
        gets_on, self._steps = steps > self._steps, steps
        if not gets_on and cpu_seconds + idle_seconds >= _LEAST_PART * self._seconds:
            return 0.0
        if self._extensions < _MOST_EXTENSIONS:
            self._extensions += 1
            return _EXTENSION
        self.was_held_up = cpu_seconds < _PART * (time.monotonic() - self._began)
        return 0.0
