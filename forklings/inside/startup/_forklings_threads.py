"""Threads of a conducted run: each has a gate of its own, and one runs at a time.

Loaded by sitecustomize beside the gates. Standard library only, and no module that the
program would not have loaded itself.

A lock that is free is taken without asking: nobody else runs who could take it. One that
is not is waited for at the gate, and so Condition, Event, queue.Queue and a thread's end are too.
"""

import _thread
import os
from os import getpid

from _forklings_gates import Way, ask, lost, place, seconds, stand_in, tell, way


class Counts:
    """How many threads this process has started, and how many locks of its threads were waited for."""

    threads = 0
    locks = 0


def _count_anew():
    """In a forked child, so that it counts as a spawned one does."""
    Counts.threads = Counts.locks = 0


os.register_at_fork(after_in_child=_count_anew)


class Lock:
    """threading.Lock as it is, but for where it waits."""

    __slots__ = ("__weakref__", "_lock", "_number", "_waiting")

    def __init__(self):
        self._lock = _thread.allocate_lock()
        self._number = 0, 0
        self._waiting = 0

    def acquire(self, blocking=True, timeout=-1):
        if Way.helper or (not blocking and timeout != -1) or (timeout < 0 and timeout != -1):
            return self._lock.acquire(blocking, timeout)
        if self._lock.acquire(False):
            if self._waiting:
                tell("taken", self._counted())
            return True
        until = 0 if not blocking else None if timeout == -1 else timeout
        self._waiting += 1
        try:
            granted = ask("lock", self._counted(), seconds(until))
        finally:
            self._waiting -= 1
        return bool(granted) and (self._lock.acquire(False) or lost("lock"))

    def release(self):
        self._lock.release()
        if self._waiting:
            tell("freed", self._counted())

    def locked(self):
        return self._lock.locked()

    # A Condition asks its lock for this; to try the lock would be a step.
    _is_owned = locked

    def _counted(self):
        if self._number[0] != getpid():
            Counts.locks += 1
            self._number = getpid(), Counts.locks
        return self._number[1]

    def _at_fork_reinit(self):
        self._lock._at_fork_reinit()
        self._waiting = 0

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *exc):
        self.release()

    def __repr__(self):
        return repr(self._lock)

    def __reduce_ex__(self, protocol):
        return self._lock.__reduce_ex__(protocol)  # it says that it cannot be pickled


# A manager's registry holds it, and is pickled.
Lock.__module__ = "threading"
Lock.acquire_lock, Lock.release_lock, Lock.locked_lock = Lock.acquire, Lock.release, Lock.locked


def amend_threading(module):
    module.Lock = module._allocate_lock = Lock
    module._CRLock = None  # so RLock() is the one in Python, on top of such a lock
    kind = module.Thread
    start, bootstrap, join, is_alive = kind.start, kind._bootstrap, kind.join, kind.is_alive

    def start_step(self):
        if Way.helper or not self._initialized or self._started.is_set():
            return start(self)
        Counts.threads += 1
        line, _ = place()
        self._forklings = getpid(), Counts.threads, line
        tell("thread", Counts.threads)
        try:
            return start(self)
        except BaseException:
            tell("unstarted", self._forklings[1])
            raise

    def bootstrap_step(self):
        if Way.helper or not _is_ours(self):
            return bootstrap(self)
        _, number, line = self._forklings
        target = getattr(self._target, "__qualname__", "") or f"{type(self).__qualname__}.run"
        way().origin = line, target
        ask("begin", number, target)
        try:
            return bootstrap(self)
        finally:
            tell("done", number)

    def join_step(self, timeout=None):
        if Way.helper or not _is_ours(self) or not self._started.is_set() or self is module.current_thread():
            return join(self, timeout)
        if ask("await", self._forklings[1], seconds(timeout)):
            join(self)
        return None

    def is_alive_step(self):
        if not Way.helper and _is_ours(self) and self._started.is_set() and ask("alive", self._forklings[1]):
            join(self)
        return is_alive(self)

    for new, old in ((start_step, start), (join_step, join), (is_alive_step, is_alive)):
        setattr(kind, old.__name__, stand_in(new, old))
    # Its own name tells where a thread's stack begins.
    kind._bootstrap = bootstrap_step
    _wait_for_threads_at_the_end(module)


def _is_ours(thread):
    """Whether a thread was started in this process, at a gate."""
    return vars(thread).get("_forklings", (0,))[0] == getpid()


def _wait_for_threads_at_the_end(module):
    """What the interpreter waits for in C when a process ends, it waits for at gates before."""

    def join_all():
        if Way.helper:
            return
        mine = module.current_thread()
        while waited_for := [thread for thread in module.enumerate() if _is_waited_for(thread) and thread is not mine]:
            for thread in waited_for:
                thread.join()

    def _is_waited_for(thread):
        return _is_ours(thread) and not thread.daemon

    # They run from the last to the first, and this is the first.
    module._register_atexit(join_all)


def amend_queue(module):
    """The queue that waits in Python, on the locks above, for the one that waits in C."""
    kind = module._PySimpleQueue
    kind.__name__ = kind.__qualname__ = "SimpleQueue"
    module.SimpleQueue = kind


AMENDED = {"queue": amend_queue, "threading": amend_threading}
