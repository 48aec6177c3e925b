"""What multiprocessing does with semaphores, processes and signals, as steps of a conducted run.

Loaded by sitecustomize beside the gates. Standard library only, and no module that the
program would not have loaded itself.
"""

import _weakref
import os
import sys
from os import getpid

from _forklings_gates import ASIDE, AT_ONCE, REALLY, Way, ask, is_real, lost, maker, place, seconds, stand_in, tell

_RECURSIVE_MUTEX = 0


def _reference(lock):
    """A semaphore's name to the conductor: its maker's count, or the system's name for it."""
    own = vars(lock).get("_forklings_made")
    return own if own is not None else lock._semlock.name or ""


def amend_synchronize(module):
    """Every lock is made of SemLock, and so are conditions, events and barriers."""
    base = module.SemLock
    init = base.__init__

    def init_and_tell(self, *args, **kwargs):
        init(self, *args, **kwargs)
        Way.made += 1
        self._forklings_made = f"{getpid()}.{Way.made}"
        semlock = self._semlock
        line, call = maker()
        kind = type(self).__name__
        tell("made", line, self._forklings_made, semlock.name or "", semlock._get_value(), kind, call)

    def make_methods(self):
        semlock = self._semlock

        def acquire(block=True, timeout=None):
            if semlock.kind == _RECURSIVE_MUTEX and semlock._is_mine():
                return semlock.acquire()
            quiet = _is_quiet(self, "acquire" if block else "poll")
            if not ask("acquire", _reference(self), int(bool(block)), seconds(timeout if block else None), quiet):
                return False
            return semlock.acquire(False) or lost("acquire")

        def release():
            last = semlock.kind != _RECURSIVE_MUTEX or semlock._count() == 1
            semlock.release()
            if last:
                ask("release", _reference(self), _is_quiet(self, "release"))

        self.acquire, self.release = acquire, release

    def enter(self):
        return self.acquire()

    def leave(self, *args):
        return self.release()

    base.__init__, base._make_methods = init_and_tell, make_methods
    base.__enter__, base.__exit__ = enter, leave
    _tell_of_notices(module.Condition)
    _quieten(module.Condition, _QUIET_IN_CONDITION)
    _quieten(module.Event, _QUIET_IN_EVENT)


def _tell_of_notices(kind):
    """A notify that finds nobody waiting leaves no other trace."""
    notify = kind.notify

    def notify_and_tell(self, *args, **kwargs):
        if self._lock._semlock._is_mine():
            asleep = self._sleeping_count.get_value() - self._woken_count.get_value()
            line, call = place()
            tell("notified", line, call or "Condition.notify", _reference(self._wait_semaphore), asleep)
        return notify(self, *args, **kwargs)

    kind.notify = notify_and_tell


# Semaphores that are only used under the lock of a condition: nobody can come between.
# Whether a waiter's sleep is over is everybody's business, that it may be is not.
_QUIET_IN_CONDITION = {
    "_sleeping_count": ("acquire", "poll", "release"),
    "_woken_count": ("acquire", "poll", "release"),
    "_wait_semaphore": ("poll", "release"),
}
_QUIET_IN_EVENT = {"_flag": ("poll", "release")}


def _quieten(kind, names):
    """Mark these semaphores where an object is made, and where a child takes it out of its pickle."""
    init, restore = kind.__init__, getattr(kind, "__setstate__", None)

    def mark(self):
        for name, quiet in names.items():
            getattr(self, name)._forklings_quiet = quiet

    def init_and_mark(self, *args, **kwargs):
        init(self, *args, **kwargs)
        mark(self)

    def restore_and_mark(self, state):
        if restore is None:
            vars(self).update(state)
        else:
            restore(self, state)
        mark(self)

    kind.__init__, kind.__setstate__ = init_and_mark, restore_and_mark


def _is_quiet(lock, kind):
    return int(kind in vars(lock).get("_forklings_quiet", ()))


def amend_process(module):
    base = module.BaseProcess
    start, bootstrap, is_alive = base.start, base._bootstrap, base.is_alive
    exitcode = base.exitcode

    def start_step(self):
        ask("start")
        start(self)
        Way.children.append((getpid(), _weakref.ref(self._popen)))
        tell("started", self.pid, self.name)

    def bootstrap_step(self, *args, **kwargs):
        Way.helper = False
        REALLY.leave()
        ASIDE.leave()
        if _is_server(self):
            tell("server")
        ask("born", self.name)
        return bootstrap(self, *args, **kwargs)

    def is_known_to_run(self):
        popen = self._popen
        if popen is None or popen.returncode is not None or self._parent_pid != getpid():
            return False
        if not ask("look", self.pid):
            return True
        # It has ended; a fork server may take a moment to pass that on.
        with REALLY:
            popen.poll(0)
        return False

    def is_alive_step(self):
        return is_known_to_run(self) or is_alive(self)

    def exitcode_step(self):
        return None if is_known_to_run(self) else exitcode.fget(self)

    def place_hash(self):
        return hash(getattr(self, "_identity", ()))

    if base.__hash__ is object.__hash__:
        # The children are kept in a set: by address its order, that of daemons' ends too, would be chance.
        base.__hash__ = place_hash
    base.start, base.is_alive = stand_in(start_step, start), stand_in(is_alive_step, is_alive)
    base._bootstrap = bootstrap_step
    base.exitcode = property(exitcode_step, doc=exitcode.__doc__)


def _is_server(process):
    """Whether a Process is to serve a manager."""
    managers = sys.modules.get("multiprocessing.managers")
    target = getattr(process, "_target", None)
    kind = getattr(target, "__self__", None)
    if managers is None or not isinstance(kind, type) or not issubclass(kind, managers.BaseManager):
        return False
    return target == kind._run_server


