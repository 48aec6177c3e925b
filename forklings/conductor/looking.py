"""What the kernel says of tasks that are at no gate (proc(5))."""

from __future__ import annotations

import os

from forklings.sandbox.supervisor import tree

# The kernel's flags of a task, counted from the state on, and the one of a task that ends (proc(5); linux/sched.h).
_FLAGS, _PF_EXITING = 6, 0x4


def switches_of_all_asleep(root: int) -> int | None:
    """Context switches so far of every task below a process; None where one of them runs or could run.

    Two looks with the same number say that nobody has moved between them: a task that waits
    for the processor is in state R, so load alone cannot make it look asleep. Spare processes
    are looked at too: a start may wait for one that is not ready yet.
    """
    total = 0
    for pid in tree.descendants(root, besides=()):
        ended = tree.state(pid) in ("Z", "X", "")
        try:
            tasks = os.listdir(f"/proc/{pid}/task")
        except OSError:
            if ended:
                continue
            return None
        for task in tasks:
            if ended and task == str(pid):
                continue  # the other tasks of a process that ends may still be on their way out
            status = tree.read(f"/proc/{pid}/task/{task}/status")
            if status is None:
                return None
            for line in status.splitlines():
                if line.startswith(b"State:") and line.split()[1] != b"S":
                    return None
                if b"ctxt_switches:" in line:
                    total += int(line.split()[1])
    return total


def count_of_tasks(pid: int) -> int:
    """How many tasks a process has; 0 for one that is gone."""
    try:
        return len(os.listdir(f"/proc/{pid}/task"))
    except OSError:
        return 0


def is_ending(pid: int) -> bool:
    """Whether a process has begun to end, with all its tasks: its gates are closed one after the other then."""
    try:
        tasks = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return True
    found = (tree.fields_of_stat(tree.read(f"/proc/{pid}/task/{task}/stat")) for task in tasks)
    return all(fields is None or int(fields[_FLAGS]) & _PF_EXITING for fields in found)


def has_pending_signal(pid: int) -> bool:
    """Whether a signal waits to be delivered to a process or to its main thread."""
    for line in (tree.read(f"/proc/{pid}/status") or b"").splitlines():
        if line.startswith((b"SigPnd:", b"ShdPnd:")) and int(line.split()[1], 16):
            return True
    return False
