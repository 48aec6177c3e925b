"""Each step in words of the student's program; a step that says nothing new has none."""

from __future__ import annotations

from forklings.conductor import choosing
from forklings.pictures.names import Names
from forklings.pictures.spans import safe
from forklings.program import is_of_a_library, signal_name
from forklings.sandbox.evidence import Conducted, Notice, Step, Wait
from forklings.text import _

# What is called where an attribute of a Value or an Array is read or written.
_READS = ("getvalue", "getraw", "SynchronizedArray.__getitem__", "SynchronizedArray.__getslice__")
_WRITES = ("setvalue", "setraw", "SynchronizedArray.__setitem__", "SynchronizedArray.__setslice__")

# Methods of a Condition whose step on its lock is what they are called for.
_TAKES_THE_LOCK = ("__enter__", "__exit__", "acquire", "release")


def is_read(step: Step) -> bool:
    """The taking of a Value's or Array's lock to read it; what was read is read before the next step."""
    return step.kind == "acquire" and step.call in _READS


def is_write(step: Step) -> bool:
    return step.kind == "acquire" and step.call in _WRITES


def only_asks(step: Step) -> bool:
    """Whether a step is one of those that a poller repeats."""
    return choosing.only_asks(step.kind, step.result) or is_read(step) or step.call.endswith(".is_set")


def described(conducted: Conducted, names: Names) -> list[str]:
    """What each step does, in the order of the steps; "" for one that is part of what stands above it."""
    last: dict[tuple[str, int], Step] = {}
    later = {step.who: index for index, step in enumerate(conducted.steps)}
    words = []
    for index, step in enumerate(conducted.steps):
        actor = step.who, step.thread
        text = _of(step, last.get(actor), names, is_last=later[step.who] == index)
        words.append(_by_a_thread(step, text) if step.thread and text else text)
        last[actor] = step
    return words


def _by_a_thread(step: Step, text: str) -> str:
    if step.call == "Queue._feed":
        return _("feeder: {text}").format(text=text) if step.kind == "write" else ""
    if is_of_a_library(step.call) and step.kind != "start":
        return ""
    return _("thread {number}: {text}").format(number=step.thread, text=text)


def _of(step: Step, previous: Step | None, names: Names, *, is_last: bool) -> str:
    other = names.short(step.object)
    match step.kind:
        case "acquire" | "release":
            return _at_a_lock(step, previous, names)
        case "start":
            return _("start {child}").format(child=other) if step.object else _("start a process")
        case "born":
            return _("begins")
        case "exit":
            return _("ends") if is_last else _("comes to its end")
        case "join":
            joined = _("join {child}") if step.result else _("join {child}: not yet")
            return joined.format(child=other)
        case "look":
            return (_("{child} has ended") if step.result else _("{child} is alive")).format(child=other)
        case "signal":
            method = step.call.rpartition(".")[2]
            if method in ("terminate", "kill"):
                return f"{method} {other}"
            return _("signal {child}").format(child=other)
        case "leave":
            return _("stops waiting: a signal")
        case "sleep":
            return _("sleep")
        case "clock":
            return _("read the clock")
        case "call":
            # At a manager: the type of what it keeps, and the method.
            return _("call {method}").format(method=safe(step.object))
        case "read" | "write" | "wait" | "close":
            return _at_a_pipe(step, names)
        case "flock":
            return _("lock a file")
        case "begin":
            return _("begins")
        case "await":
            return _("join a thread") if step.result else _("join a thread: not yet")
        case "lock":
            # One thread has let another go; what it says of the program is said by what the other does next.
            return "" if step.result else _("time is up")
        case "alive":
            return _("a thread has ended") if step.result else _("a thread is alive")
        case _:
            return safe(f"{step.kind} {step.object}".strip())


def _at_a_pipe(step: Step, names: Names) -> str:
    """A message, in words of the queue or the pipe that it goes through."""
    thing = names.thing(step.object) if step.object else _("a pipe")
    match step.kind:
        case "read":
            return _("get from {thing}").format(thing=thing)
        case "write":
            return _("put into {thing}").format(thing=thing)
        case "close":
            # At a process's end all that it has is closed, which says nothing.
            return _("close an end of {thing}").format(thing=thing) if step.line else ""
        case _:
            looked = _("look into {thing}") if step.result else _("look into {thing}: nothing")
            return looked.format(thing=thing)


