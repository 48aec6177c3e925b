"""Loaded by every Python process of a run before any of the student's code.

It does five small things, and nothing that a program would notice: lines are flushed as
they end, the start method is the one that is graded, every machine has as many processors, the
processes say of themselves when they are born, started and waited for, and a stack dump is written
when the supervisor asks for one. What is said goes to a datagram socket where the kernel adds
the sender's pid; it is useful, not proof.

Nothing is imported that costs time or that `import multiprocessing` would not import:
multiprocessing's modules are amended when the program itself imports them.
"""

import os
import sys
from _codecs import unicode_escape_encode

_HERE = os.path.dirname(os.path.abspath(__file__))

# So many processors a program is told of on every machine: how many workers a Pool() has is no matter of the grader's.
_PROCESSORS = 4

# Out of the way of the descriptors 3, 4, 5 … that a program sees itself get.
_FIRST_FD = 900


class _Voice:
    """The way to the supervisor: one descriptor that forked children share."""

    address = ""
    dump_signal = 0
    fd = -1


def _say(kind, *fields):
    # Past the codec's registry, which would load a module into the program.
    words = [kind.encode("ascii"), *(unicode_escape_encode(str(field))[0] for field in fields)]
    message = b"\x01" + b"\t".join(words)[:4000]
    try:
        os.write(_Voice.fd, message)
    except OSError:
        # A program that closes every descriptor it sees means no harm: begin anew.
        _connect()
        try:  # noqa: SIM105 - contextlib is not loaded in a fresh interpreter
            os.write(_Voice.fd, message)
        except OSError:
            pass  # the run is being ended


def _connect():
    import _socket
    import fcntl

    voice = _socket.socket(_socket.AF_UNIX, _socket.SOCK_DGRAM)
    try:
        voice.connect(_Voice.address)
        _Voice.fd = fcntl.fcntl(voice.fileno(), fcntl.F_DUPFD_CLOEXEC, _FIRST_FD)
    except OSError:
        _Voice.fd = -1
    voice.close()
    _answer_dump_requests()


def _answer_dump_requests():
    import faulthandler

    if _Voice.fd >= 0:
        faulthandler.register(_Voice.dump_signal, file=_Voice.fd, all_threads=True)


def _say_forks():
    def in_child():
        _say("forked", os.getppid())

    os.register_at_fork(after_in_child=in_child)


def _tell_processors():
    def affinity_and_pretend(pid, /):
        return affinity(pid) if pid else set(range(_PROCESSORS))

    for name in ("cpu_count", "process_cpu_count"):
        known = vars(os).get(name)
        if known is not None:

            def count():
                return _PROCESSORS

            _dress(count, known)
            setattr(os, name, count)
    affinity = os.sched_getaffinity
    _dress(affinity_and_pretend, affinity)
    os.sched_getaffinity = affinity_and_pretend


# -- multiprocessing, amended when it is imported ------------------------------------


def _amend_context(context):
    """Below set_start_method, so that the student's own call still works."""
    method = os.environ.get("FORKLINGS_START_METHOD")
    if method:
        context._default_context._default_context = context._concrete_contexts[method]


def _amend_process(process):
    base = process.BaseProcess
    start, bootstrap = base.start, base._bootstrap

    def start_and_say(self):
        result = start(self)
        _say("started", self.pid, self.daemon, self.name)
        return result

    def say_and_bootstrap(self, *args, **kwargs):
        _say("born", self.name)
        return bootstrap(self, *args, **kwargs)

    _dress(start_and_say, start)
    _dress(say_and_bootstrap, bootstrap)
    base.start, base._bootstrap = start_and_say, say_and_bootstrap


def _amend_popen(module):
    popen = module.Popen
    if "poll" not in vars(popen):
        return
    poll = popen.poll

    def poll_and_say(self, *args, **kwargs):
        known = self.returncode
        result = poll(self, *args, **kwargs)
        if known is None and self.returncode is not None:
            _say("waited", self.pid, self.returncode)
        return result

    _dress(poll_and_say, poll)
    popen.poll = poll_and_say


def _dress(new, old):
    for name in ("__name__", "__qualname__", "__doc__", "__module__"):
        setattr(new, name, getattr(old, name))


_AMENDED = {
    "multiprocessing.context": _amend_context,
    "multiprocessing.process": _amend_process,
    "multiprocessing.popen_fork": _amend_popen,
    "multiprocessing.popen_forkserver": _amend_popen,
}


def _add_gates():
    """In a conducted run: every step that may block, or that others see, asks first."""
    import _forklings_clocks as clocks
    import _forklings_files as files
    import _forklings_messages as messages
    import _forklings_processes as processes
    import _forklings_threads as threads

    for name, amend in [
        item for amending in (processes, messages, threads, clocks) for item in amending.AMENDED.items()
    ]:
        _AMENDED[name] = _both(_AMENDED.get(name), amend)
    processes.amend_os()
    clocks.amend_time()
    files.amend_fcntl()


