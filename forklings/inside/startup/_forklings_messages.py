"""What goes through pipes, as steps of a conducted run: reads, writes, waits and closes of a Connection.

Loaded by sitecustomize beside the gates. Standard library only, and no module that the
program would not have loaded itself.

With a step goes the descriptor it is about, so that the conductor sees for itself
whether there is something to read, or room to write.
"""

import os
import time
from os import getpid, read, write

from _forklings_gates import ASIDE, REALLY, Way, ask, is_real, maker, seconds, stand_in, tell, way

# The kernel passes on no more descriptors than that with one message (SCM_MAX_FD is 253).
_MOST_ENDS = 200


def _read(fd, size):
    if is_real() or not _is_open(fd):
        return read(fd, size)
    ask("read", _is_amid(), ends=(fd,))
    return read(fd, size)


def _write(fd, data):
    """Write what there is room for: a pipe that is full is waited for at the gate."""
    if is_real() or not _is_open(fd):
        return write(fd, data)
    ask("write", _is_amid(), ends=(fd,))
    if not os.get_blocking(fd):
        return write(fd, data)
    # The other processes that hold this end wait at gates meanwhile, and see nothing of it.
    os.set_blocking(fd, False)
    try:
        return write(fd, data)
    except BlockingIOError:
        return 0
    finally:
        os.set_blocking(fd, True)


def _is_open(fd):
    try:
        os.fstat(fd)
    except OSError:
        return False  # what follows says so
    return True


def _is_amid():
    """Whether this is the rest of a message: its beginning was the choice, and its rest is none."""
    own = way()
    is_amid, own.is_amid = own.is_amid, True
    return int(is_amid)


def _whole(function):
    """A message as one piece of work, of which only the first step is a choice."""

    def message(*args, **kwargs):
        if is_real():
            return function(*args, **kwargs)
        way().is_amid = False
        try:
            return function(*args, **kwargs)
        finally:
            way().is_amid = False

    return stand_in(message, function)


def amend_connection(module):
    kind = module.Connection
    send, receive, close = kind._send, kind._recv, kind.close

    def send_step(self, buf):
        return send(self, buf, _write)

    def receive_step(self, size):
        return receive(self, size, _read)

    def close_step(self):
        is_nobodys = is_real() or ASIDE or vars(self).get("_forklings_aside")
        if self._handle is not None and not is_nobodys and _is_open(self._handle):
            ask("close", os.fstat(self._handle).st_ino)
        return close(self)

    kind._send, kind._recv, kind.close = send_step, receive_step, stand_in(close_step, close)
    kind._send_bytes, kind._recv_bytes = _whole(kind._send_bytes), _whole(kind._recv_bytes)
    accept = module.SocketListener.accept

    def accept_step(self):
        if not is_real():
            ask("wait", "", "", ends=(self._socket.fileno(),))
        return accept(self)

    module.SocketListener.accept = accept_step
    _tell_of_pipes(module)
    _wait_at_a_gate(module)


def _tell_of_pipes(module):
    pipe = module.Pipe

    def pipe_and_tell(duplex=True):
        first, second = pipe(duplex)
        if not is_real() and not ASIDE:
            line, call = maker()
            tell("pipe", line, call, os.fstat(first.fileno()).st_ino, os.fstat(second.fileno()).st_ino)
        return first, second

    module.Pipe = stand_in(pipe_and_tell, pipe)


def _wait_at_a_gate(module):
    """connection.wait, and with it poll(): for what can be read, and for the ends of processes."""
    wait = module.wait

    def wait_step(object_list, timeout=None):
        objects = list(object_list)
        if is_real() or len(objects) > _MOST_ENDS:
            return wait(objects, timeout)
        sentinels = _sentinels()
        numbers = [thing if isinstance(thing, int) else thing.fileno() for thing in objects]
        if not all(map(_is_open, numbers)):
            return wait(objects, timeout)  # it says which is closed
        ready = _wait_for(numbers, timeout, sentinels)
        if not ready:
            return []
        found = [objects[index] for index in ready]
        ended = [objects[index] for index in ready if numbers[index] in sentinels]
        if ended:
            # A fork server may take a moment to pass on that a child has ended.
            with REALLY:
                for thing in ended:
                    wait([thing])
        return found

    module.wait = stand_in(wait_step, wait)


def amend_selectors(module):
    """An event loop's wait for descriptors, and select() by way of them; who waits for room to write waits really."""
    for kind in (module.DefaultSelector, module.PollSelector, module.SelectSelector):
        if not hasattr(kind.select, "_forklings_step"):
            kind.select = _select_step(kind.select, module.EVENT_READ)
    called = vars(module.SelectSelector).get("_select")
    if callable(called):
        # It was taken for a built-in function, which is no method wherever it stands.
        module.SelectSelector._select = staticmethod(called)


