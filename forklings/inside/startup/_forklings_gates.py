"""Gates: where a process of a conducted run asks before it goes on.

Loaded by sitecustomize, in conducted runs alone. Every step that may block, or that
another process may see, is a gate: the thread says what it is about to do and waits for
the conductor's word. docs/architecture.md, "The conductor", has the messages.

Standard library only, and no module that the program would not have loaded itself.
"""

import os
import sys

# Set by sitecustomize: where the conductor listens, and the file whose lines are named.
_ADDRESS = os.environ.get("FORKLINGS_GATES", "")
_PROGRAM = os.environ.get("FORKLINGS_FILE", "")

# Out of the way of the descriptors that a program sees itself get.
_FIRST_FD = 900

_RECURSIVE_MUTEX = 0


def _local():
    import _thread

    return _thread._local()


class _Way:
    """The way to the conductor: one connection a thread, made again in a forked child."""

    threads = _local()
    # Virtual time in seconds, as it stood at this process's last step.
    clock = 0.0
    # How many semaphores this process has made: their names in the conductor's account.
    made = 0
    # Pids of the managers' servers that this process has started: they are not waited for at a gate.
    servers: "set[int]" = set()  # noqa: RUF012 - typing is not loaded in a fresh interpreter
    # What a manager's registry holds before a program adds to it.
    known_to_managers = frozenset()
    # A resource tracker, fork server or manager's server takes no steps of its own; what a fork server forks does.
    helper = sys.orig_argv[-2:-1] == ["-c"] and sys.orig_argv[-1].startswith("from multiprocessing.")


class _Gate:
    """A connection that is closed when its thread ends, or when a forked child makes its own."""

    def __init__(self, fd):
        self.fd = fd

    def __del__(self, close=os.close):
        if self.fd >= 0:
            try:  # noqa: SIM105 - contextlib is not loaded in a fresh interpreter
                close(self.fd)
            except OSError:
                pass  # the program was quicker


def _is_no_helper():
    """What a fork server forks imports the program before it is born, and may make locks there."""
    _Way.helper = False


if _Way.helper:
    os.register_at_fork(after_in_child=_is_no_helper)


def _fd():
    way = _Way.threads
    if getattr(way, "pid", None) != os.getpid():
        _connect(way)
    return way.fd


def _connect(way):
    import _socket
    import fcntl

    gate = _socket.socket(_socket.AF_UNIX, _socket.SOCK_SEQPACKET)
    gate.connect(_ADDRESS)
    if getattr(way, "pid", None) == os.getpid():
        way.gate.fd = -1  # closed by the program, and the number may be somebody else's by now
    way.fd = fcntl.fcntl(gate.fileno(), fcntl.F_DUPFD_CLOEXEC, _FIRST_FD)
    way.gate = _Gate(way.fd)
    if getattr(way, "pid", None) != os.getpid():
        way.pid = os.getpid()
        # The steps asked so far, those not answered yet, and answers that are another step's.
        way.asked, way.waiting, way.answers = 0, [], {}
    gate.close()


def _words(*fields):
    return "\t".join(str(field).encode("unicode_escape").decode("ascii") for field in fields).encode("ascii")


def tell(kind, *fields):
    """Say something to the conductor that it need not answer."""
    if _Way.helper:
        return
    message = _words(kind, *fields)
    try:
        os.write(_fd(), message)
    except OSError:
        # A program that closes every descriptor it sees means no harm: begin anew.
        try:
            _connect(_Way.threads)
            os.write(_Way.threads.fd, message)
        except OSError:
            os._exit(70)  # the run is being ended


def ask(kind, *fields):
    """Wait at a gate; True where the step succeeds, False where it is refused or its time is up."""
    if _Way.helper:
        return True
    _fd()
    way = _Way.threads
    way.asked += 1
    number = way.asked
    place = _place()
    way.waiting.append(number)
    try:
        tell(kind, number, *place, *fields)
        word = _answer(way, number)
    except BaseException:
        # Raised by a signal handler: nobody waits for this step any more.
        _leave(way, number, kind, fields)
        raise
    way.waiting.remove(number)
    if kind != "leave":
        _pass_on(way)
    return word == b"ok"


def _answer(way, number):
    """The word on a step, and the clock; a step that a signal handler asks may hear one for a step further out."""
    while number not in way.answers:
        try:
            message = os.read(way.fd, 100)
        except OSError as error:
            if error.__traceback__.tb_next is not None:
                raise  # a signal handler's own, TimeoutError say
            message = b""
        if not message:
            os._exit(70)
        own, word, clock = message.split(b"\t")
        if int(own) in way.waiting:
            way.answers[int(own)] = word, clock
    word, clock = way.answers.pop(number)
    _Way.clock = float(clock)
    return word


def _pass_on(way):
    """Whoever waits further out reads on, and would never see what was read here."""
    for number in list(way.answers):
        word, clock = way.answers.pop(number)
        tell("again", number, word.decode(), clock.decode())


def _leave(way, number, kind, fields):
    """Take a step back; where it had just been granted, the semaphore that nobody took is given back."""
    ask("leave", number)
    word, _ = way.answers.pop(number, (b"", b""))
    way.waiting.remove(number)
    _pass_on(way)
    if kind == "acquire" and word == b"ok":
        ask("release", fields[0], 0)


# What stands here is between the student's line and what it calls, and is not told.
_OURS = os.path.dirname(os.path.abspath(__file__)) + os.sep

# Below these, a forked child's stack is its parent's.
_FIRST_FRAMES = ("_bootstrap", "bootstrap_step", "_launch")


