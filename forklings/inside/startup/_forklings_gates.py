"""Gates: where a process of a conducted run asks before it goes on.

Loaded by sitecustomize, in conducted runs alone. Every step that may block, or that
another process may see, is a gate: the thread says what it is about to do and waits for
the conductor's word. docs/architecture.md, "The conductor", has the messages.

Standard library only, and no module that the program would not have loaded itself. What a
program may put in the place of a function is bound here before: getpid, say.
"""

import os
import sys
from _codecs import unicode_escape_encode
from os import getpid, read, write

# Set by sitecustomize: where the conductor listens, and the file whose lines are named.
_ADDRESS = os.environ.get("FORKLINGS_GATES", "")
_PROGRAM = os.environ.get("FORKLINGS_FILE", "")

# Out of the way of the descriptors that a program sees itself get.
_FIRST_FD = 900


def _local():
    import _thread

    return _thread._local()


class Way:
    """The way to the conductor: one connection a thread, made again in a forked child."""

    threads = _local()
    # Virtual time in seconds, as it stood at this process's last step.
    clock = 0.0
    # How many semaphores this process has made: their names in the conductor's account.
    made = 0
    # Modules for what is done at an interpreter's very end, when nothing can be imported any more.
    socket = None
    fcntl = None
    # A resource tracker or fork server takes no steps of its own; what a fork server forks does.
    helper = False
    # This process and a weak reference to what multiprocessing keeps of a child, for each that was started.
    children: "list[tuple[int, object]]" = []  # noqa: RUF012 - typing is not loaded in a fresh interpreter
    # Gives the pid of a process that waits to run what is to be spawned, or None; there are some in a warm start.
    take_spare = None


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
    Way.helper = False


def know_whether_helper():
    """By how this interpreter was started."""
    Way.helper = sys.orig_argv[-2:-1] == ["-c"] and sys.orig_argv[-1].startswith("from multiprocessing.")
    if Way.helper:
        os.register_at_fork(after_in_child=_is_no_helper)


know_whether_helper()


def _connect(way):
    if Way.socket is None:
        import _socket
        import fcntl

        Way.socket, Way.fcntl = _socket, fcntl
    _socket, fcntl = Way.socket, Way.fcntl
    gate = _socket.socket(_socket.AF_UNIX, _socket.SOCK_SEQPACKET)
    gate.connect(_ADDRESS)
    if getattr(way, "pid", None) == getpid():
        way.gate.fd = -1  # closed by the program, and the number may be somebody else's by now
    way.fd = fcntl.fcntl(gate.fileno(), fcntl.F_DUPFD_CLOEXEC, _FIRST_FD)
    way.gate = _Gate(way.fd)
    if getattr(way, "pid", None) != getpid():
        way.pid = getpid()
        # The steps asked so far, those not answered yet, and answers that are another step's.
        way.asked, way.waiting, way.answers = 0, [], {}
        # What a thread does that the student's own code does not lead to: the line that started it, and its work.
        way.origin = 0, ""
        # Whether it is in the middle of a message.
        way.is_amid = False
    gate.close()


def way():
    """This thread's way to the conductor, connected."""
    threads = Way.threads
    if getattr(threads, "pid", None) != getpid():
        _connect(threads)
    return threads


class _Within:
    """A state of this thread, counted: one may lie within another."""

    def __init__(self, name):
        self._name = name

    def __enter__(self):
        setattr(Way.threads, self._name, getattr(Way.threads, self._name, 0) + 1)

    def __exit__(self, *exc):
        setattr(Way.threads, self._name, getattr(Way.threads, self._name) - 1)

    def __bool__(self):
        return getattr(Way.threads, self._name, 0) > 0

    def leave(self):
        """In a forked child, which begins with its parent's."""
        setattr(Way.threads, self._name, 0)


# What is read and waited for is real: it passes between us and a fork server.
REALLY = _Within("really")
# Steps of the machinery, between a proxy and its server: taken as soon as they can be, and nobody's choice.
ASIDE = _Within("aside")
# Steps that nobody comes between, but that are told of.
AT_ONCE = _Within("at_once")


def is_real():
    """Whether what this thread does now is no step."""
    return Way.helper or bool(REALLY)


def _words(*fields):
    return "\t".join([_word(field) for field in fields]).encode("ascii")


def _word(field):
    text = str(field)
    if text.isascii() and text.isprintable() and "\\" not in text:
        return text
    return unicode_escape_encode(text)[0].decode("ascii")


def seconds(timeout):
    """A timeout as a step has it."""
    return "" if timeout is None else max(0.0, float(timeout))


def _send(fd, message, ends):
    if not ends:
        write(fd, message)
        return
    _socket = Way.socket
    gate = _socket.socket(_socket.AF_UNIX, _socket.SOCK_SEQPACKET, 0, fd)
    try:
        rights = b"".join(end.to_bytes(4, sys.byteorder) for end in ends)
        gate.sendmsg([message], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, rights)])
    finally:
        gate.detach()


