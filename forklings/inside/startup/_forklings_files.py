"""Locks on files: who would wait for one waits at a gate.

Loaded by sitecustomize beside the gates. Standard library only; fcntl is there by then, the gates need it.
"""

from _forklings_gates import ask, is_real, stand_in


def amend_fcntl():
    """What can be had at once is no step: nobody need be asked, and a lock that is refused is asked for at a gate."""
    import fcntl

    flock, lockf = fcntl.flock, fcntl.lockf
    waits = fcntl.LOCK_SH | fcntl.LOCK_EX

    def may_wait(operation):
        return isinstance(operation, int) and operation & waits and not operation & fcntl.LOCK_NB and not is_real()

    def wait(file, how, operation, *numbers):
        fd = file if isinstance(file, int) else file.fileno()
        ask("flock", how, int(bool(operation & fcntl.LOCK_SH)), *numbers, ends=(fd,))

    def flock_step(fd, operation):
        if may_wait(operation):
            try:
                return flock(fd, operation | fcntl.LOCK_NB)
            except BlockingIOError:
                wait(fd, "flock", operation)
        return flock(fd, operation)

    def lockf_step(fd, cmd, len=0, start=0, whence=0):
        if may_wait(cmd):
            try:
                return lockf(fd, cmd | fcntl.LOCK_NB, len, start, whence)
            except BlockingIOError:
                wait(fd, "lockf", cmd, len, start, whence)
        return lockf(fd, cmd, len, start, whence)

    fcntl.flock, fcntl.lockf = stand_in(flock_step, flock), stand_in(lockf_step, lockf)
