"""What the kernel says of tasks that are at no gate (proc(5))."""

from __future__ import annotations

import os

from forklings.sandbox.supervisor import tree

# How many looks in a row find all asleep, and unmoved, before a handler is over, or a thread that said so gone; and
# before the others go on without the one that runs. That takes the proof from the run: a machine that stands still
# for a moment, as one that is shared does, is no reason.
_LOOKS_AT_REST, _LOOKS_BLOCKED = 6, 20

# The same in a run of which nothing can be proven any more, and which waits so at every turn.
_LOOKS_AROUND = 2

# Somebody who waits over and over, by short timeouts that no gate sees, is never found unmoved: asleep is enough then.
# These looks need not come in a row: on a busy machine most find that somebody waits for the processor.
_LOOKS_MOVING, _LOOKS_MOVING_AROUND = 100, 4

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
                if line.startswith((b"voluntary_ctxt_switches:", b"nonvoluntary_ctxt_switches:")):
                    total += int(line.split()[1])
    return total


class Watch:
    """Looks, one after the other, at whether the one that runs waits in the kernel for something that is no step."""

    def __init__(self, root: int) -> None:
        """root is the process below which all are looked at."""
        self._root = root
        self.moved()

    def moved(self) -> None:
        """Somebody was heard of: what was seen before counts no more."""
        self._asleep = self._unmoved = 0
        self._switches: int | None = None

    def is_still(self) -> bool:
        """Whether all are asleep, and have been since the last look."""
        last, self._switches = self._switches, switches_of_all_asleep(self._root)
        return self._switches is not None and self._switches == last

    def look(self) -> None:
        """Look once more."""
        self._unmoved = self._unmoved + 1 if self.is_still() else 0
        self._asleep += self._switches is not None

    def is_at_rest(self, *, around: bool) -> bool:
        """Whether nobody is about to move; around is whether the run has gone around its gates already."""
        return self._unmoved >= (_LOOKS_AROUND if around else _LOOKS_AT_REST) or self._moves_in_its_sleep(around)

    def is_blocked(self, *, around: bool) -> bool:
        """Whether the one that runs waits for others to go on."""
        return self._unmoved >= (_LOOKS_AROUND if around else _LOOKS_BLOCKED) or self._moves_in_its_sleep(around)

    def _moves_in_its_sleep(self, around: bool) -> bool:
        return self._asleep >= (_LOOKS_MOVING_AROUND if around else _LOOKS_MOVING)


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