def tell(kind, *fields, ends=()):
    """Say something to the conductor that it need not answer; ends are descriptors it shall look at."""
    if Way.helper:
        return
    message = _words(kind, *fields)
    try:
        _send(way().fd, message, ends)
    except OSError:
        # A program that closes every descriptor it sees means no harm: begin anew.
        try:
            _connect(Way.threads)
            _send(Way.threads.fd, message, ends)
        except OSError:
            os._exit(70)  # the run is being ended


def ask(kind, *fields, ends=()):
    """Wait at a gate; False where the step is refused or its time is up.

    Else what is granted: True, or for a wait the places of those that it waited for and that are ready.
    """
    if Way.helper:
        return True
    own = way()
    own.asked += 1
    number = own.asked
    line, call = place()
    own.waiting.append(number)
    try:
        tell(_mark(kind) + kind, number, line, call, *fields, ends=ends)
        word = _answer(own, number)
    except BaseException:
        # Raised by a signal handler: nobody waits for this step any more.
        _leave(own, number, kind, fields)
        raise
    own.waiting.remove(number)
    if kind != "leave":
        _pass_on(own)
    if not word.startswith(b"ok"):
        return False
    return [int(index) for index in word.split()[1:]] or True


def _mark(kind):
    """What a step's kind begins with where it is no choice."""
    if ASIDE and kind != "start":
        return "~"
    return "!" if AT_ONCE else ""


def _answer(own, number):
    """The word on a step, and the clock; a step that a signal handler asks may hear one for a step further out."""
    while number not in own.answers:
        try:
            message = read(own.fd, 1000)
        except OSError as error:
            if error.__traceback__.tb_next is not None:
                raise  # a signal handler's own, TimeoutError say
            message = b""
        if not message:
            os._exit(70)
        granted, word, clock = message.split(b"\t")
        if int(granted) in own.waiting:
            own.answers[int(granted)] = word, clock
    word, clock = own.answers.pop(number)
    Way.clock = float(clock)
    return word


def _pass_on(own):
    """Whoever waits further out reads on, and would never see what was read here."""
    for number in list(own.answers):
        word, clock = own.answers.pop(number)
        tell("again", number, word.decode(), clock.decode())


# How a granted step is given back that nobody has taken.
_GIVEN_BACK = {
    "acquire": lambda fields: ask("release", fields[0], 0),
    "lock": lambda fields: tell("freed", fields[0]),
}


def _leave(own, number, kind, fields):
    """Take a step back; where it had just been granted, what nobody took is given back."""
    ask("leave", number)
    word, _ = own.answers.pop(number, (b"", b""))
    own.waiting.remove(number)
    _pass_on(own)
    if kind in _GIVEN_BACK and word == b"ok":
        _GIVEN_BACK[kind](fields)


def lost(kind):
    """The conductor's account and the system's differ: something went around the gates."""
    tell("lost", kind)
    return False


# What stands here is between the student's line and what it calls, and is not told.
_OURS = os.path.dirname(os.path.abspath(__file__)) + os.sep

# Where the standard library lies, and in it multiprocessing.
_LIBRARY = os.path.dirname(os.__file__) + os.sep

# Below these, a forked child's stack is its parent's.
_FIRST_FRAMES = ("_bootstrap", "bootstrap_step", "_launch")


# Of which code it was asked whether it is the student's file; asked at every step, and of the same names.
_IS_PROGRAM: "dict[str, bool]" = {}


def _is_program(name):
    known = _IS_PROGRAM.get(name)
    if known is None:
        known = _IS_PROGRAM[name] = os.path.basename(name) == _PROGRAM
    return known


def place():
    """The line of the student's file that leads here, and what it calls; in a library's thread, its origin."""
    frame = sys._getframe(2)
    call = ""
    while frame is not None and frame.f_code.co_name not in _FIRST_FRAMES:
        code = frame.f_code
        if _is_program(code.co_filename):
            return frame.f_lineno, call
        if not code.co_filename.startswith(_OURS):
            call = code.co_qualname
        frame = frame.f_back
    return (0, "") if Way.helper else way().origin


def maker():
    """Of what is being made: the line of the student's file and what it calls; elsewhere what was called there.

    So a queue that a grader makes is told of as a queue, and not as a pipe and three locks.
    """
    frame = sys._getframe(1)
    call = ""
    while frame is not None and frame.f_code.co_filename.startswith((_OURS, _LIBRARY)):
        if not frame.f_code.co_filename.startswith(_OURS):
            call = frame.f_code.co_qualname
        frame = frame.f_back
    line, called = place()
    return (line, called) if line else (0, call)


def stand_in(new, old, module=""):
    """Give a function the name of what it stands in for: a program may print it, and pickle finds it by its name."""
    new.__name__, new.__qualname__, new.__doc__ = old.__name__, old.__qualname__, old.__doc__
    new.__module__ = module or old.__module__
    return new