def _at_a_lock(step: Step, previous: Step | None, names: Names) -> str:
    thing = names.thing(step.object)
    taking = step.kind == "acquire"
    if step.call in _READS:
        return _("read {thing}").format(thing=thing) if taking else ""
    if step.call in _WRITES:
        return _("write {thing}").format(thing=thing) if taking else ""
    kind, _separator, method = step.call.partition(".")
    if kind in ("Condition", "Event", "Barrier") and method not in _TAKES_THE_LOCK:
        return _in_a_method(step, previous, names, method)
    if names.is_part_of_a_queue(step.object):
        return "" if step.result else _("{call}: in vain").format(call=safe(step.call))
    if not taking:
        return _("release {thing}").format(thing=thing)
    if not step.result:
        return _("acquire {thing}: in vain").format(thing=thing)
    return _("acquire {thing}").format(thing=thing)


def _in_a_method(step: Step, previous: Step | None, names: Names, method: str) -> str:
    """What a Condition, an Event or a Barrier does with the semaphores that it is made of."""
    thing = names.thing(step.object)
    slept = previous is not None and previous.call == step.call and previous.object != step.object
    if not thing.is_lock:
        if not method.startswith("wait") or step.kind != "acquire":
            return ""
        return _("woken") if step.result else _("time is up")
    if step.call.startswith("Condition.wait"):
        if step.kind == "release":
            return f"{method} {thing}"
        return _("acquire {thing}").format(thing=thing)
    # The lock of an Event or a Barrier: taken when the call begins, and again after a sleep in it.
    return f"{method} {thing}" if step.kind == "acquire" and not slept else ""


def of_notice(notice: Notice, names: Names) -> str:
    """A notify, and whether anybody heard it."""
    thing = names.thing(notice.object)
    method = "notify_all" if notice.call.endswith(".notify_all") else "notify"
    if notice.asleep:
        return f"{method} {thing}"
    return _("{method} {thing}: nobody waits").format(method=method, thing=thing)


def of_wait(step: Step | Wait, child: str, holder: str, names: Names) -> tuple[str, ...]:
    """What somebody waits for at a step that cannot be granted yet, the longest text first.

    child is the place of the process that a join waits for, holder of who took the lock
    last and has not given it back, "" where nobody did.
    """
    if step.kind == "sleep":
        return (_("sleeps"),)
    if step.kind == "call":
        return _("waits in {call} of a manager").format(call=safe(step.object)), safe(step.object)
    if step.kind == "read":
        thing = names.thing(step.object) if step.object else _("a pipe")
        return _("waits for something in {thing}").format(thing=thing), str(thing)
    if step.kind == "write":
        thing = names.thing(step.object) if step.object else _("a pipe")
        return _("waits for room in {thing}").format(thing=thing), str(thing)
    if step.kind in ("lock", "wait") and step.call:
        return _("waits in {call}").format(call=safe(step.call)), safe(step.call)
    if step.kind == "await":
        return (_("waits for a thread"),)
    if step.kind == "flock":
        return (_("waits for the lock on a file"), _("waits for a file"))
    if step.kind == "join":
        told = names.short(child)
        return _("waits for the end of {child}").format(child=told), _("waits for {child}").format(child=told), told
    if step.kind != "acquire":
        return (_("waits"),)
    thing = names.thing(step.object)
    if not thing.is_lock:
        return _("waits in {call}").format(call=safe(step.call) or thing), str(thing)
    short = _("waits for {thing}").format(thing=thing)
    if holder and not thing.counts:
        taken = _("waits for {thing}, {holder} has it").format(thing=thing, holder=names.short(holder))
        return taken, short, str(thing)
    return short, str(thing)


def of_end(who: str, names: Names) -> str:
    """An end that the process did not come to by itself, or not in the way of multiprocessing."""
    process = names.process(who)
    code = process.exitcode if process is not None else None
    if code is None:
        return _("ended")
    return _("exit code {code}").format(code=code) if code >= 0 else signal_name(-code)
