"""Clocks of a conducted run: virtual for the program, real for what waits for descriptors.

Loaded by sitecustomize beside the gates. Standard library only, and no module that the
program would not have loaded itself.
"""

import os

from _forklings_gates import Way, ask, stand_in

# A year; what is longer is no sleep but a mistake, and the system says so.
_LONGEST_SLEEP = 365 * 24 * 3600.0


class _real:
    """The clocks as they were."""


# What the real clocks showed when the run began.
_BEGAN = dict.fromkeys(("time", "monotonic", "perf_counter"), 0.0)


def start_clocks():
    """Virtual time is counted from when the run began, the same in each of its processes."""
    _BEGAN.update(zip(_BEGAN, map(float, os.environ.get("FORKLINGS_BEGAN", "0 0 0").split()), strict=True))


# A clock that is read again and again is waited for: it moves on by so many seconds, and later by more.
_READS_PER_STEP = 50
_MOVES = ((20, 0.01), (120, 0.1))
_LAST_MOVE = 1.0


def amend_time():
    """sleep is a step; the clocks show virtual time."""
    import time

    for name in dir(time):
        setattr(_real, name, staticmethod(value) if callable(value := getattr(time, name)) else value)
    start_clocks()
    reads, shown = [0], [0.0]

    def sleep(seconds):
        if not 0 <= seconds < _LONGEST_SLEEP:
            return _real.sleep(seconds)  # it says what is wrong
        if Way.helper:
            return _real.sleep(seconds)
        ask("sleep", float(seconds))
        return None

    def clock(name, scale):
        real = getattr(_real, name)

        def read():
            if Way.helper:
                return scale(real())
            # Where it has moved since the last look, nobody need move it.
            reads[0] = reads[0] + 1 if Way.clock == shown[0] else 1
            if reads[0] % _READS_PER_STEP == 0:
                steps = reads[0] // _READS_PER_STEP
                ask("clock", next((move for count, move in _MOVES if steps <= count), _LAST_MOVE))
            shown[0] = Way.clock
            return scale(_BEGAN[name] + Way.clock)

        return read

    time.sleep = stand_in(sleep, _real.sleep)
    for name in _BEGAN:
        in_ns = f"{name}_ns"
        setattr(time, name, stand_in(clock(name, float), getattr(_real, name)))
        setattr(time, in_ns, stand_in(clock(name, lambda value: int(value * 1_000_000_000)), getattr(_real, in_ns)))


def amend_connection(module):
    """What waits for a descriptor without asking waits really, so its deadline is by the real clock."""
    module.time = _real


def amend_datetime(module):
    """now() and its kin read the clock of the program, time.time()."""
    import time

    real = module.datetime

    class Kind(type(real)):
        def __instancecheck__(cls, instance):
            return isinstance(instance, real)

        def __subclasscheck__(cls, subclass):
            return issubclass(subclass, real)

    class datetime(real, metaclass=Kind):
        @classmethod
        def now(cls, tz=None):
            return cls.fromtimestamp(time.time(), tz)

        @classmethod
        def utcnow(cls):
            return cls.fromtimestamp(time.time(), module.timezone.utc).replace(tzinfo=None)

        @classmethod
        def today(cls):
            return cls.fromtimestamp(time.time())

        def __repr__(self):
            text = real.__repr__(self)
            return f"datetime.{text}" if type(self) is datetime else text

    datetime.__module__, datetime.__qualname__, datetime.__doc__ = "datetime", "datetime", real.__doc__
    module.datetime = datetime


AMENDED = {
    "datetime": amend_datetime,
    "multiprocessing.connection": amend_connection,
}