def _place():
    """The line of the student's file that leads here, and what it calls; 0 and "" where there is none."""
    frame = sys._getframe(2)
    call = ""
    while frame is not None and frame.f_code.co_name not in _FIRST_FRAMES:
        code = frame.f_code
        if os.path.basename(code.co_filename) == _PROGRAM:
            return frame.f_lineno, call
        if not code.co_filename.startswith(_OURS):
            call = code.co_qualname
        frame = frame.f_back
    return 0, ""


# -- multiprocessing, amended when it is imported --------------------------------------


def _seconds(timeout):
    return "" if timeout is None else max(0.0, float(timeout))


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
        _Way.made += 1
        self._forklings_made = f"{os.getpid()}.{_Way.made}"
        semlock = self._semlock
        line, call = _place()
        kind = type(self).__name__
        tell("made", line, self._forklings_made, semlock.name or "", semlock._get_value(), kind, call)

    def make_methods(self):
        semlock = self._semlock

        def acquire(block=True, timeout=None):
            if semlock.kind == _RECURSIVE_MUTEX and semlock._is_mine():
                return semlock.acquire()
            seconds = _seconds(timeout if block else None)
            quiet = _is_quiet(self, "acquire" if block else "poll")
            if not ask("acquire", _reference(self), int(bool(block)), seconds, quiet):
                return False
            return semlock.acquire(False) or _lost("acquire")

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
            line, call = _place()
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


def _lost(kind):
    """The conductor's account and the system's differ: something went around the gates."""
    tell("lost", kind)
    return False


def amend_process(module):
    base = module.BaseProcess
    start, bootstrap, is_alive = base.start, base._bootstrap, base.is_alive
    exitcode = base.exitcode

    def start_step(self):
        is_server = _manager_of(self) is not None  # start() forgets the target
        ask("start")
        start(self)
        if is_server:
            _Way.servers.add(self.pid)
        tell("started", self.pid, self.name)

    def bootstrap_step(self, *args, **kwargs):
        _Way.helper = False
        manager = _manager_of(self)
        if manager is None:
            ask("born", self.name)
        else:
            tell("server", int(_is_plain(manager, self._args)))
            _Way.helper = True
        return bootstrap(self, *args, **kwargs)

    def look(self):
        popen = self._popen
        if self.pid in _Way.servers:
            return
        if popen is not None and popen.returncode is None and self._parent_pid == os.getpid() and ask("look", self.pid):
            # It has ended; a fork server may take a moment to pass that on.
            popen.poll(0)

    def is_alive_step(self):
        look(self)
        return is_alive(self)

    def exitcode_step(self):
        look(self)
        return exitcode.fget(self)

    def place_hash(self):
        return hash(getattr(self, "_identity", ()))

    if base.__hash__ is object.__hash__:
        # The children are kept in a set: by address its order, that of daemons' ends too, would be chance.
        base.__hash__ = place_hash
    base.start, base._bootstrap, base.is_alive = start_step, bootstrap_step, is_alive_step
    base.exitcode = property(exitcode_step, doc=exitcode.__doc__)


def _manager_of(process):
    """The kind of manager whose server a Process is to be, or None."""
    managers = sys.modules.get("multiprocessing.managers")
    target = getattr(process, "_target", None)
    kind = getattr(target, "__self__", None)
    if managers is None or not isinstance(kind, type) or not issubclass(kind, managers.BaseManager):
        return None
    return kind if target == kind._run_server else None


def _is_plain(manager, arguments):
    """Whether a server does nothing but answer: it runs no code of the program's own."""
    plain = sys.modules["multiprocessing.managers"].SyncManager
    registry, initializer = arguments[0], arguments[5]
    return manager is plain and initializer is None and registry.keys() <= _Way.known_to_managers


def amend_managers(module):
    _Way.known_to_managers = frozenset(module.SyncManager._registry)
    call = module.BaseProxy._callmethod

    def call_step(self, methodname, *args, **kwargs):
        ask("call", f"{self._token.typeid}.{methodname}")
        return call(self, methodname, *args, **kwargs)

    module.BaseProxy._callmethod = call_step


def amend_popen(module):
    popen = module.Popen
    wait = popen.wait

    def wait_step(self, timeout=None):
        if self.pid in _Way.servers:
            return wait(self, timeout)
        if self.returncode is None and not ask("join", self.pid, _seconds(timeout)):
            return None
        return wait(self)

    popen.wait = wait_step


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


def amend_threading(module):
    start = module.Thread.start

    def start_and_tell(self):
        tell("thread")
        return start(self)

    module.Thread.start = start_and_tell


def amend_signal(module):
    """A process with an alarm may be woken by something that is no step."""
    for name in ("alarm", "setitimer"):
        original = getattr(module, name)

        def set_and_tell(*args, original=original):
            tell("alarm")
            return original(*args)

        setattr(module, name, set_and_tell)


AMENDED = {
    "multiprocessing.managers": amend_managers,
    "multiprocessing.synchronize": amend_synchronize,
    "multiprocessing.process": amend_process,
    "multiprocessing.popen_fork": amend_popen,
    "multiprocessing.util": amend_util,
    "signal": amend_signal,
    "threading": amend_threading,
}


# -- signals -----------------------------------------------------------------------------


def amend_os():
    """A signal to another process is a step, and nothing is granted until that process is at rest again."""
    kill = os.kill

    def kill_step(pid, number, /):
        if type(pid) is not int or pid <= 0 or pid == os.getpid() or pid in _Way.servers or not number:
            return kill(pid, number)
        ask("signal", pid, int(number))
        kill(pid, number)
        tell("signaled", pid, int(number))
        # Whether its end is seen here must not hang on who is faster.
        ask("rest")

    kill_step.__name__ = kill_step.__qualname__ = "kill"
    os.kill = kill_step