def _select_step(select, reading):
    def select_step(self, timeout=None):
        keys = list(self.get_map().values())
        if not is_real() and keys and len(keys) <= _MOST_ENDS and all(key.events == reading for key in keys):
            _wait_for([key.fd for key in keys], timeout, _sentinels())
            timeout = 0
        elif not is_real() and not keys and timeout is not None and timeout > 0:
            time.sleep(timeout)  # the stand-in: a step, on the virtual clock
            timeout = 0
        return select(self, timeout)

    step = stand_in(select_step, select)
    step._forklings_step = True
    return step


def amend_select(module):
    select = module.select

    def select_step(rlist, wlist, xlist, timeout=None):
        readers = list(rlist)
        if not is_real() and readers and not wlist and not xlist and len(readers) <= _MOST_ENDS:
            numbers = [thing if isinstance(thing, int) else thing.fileno() for thing in readers]
            if all(map(_is_open, numbers)):
                _wait_for(numbers, timeout, _sentinels())
                timeout = 0
        elif not is_real() and not (readers or wlist or xlist) and isinstance(timeout, (int, float)) and timeout > 0:
            time.sleep(timeout)  # the stand-in, as above; select was the way to sleep for a part of a second
            timeout = 0
        return select(readers, wlist, xlist, timeout)

    module.select = stand_in(select_step, select)
    poll = _polling(module.poll, module.POLLIN, module.POLLPRI, module.POLLOUT, 1000)
    module.poll = stand_in(poll, module.poll, "select")
    epoll = _polling(module.epoll, module.EPOLLIN, module.EPOLLPRI, module.EPOLLOUT, 1)
    module.epoll = stand_in(epoll, module.epoll)


# What a gate has said to be ready is so, or will be when a fork server gets to it, in seconds.
_SURELY = 5


def _polling(make, reading, urgent, writing, per_second):
    """A kind of poll object that waits at a gate, where it waits to read; a look without waiting is no step."""

    class Polling:
        fromfd = getattr(make, "fromfd", None)

        def __init__(self, *args, **kwargs):
            self._polled = make(*args, **kwargs)
            self._masks = {}

        def register(self, fd, eventmask=reading | urgent | writing):
            self._polled.register(fd, eventmask)
            self._masks[fd if isinstance(fd, int) else fd.fileno()] = eventmask

        def modify(self, fd, eventmask):
            self._polled.modify(fd, eventmask)
            self._masks[fd if isinstance(fd, int) else fd.fileno()] = eventmask

        def unregister(self, fd):
            self._polled.unregister(fd)
            self._masks.pop(fd if isinstance(fd, int) else fd.fileno(), None)

        def poll(self, timeout=None, *args, **kwargs):
            numbers = list(self._masks)
            if not is_real() and timeout != 0 and numbers and self._only_reads():
                until = None if timeout is None or timeout < 0 else timeout / per_second
                timeout = _SURELY * per_second if _wait_for(numbers, until, _sentinels()) else 0
            elif not is_real() and not numbers and isinstance(timeout, (int, float)) and timeout > 0:
                time.sleep(timeout / per_second)  # the stand-in, as above
                timeout = 0
            return self._polled.poll(timeout, *args, **kwargs)

        def _only_reads(self):
            masks = self._masks.values()
            return (
                len(masks) <= _MOST_ENDS
                and all(mask & reading and not mask & writing for mask in masks)
                and all(map(_is_open, self._masks))
            )

        def __getattr__(self, name):
            return getattr(self._polled, name)

        def __enter__(self):
            self._polled.__enter__()
            return self

        def __exit__(self, *exc):
            return self._polled.__exit__(*exc)

    return Polling


def _wait_for(numbers, timeout, sentinels):
    """A step that waits for descriptors, or the ends of children; gives the places of those that are ready."""
    words = [sentinels.get(number, "") for number in numbers]
    ends = [number for number, word in zip(numbers, words, strict=True) if not word.isdigit()]
    return ask("wait", seconds(timeout), *words, ends=ends)


def _sentinels():
    """By descriptor: a word for each child of this process, of whose end the conductor knows.

    It is the pid, with a + in front where the descriptor is at its end in that moment as well; a fork server is late.
    multiprocessing forgets a child that was joined; a sentinel may still be waited for.
    """
    Way.children = [(owner, known) for owner, known in Way.children if known() is not None]
    popens = [known() for owner, known in Way.children if owner == getpid()]
    return {
        popen.sentinel: f"{'' if popen.method == 'forkserver' else '+'}{popen.pid}"
        for popen in popens
        if popen is not None
    }


def amend_reduction(module):
    """A connection that is sent through another one comes as a descriptor, outside of any message."""
    receive = module.recvfds

    def receive_step(sock, size):
        if not is_real():
            ask("wait", "", "", ends=(sock.fileno(),))
        return receive(sock, size)

    module.recvfds = stand_in(receive_step, receive)


AMENDED = {
    "multiprocessing.connection": amend_connection,
    "multiprocessing.reduction": amend_reduction,
    "select": amend_select,
    "selectors": amend_selectors,
}
