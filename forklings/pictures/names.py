"""What the processes and the things of a run are called in its picture."""

from __future__ import annotations

from forklings.pictures.spans import safe
from forklings.program import QUEUES, Facts, Kind, Process, Thing, thing_of, things
from forklings.sandbox.evidence import Conducted
from forklings.text import _


class Names:
    """Names by place in the tree of the run; lanes are in the order of start."""

    def __init__(self, run: Facts, conducted: Conducted) -> None:
        self._pids = dict(conducted.pids)
        self._who = {pid: who for who, pid in self._pids.items()}
        self._processes = {process.pid: process for process in run.processes}
        self._things = things(conducted)
        order = [self._who[process.pid] for process in run.processes if process.pid in self._who]
        moved = {"0"} | {step.who for step in conducted.steps}
        self.lanes = tuple(
            who for who in dict.fromkeys([*order, *self._pids]) if who in moved or self._never_got_to_run(who)
        )

    def who(self, pid: int) -> str:
        """A process's place; "" for one that the conductor does not know."""
        return self._who.get(pid, "")

    def process(self, who: str) -> Process | None:
        return self._processes.get(self._pids.get(who, 0))

    def _never_got_to_run(self, who: str) -> bool:
        """Whether a process without steps was ended, or left: a server's without any comes to its own end."""
        process = self.process(who)
        return process is not None and (process.exitcode is None or process.exitcode < 0)

    def heads(self, who: str) -> tuple[str, str]:
        """The head of a lane, with the name that the student gave and without."""
        process = self.process(who)
        short = self.short(who)
        if process is None or not process.name or process.name.startswith("Process-"):
            return short, short
        return _("{process} {name}").format(process=short, name=safe(process.name[:40])), short

    def short(self, who: str) -> str:
        """main, child 2, fork 1."""
        process = self.process(who)
        if process is None:
            return _("process {place}").format(place=who) if who else _("a process")
        kinds = {Kind.MAIN: _("main"), Kind.CHILD: _("child {number}"), Kind.FORKED: _("fork {number}")}
        return kinds.get(process.kind, _("process {number}")).format(number=process.number)

    def is_told_of(self, semaphore: str) -> bool:
        """Whether the program told what the semaphore is a part of."""
        return semaphore in self._things

    def is_part_of_a_queue(self, semaphore: str) -> bool:
        """Whether a semaphore is one of those that a queue or a pool is made of."""
        return self.is_told_of(semaphore) and self.thing(semaphore).kind in QUEUES

    def thing(self, semaphore: str) -> Thing:
        return thing_of(self._things, semaphore)
