"""A zygote: an interpreter that waits, before any of the program's code, to be forked.

Loaded by sitecustomize in a zygote alone, which is made for conducted runs. What most programs
import is loaded here once, kept out of sight, and brought back where a program imports it.
Standard library only.
"""

import os
import sys

import _forklings_gates as gates

# What sitecustomize loads in a fresh interpreter before a program begins.
_LOADED_BY_A_START = ("_socket", "faulthandler", "fcntl", "importlib.machinery")

# What programs of a course about multiprocessing import, one by one; what others rest on comes first.
# Nothing that keeps the time at which it was loaded, as logging does.
_OFTEN_IMPORTED = (
    "types",
    "warnings",
    "itertools",
    "_weakrefset",
    "weakref",
    "operator",
    "reprlib",
    "collections",
    "collections.abc",
    "functools",
    "contextlib",
    "enum",
    "math",
    "struct",
    "copyreg",
    "re",
    "errno",
    "select",
    "array",
    "threading",
    "signal",
    "random",
    "shutil",
    "tempfile",
    "linecache",
    "traceback",
    "socket",
    "selectors",
    "pickle",
    "subprocess",
    "queue",
    "json",
    "importlib.util",
    "runpy",
    "typing",
    "pkgutil",
    "ctypes",
    "_multiprocessing",
    "multiprocessing",
    "multiprocessing.util",
    "multiprocessing.popen_fork",
    "multiprocessing.synchronize",
    "multiprocessing.sharedctypes",
    "multiprocessing.connection",
    "multiprocessing.queues",
    "multiprocessing.pool",
    "multiprocessing.resource_tracker",
    "multiprocessing.spawn",
    "multiprocessing.popen_spawn_posix",
    "multiprocessing.forkserver",
    "multiprocessing.popen_forkserver",
    "multiprocessing.managers",
)


class _Group:
    """The modules that one import loads; what they registered for the end of the process; the groups they rest on."""

    def __init__(self):
        self.modules = {}
        self.endings = []
        self.needs = []


class _Kept:
    """Modules that a zygote has loaded, out of sight until the program imports one of their group."""

    groups: "list[_Group]" = []  # noqa: RUF012 - typing is not loaded in a fresh interpreter
    # All modules that were loaded, in sight or not, and itself.
    for_good: "list[object]" = []  # noqa: RUF012
    # The group that is being loaded: what it brings back it rests on.
    loading = None


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


def find(name):
    """How a module is found that is kept; None for any other."""
    if not any(name in group.modules for group in _Kept.groups):
        return None
    from _frozen_importlib import ModuleSpec

    return ModuleSpec(name, _KeptLoader)


def _load_and_hide(names):
    was_there = "atexit" in sys.modules
    import atexit

    shown = set(sys.modules)
    originals = atexit.register, atexit.unregister

    def note(function, *args, **kwargs):
        _Kept.loading.endings.append((function, args, kwargs))
        return function

    def forget(function):
        _Kept.loading.endings[:] = [ending for ending in _Kept.loading.endings if ending[0] != function]

    atexit.register, atexit.unregister = note, forget
    made: list[_Group] = []
    for name in names:
        if name in sys.modules or any(name in group.modules for group in made):
            continue
        group = _Kept.loading = _Group()
        __import__(name)
        rested_on = {known for needed in group.needs for known in needed.modules}
        group.modules = {new: sys.modules[new] for new in sys.modules if new not in shown and new not in rested_on}
        made.append(group)
        _hide(made)
        _Kept.groups = list(made)
    _Kept.loading = None
    atexit.register, atexit.unregister = originals
    if not was_there:
        holder = next(group for group in made if group.endings)
        holder.modules["atexit"] = sys.modules.pop("atexit")


def _hide(groups):
    every = {name: module for group in groups for name, module in group.modules.items()}
    for name, module in every.items():
        if sys.modules.pop(name, None) is None:
            continue
        parent, _, child = name.rpartition(".")
        holder = sys.modules.get(parent) or every.get(parent)
        if holder is not None and vars(holder).get(child) is module:
            delattr(holder, child)