def _restart_clocks():
    """The clocks of a process that was forked from a zygote begin now."""
    import _forklings_clocks as clocks

    clocks.start_clocks()


def _both(first, second):
    def amend(module):
        if first is not None:
            first(module)
        second(module)

    return amend


class _AmendingLoader:
    """Loads a module as its own loader does, then amends it and steps back."""

    def __init__(self, loader, amend):
        self._loader = loader
        self._amend = amend

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        module.__spec__.loader = module.__loader__ = self._loader
        self._loader.exec_module(module)
        self._amend(module)


class _AmendingFinder:
    # Of a zygote's: finds what is loaded already, and out of sight.
    kept = None

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if cls.kept is not None and (spec := cls.kept(name)) is not None:
            return spec
        amend = _AMENDED.pop(name, None)
        if amend is None:
            return None
        from importlib.machinery import BuiltinImporter, PathFinder

        # Some modules are built in here and lie in files there.
        spec = BuiltinImporter.find_spec(name) or PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _AmendingLoader(spec.loader, amend)
        return spec


# -- a drive: a function of the grader's, called beside the student's module ----------

# The kernel hands a datagram over whole or not at all; this stays below its limit.
_MOST_RESULT_BYTES = 60_000


def drive(function, module_name, arguments):
    """Import the student's module, call function(module, **arguments), send the result."""
    import importlib

    try:
        module = importlib.import_module(module_name)
    except BaseException as error:
        _send_result({"unimportable": f"{type(error).__name__}: {error}"[:500]})
        raise
    _send_result({"result": function(module, **arguments)})


def _send_result(document):
    import json

    try:
        text = json.dumps(document, ensure_ascii=True)
    except (TypeError, ValueError, RecursionError) as error:
        text = json.dumps({"unserialisable": f"{type(error).__name__}: {error}"[:500]})
    if len(text) > _MOST_RESULT_BYTES:
        text = json.dumps({"oversized": len(text)})
    os.write(_Voice.fd, b"\x02" + text.encode("ascii"))


# -- the program itself ---------------------------------------------------------------


def _say_whether_it_compiles(path):
    """Said before any of the program runs, so a program cannot say it of itself."""
    try:
        with open(path, "rb") as file:
            source = file.read()
        if b"coding" not in source[:1000]:
            source.decode("utf-8")  # compile() passes over bytes in comments that Python refuses in files
        compile(source, path, "exec", dont_inherit=True)
    except UnicodeDecodeError as error:
        _say("invalid", source.count(b"\n", 0, error.start) + 1, "the file is not UTF-8; save it as UTF-8")
    except SyntaxError as error:
        _say("invalid", error.lineno or 0, error.msg)
    except (ValueError, OverflowError, RecursionError, MemoryError) as error:
        _say("invalid", 0, error)
    except OSError:
        pass  # Python is about to say so
    else:
        # Said either way, so that what follows a hello cannot be the program's own word.
        _say("compiled")


def _hide():
    """Leave sys.path as the program would find it, and let a hidden sitecustomize run."""
    while _HERE in sys.path:
        sys.path.remove(_HERE)
    from importlib.machinery import PathFinder

    spec = PathFinder.find_spec("sitecustomize", sys.path)
    if spec is not None and spec.loader is not None:
        from importlib.util import module_from_spec

        spec.loader.exec_module(module_from_spec(spec))


def _amend_on_import():
    if os.environ.get("FORKLINGS_GATES"):
        _add_gates()
    sys.meta_path.insert(0, _AmendingFinder)


def _begin_as_zygote(words):
    """Be a zygote; returns in what is forked from it, with what is left to do before the program."""
    import _forklings_spares as spares
    import _forklings_zygote as zygote

    # A fresh interpreter has neither.
    del sys.modules["_forklings_spares"], sys.modules["_forklings_zygote"]
    _AmendingFinder.kept = zygote.find
    zygote.wait_to_be_forked(words, spares, _amend_context)

    def go_on():
        spares.start_as_asked()
        zygote.end_soon()

    return go_on


def _start():
    zygote = os.environ.pop("FORKLINGS_ZYGOTE", None)
    if zygote:
        _amend_on_import()
        go_on = _begin_as_zygote(zygote)
    _Voice.address = os.environ.get("FORKLINGS_WIRE", "")
    if _Voice.address:
        _Voice.dump_signal = int(os.environ["FORKLINGS_DUMP_SIGNAL"])
        _connect()
        _say("hello", os.getppid(), *sys.orig_argv[-2:])
        _say_forks()
    _tell_processors()
    if os.environ.get("FORKLINGS_BUFFERING") == "line":
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.reconfigure(line_buffering=True)
    if zygote:
        _restart_clocks()
    else:
        _amend_on_import()
    main = os.environ.pop("FORKLINGS_PROGRAM", None)
    if main:
        _say_whether_it_compiles(main)
    _hide()
    if zygote:
        go_on()


_start()