def amend_managers(module):
    """What goes between a manager or a proxy and its server is no choice; that a proxy calls is one."""
    _do_within(ASIDE, module.BaseManager, "start")
    _do_within(ASIDE, module.BaseManager, "_finalize_manager")
    _do_within(ASIDE, module.BaseProxy, "_callmethod")
    _do_within(ASIDE, module, "dispatch")
    module.listener_client = {
        name: (listener, _marked(_within(ASIDE, client))) for name, (listener, client) in module.listener_client.items()
    }
    call = module.BaseProxy._callmethod

    def call_step(self, methodname, *args, **kwargs):
        ask("call", f"{self._token.typeid}.{methodname}")
        return call(self, methodname, *args, **kwargs)

    module.BaseProxy._callmethod = call_step


def _marked(client):
    """Connections to a server are known as such where they are closed."""

    def connect(*args, **kwargs):
        connection = client(*args, **kwargs)
        connection._forklings_aside = True
        return connection

    return connect


def _do_within(state, holder, name):
    attribute = vars(holder)[name]
    function = _within(state, getattr(attribute, "__func__", attribute))
    setattr(holder, name, type(attribute)(function) if isinstance(attribute, (staticmethod, classmethod)) else function)


def _within(state, function):
    def within(*args, **kwargs):
        with state:
            return function(*args, **kwargs)

    return stand_in(within, function)


def amend_pool(module):
    """A pool ends its workers by a signal, also one that holds the lock of the results; then it waits for ever.

    That is no mistake of whoever leaves the pool, and a matter of microseconds: so nobody comes
    between a worker's taking of that lock and its release.
    """
    worker = module.worker

    def worker_step(inqueue, outqueue, *args, **kwargs):
        if lock := vars(outqueue).get("_wlock"):
            acquire, release = lock.acquire, lock.release

            def acquire_first():
                acquire()
                AT_ONCE.__enter__()

            def release_at_once():
                release()
                AT_ONCE.__exit__()

            lock.acquire, lock.release = acquire_first, release_at_once
        return worker(inqueue, outqueue, *args, **kwargs)

    module.worker = stand_in(worker_step, worker)


def amend_popen(module):
    popen = module.Popen
    wait = popen.wait

    def wait_step(self, timeout=None):
        if self.returncode is None and not ask("join", self.pid, seconds(timeout)):
            return None
        with REALLY:
            return wait(self)

    popen.wait = wait_step


def amend_popen_forkserver(module):
    """A fork server may take a moment to pass an end on: whether there was one, the conductor knows."""
    popen = module.Popen
    poll = popen.poll

    def poll_step(self, flag=os.WNOHANG):
        if self.returncode is None and flag == os.WNOHANG and not is_real():
            with ASIDE:
                if not ask("look", self.pid):
                    return None
            flag = 0
        with REALLY:
            return poll(self, flag)

    popen.poll = poll_step


def amend_util(module):
    """What a process does at its end, finalizers, the end of daemons and joins, is a step of its own."""
    import atexit

    leave = module._exit_function

    def exit_step(*args, **kwargs):
        if not module._exiting:
            ask("exit")
        return leave(*args, **kwargs)

    atexit.unregister(leave)
    module._exit_function = exit_step
    atexit.register(exit_step)
    _spawn_spares(module)


def _spawn_spares(module):
    """What is spawned is a spare of the program's, where it has one."""
    spawn = module.spawnv_passfds

    def spawn_spare(path, args, passfds):
        pid = Way.take_spare(path, args, passfds) if Way.take_spare is not None else None
        return spawn(path, args, passfds) if pid is None else pid

    module.spawnv_passfds = stand_in(spawn_spare, spawn)


def amend_signal(module):
    """A signal by way of a descriptor is a step as any is; with an alarm what wakes a process may be none."""
    send = module.pidfd_send_signal

    def send_step(pidfd, signalnum, siginfo=None, flags=0, /):
        return _send_signal(_pid_of(pidfd), signalnum, lambda: send(pidfd, signalnum, siginfo, flags))

    module.pidfd_send_signal = stand_in(send_step, send, "signal")
    for name in ("alarm", "setitimer"):
        original = getattr(module, name)

        def set_and_tell(*args, original=original):
            tell("alarm")
            return original(*args)

        setattr(module, name, stand_in(set_and_tell, original, "signal"))


AMENDED = {
    "multiprocessing.managers": amend_managers,
    "multiprocessing.pool": amend_pool,
    "multiprocessing.synchronize": amend_synchronize,
    "multiprocessing.process": amend_process,
    "multiprocessing.popen_fork": amend_popen,
    "multiprocessing.popen_forkserver": amend_popen_forkserver,
    "multiprocessing.util": amend_util,
    "signal": amend_signal,
}


# -- signals -----------------------------------------------------------------------------


def amend_os():
    """A signal to another process is a step, and nothing is granted until that process is at rest again."""
    kill = os.kill

    def kill_step(pid, number, /):
        if type(pid) is not int:
            return kill(pid, number)
        return _send_signal(pid, number, lambda: kill(pid, number))

    os.kill = stand_in(kill_step, kill, "os")


def _send_signal(pid, number, send):
    if pid <= 0 or pid == getpid() or not number:
        return send()
    ask("signal", pid, int(number))
    send()
    tell("signaled", pid, int(number))
    # Whether its end is seen here must not hang on who is faster.
    ask("rest")
    return None


def _pid_of(pidfd):
    """The process that a descriptor stands for (proc(5), fdinfo); -1 for one that has ended, or is none."""
    try:
        with open(f"/proc/self/fdinfo/{pidfd}", encoding="ascii") as told:
            return next((int(line.split()[1]) for line in told if line.startswith("Pid:")), -1)
    except (OSError, ValueError):
        return -1