def kept(name):
    """A module that was loaded, and may be out of sight."""
    return sys.modules.get(name) or next(group.modules[name] for group in _Kept.groups if name in group.modules)


def _bring_back(name):
    """The group that a module is in comes into sight, after those that it rests on.

    A module that is built in rests on none.
    """
    group = next(group for group in _Kept.groups if name in group.modules)
    if name in sys.builtin_module_names and _Kept.loading is None:
        return group.modules.pop(name)
    _show(group)
    return sys.modules[name]


def _show(group):
    if group not in _Kept.groups:
        return
    _Kept.groups = [other for other in _Kept.groups if other is not group]
    for needed in group.needs:
        _show(needed)
    sys.modules.update(group.modules)
    if "__mp_main__" in group.modules:
        # multiprocessing's second name for the program's module, by which a spawned child pickles what it defines.
        sys.modules["__mp_main__"] = sys.modules["__main__"]
    for full, module in group.modules.items():
        parent, _, child = full.rpartition(".")
        if parent:
            setattr(sys.modules[parent], child, module)
    if _Kept.loading is not None:
        _Kept.loading.needs.append(group)
        return
    for function, args, kwargs in group.endings:
        import atexit

        atexit.register(function, *args, **kwargs)


def _import_apart(name, root):
    """A module of the engine's, of which nothing is seen in sys.modules and sys.path afterwards."""
    known = set(sys.modules)
    # What it imports is not the program's, and is amended when that imports it.
    amending = sys.meta_path.pop(0)
    sys.path.insert(0, root)
    __import__(name)
    sys.path.remove(root)
    sys.meta_path.insert(0, amending)
    sys.path_importer_cache.pop(root, None)
    module = sys.modules[name]
    for new in set(sys.modules) - known:
        del sys.modules[new]
    return module


def _keep_for_good():
    """What is here now is frozen, out of the collector's reach; so what this cycle holds is never deleted."""
    _Kept.for_good += [_Kept.for_good, *(module for group in _Kept.groups for module in group.modules.values())]


def _make_main_anew():
    """The program's module was made before all that is here was frozen: the collector would not see it, nor free it."""
    old = sys.modules["__main__"]
    new = sys.modules["__main__"] = type(sys)("__main__")
    vars(new).clear()
    vars(new).update(vars(old))


def end_soon():
    """Have the end of this process spared what nobody sees of it, before any of the program's code.

    An interpreter takes its modules apart at its end, and each page that it writes to for that has to be copied,
    being a zygote's as well. So the zygote's modules are put out of sight just before, as Python does
    with all modules; the program's own objects come to their ends as ever.
    """
    was_there = "gc" in sys.modules
    import gc

    if not was_there:
        del sys.modules["gc"]
    of_the_zygote = set(map(id, _Kept.for_good))
    modules, is_ending = sys.modules, sys.is_finalizing

    def spare(phase, info):
        if phase == "stop" and is_ending():
            for name, module in list(modules.items()):
                if id(module) in of_the_zygote:
                    modules[name] = None

    # A collection is the last that comes before, and what is deleted in it may still import something. Those
    # that are registered run from the last to the first, and this is the first.
    kept("atexit").register(gc.callbacks.append, spare)


def wait_to_be_forked(words, spares, amend_context):
    """Wait; returns in each process that is forked from this one, as if that had just started."""
    fd, root = words.split(":", 1)
    try:
        for name in _LOADED_BY_A_START:
            __import__(name)
        serve = _import_apart("forklings.sandbox.supervisor.zygote", root).serve
        _load_and_hide(_OFTEN_IMPORTED)
        _keep_for_good()
        gates.Way.take_spare = spares.take
        serve(int(fd), spares.keep)
    except BaseException:
        # Python passes over an error at this point and would run the program, with our rights.
        os._exit(127)
    _make_main_anew()
    amend_context(kept("multiprocessing.context"))
