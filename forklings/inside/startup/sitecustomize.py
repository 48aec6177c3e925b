"""Loaded by every Python process of a run before any of the student's code.

It does four small things, and nothing that a program would notice: lines are flushed as
they end, the start method is the one that is graded, the processes say of themselves
when they are born, started and waited for, and a stack dump is written when the
supervisor asks for one. What is said goes to a datagram socket where the kernel adds
the sender's pid; it is useful, not proof.

Nothing is imported that costs time or that `import multiprocessing` would not import:
multiprocessing's modules are amended when the program itself imports them.
"""

import os
import sys

_HERE = os.path.dirname(os.path.abspath(__file__))

# Out of the way of the descriptors 3, 4, 5 … that a program sees itself get.
_FIRST_FD = 900


class _Voice:
    """The way to the supervisor: one descriptor that forked children share."""

    address = ""
    dump_signal = 0
    fd = -1


def _say(kind, *fields):
    words = [kind, *(str(field).encode("unicode_escape").decode("ascii") for field in fields)]
    message = b"\x01" + "\t".join(words).encode("ascii")[:4000]
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
    import _forklings_messages as messages
    import _forklings_processes as processes
    import _forklings_threads as threads

    for name, amend in [
        item for amending in (processes, messages, threads, clocks) for item in amending.AMENDED.items()
    ]:
        _AMENDED[name] = _both(_AMENDED.get(name), amend)
    processes.amend_os()
    clocks.amend_time()


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
    @staticmethod
    def find_spec(name, path=None, target=None):
        if _Kept.groups and any(name in group.modules for group in _Kept.groups):
            from _frozen_importlib import ModuleSpec

            return ModuleSpec(name, _KeptLoader)
        amend = _AMENDED.pop(name, None)
        if amend is None:
            return None
        from importlib.machinery import PathFinder

        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _AmendingLoader(spec.loader, amend)
        return spec


# -- a zygote: an interpreter that waits, before any of the program's code, to be forked ---

# What this file loads in a fresh interpreter before a program begins.
_LOADED_BY_A_START = ("_socket", "faulthandler", "fcntl", "importlib.machinery")

# What most programs of a course about multiprocessing import, in the order in which they do.
_OFTEN_IMPORTED = (
    "multiprocessing",
    "multiprocessing.synchronize",
    "multiprocessing.popen_fork",
    "multiprocessing.sharedctypes",
    "json",
)


class _Group:
    """The modules that one import loads, and what they registered for the end of the process."""

    def __init__(self, modules, endings):
        self.modules = modules
        self.endings = endings


class _Kept:
    """Modules that a zygote has loaded, out of sight until the program imports one of their group."""

    groups: "list[_Group]" = []  # noqa: RUF012 - typing is not loaded in a fresh interpreter


class _KeptLoader:
    """Gives a program what it imports, as it would be had it been loaded now."""

    @staticmethod
    def create_module(spec):
        module = _bring_back(spec.name)
        spec.kept = module.__spec__
        return module

    @staticmethod
    def exec_module(module):
        module.__spec__ = module.__spec__.kept


def _load_and_hide(names):
    was_there = "atexit" in sys.modules
    import atexit

    known = set(sys.modules)
    originals, endings = (atexit.register, atexit.unregister), []

    def note(function, *args, **kwargs):
        endings.append((function, args, kwargs))
        return function

    def forget(function):
        endings[:] = [ending for ending in endings if ending[0] != function]

    atexit.register, atexit.unregister = note, forget
    groups = []
    for name in names:
        endings.clear()
        __import__(name)
        groups.append(_Group({new: sys.modules[new] for new in sys.modules if new not in known}, list(endings)))
        known.update(sys.modules)
    atexit.register, atexit.unregister = originals
    if not was_there:
        next(group for group in groups if group.endings).modules["atexit"] = atexit
    for group in groups:
        for name, module in group.modules.items():
            del sys.modules[name]
            parent, _, child = name.rpartition(".")
            holder = sys.modules.get(parent) or _found(groups, parent)
            if holder is not None and vars(holder).get(child) is module:
                delattr(holder, child)
    _Kept.groups = groups


def _found(groups, name):
    return next((group.modules[name] for group in groups if name in group.modules), None)


def _bring_back(name):
    """Every group up to the one that a module is in comes into sight: later ones rest on earlier ones.

    A module that is built in rests on none.
    """
    last = next(index for index, group in enumerate(_Kept.groups) if name in group.modules)
    if name in sys.builtin_module_names:
        return _Kept.groups[last].modules.pop(name)
    groups, _Kept.groups = _Kept.groups[: last + 1], _Kept.groups[last + 1 :]
    for group in groups:
        sys.modules.update(group.modules)
        for full, module in group.modules.items():
            parent, _, child = full.rpartition(".")
            if parent:
                setattr(sys.modules[parent], child, module)
        for function, args, kwargs in group.endings:
            import atexit

            atexit.register(function, *args, **kwargs)
    return sys.modules[name]


def _import_apart(name, root):
    """A module of the engine's, of which nothing is seen in sys.modules and sys.path afterwards."""
    known = set(sys.modules)
    sys.path.insert(0, root)
    __import__(name)
    sys.path.remove(root)
    sys.path_importer_cache.pop(root, None)
    module = sys.modules[name]
    for new in set(sys.modules) - known:
        del sys.modules[new]
    return module


def _wait_to_be_forked(words):
    """In a zygote: wait; returns in each process that is forked from it, as if that had just started."""
    fd, root = words.split(":", 1)
    try:
        for name in _LOADED_BY_A_START:
            __import__(name)
        serve = _import_apart("forklings.sandbox.supervisor.zygote", root).serve
        _load_and_hide(_OFTEN_IMPORTED)
        serve(int(fd))
    except BaseException:
        # Python passes over an error at this point and would run the program, with our rights.
        os._exit(127)
    context = _found(_Kept.groups, "multiprocessing.context")
    if context is not None:
        _amend_context(context)


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


def _start():
    zygote = os.environ.pop("FORKLINGS_ZYGOTE", None)
    if zygote:
        _amend_on_import()
        _wait_to_be_forked(zygote)
    _Voice.address = os.environ.get("FORKLINGS_WIRE", "")
    if _Voice.address:
        _Voice.dump_signal = int(os.environ["FORKLINGS_DUMP_SIGNAL"])
        _connect()
        _say("hello", os.getppid(), *sys.orig_argv[-2:])
        _say_forks()
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


_start()
