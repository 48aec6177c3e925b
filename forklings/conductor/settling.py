"""Signals between processes: nobody goes on before the target of one is at rest, and none comes too early."""

from __future__ import annotations

import select
import time

from forklings.conductor import looking
from forklings.conductor.members import Member
from forklings.sandbox.supervisor import tree

# What all signals of a run together may take until their targets are at rest, in seconds; of those in which
# a target waits for the processor, or has it, only a part is charged: a busy machine is no reason to give up.
_SECONDS = 2.0
_PART_WHILE_RUNNABLE = 0.25
_SECONDS_BETWEEN_LOOKS = 0.01
_SECONDS_BETWEEN_STATES = 0.0005


class Settling:
    """Waits for targets of signals, for so long in all; a process that ends is at rest."""

    def __init__(self) -> None:
        self._left = _SECONDS

    def before(self, member: Member) -> None:
        """Until one that has told its step is asleep at its gate, and not on the way there.

        A signal that comes in between would be noted, and its handler run only after the next word.
        """
        while self._left > 0 and member.is_parked and tree.state(member.pid) == "R":
            self._wait(member, _SECONDS_BETWEEN_STATES)

    def after(self, member: Member) -> bool:
        """Until it has ended, or is back at its gate with no signal pending; False where it does not come to that."""
        if select.select([member.pidfd], [], [], 0)[0]:
            return True
        while self._left > 0:
            has_ended = self._wait(member, _SECONDS_BETWEEN_LOOKS)
            is_back = not looking.has_pending_signal(member.pid) and member.is_parked
            if has_ended or (is_back and tree.state(member.pid) == "S"):
                return True
        return False

    def _wait(self, member: Member, seconds: float) -> bool:
        began = time.monotonic()
        ready, _, _ = select.select([member.pidfd], [], [], seconds)
        part = _PART_WHILE_RUNNABLE if tree.state(member.pid) in ("R", "D") else 1.0
        self._left -= part * (time.monotonic() - began)
        return bool(ready)
