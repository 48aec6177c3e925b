"""Who took part in a run: put together from what the kernel attests and what was said."""

from __future__ import annotations

import enum
import os
import re
from dataclasses import dataclass

from forklings.program.statements import Said
from forklings.report import bounded
from forklings.sandbox.evidence import Evidence
from forklings.text import _

# How a Pool names its workers, which it counts.
POOL_WORKER = re.compile(r"(?:Fork|Spawn|ForkServer)PoolWorker-(?P<number>[0-9]{1,6})")


class Kind(enum.StrEnum):
    """main; a multiprocessing Process; an os.fork; a resource tracker or fork server; any other."""

    MAIN = "main"
    CHILD = "child"
    FORKED = "forked"
    HELPER = "helper"
    OTHER = "other"


@dataclass(frozen=True)
class Process:
    """One process of a run.

    number counts those of its kind from 1, in order of start. pid is the kernel's word.
    name, parent and exitcode are what the program's own processes said: good for
    messages, no proof. exitcode is None where nobody waited for the process; for main
    it is attested.
    """

    pid: int
    kind: Kind
    number: int
    name: str = ""
    parent: int | None = None
    exitcode: int | None = None
    daemon: bool = False

    def __str__(self) -> str:
        if self.kind is Kind.MAIN:
            return _("the main process")
        if self.kind is Kind.HELPER:
            return _("a helper process of multiprocessing")
        if self.kind is Kind.OTHER:
            return _("another process")
        default = self.name.startswith("Process-") or not self.name
        shown = "" if default else f" ({bounded(self.name[:40]).replace(chr(10), chr(32))})"
        return _("child {number}{name}").format(number=self.number, name=shown)


@dataclass
class _Known:
    kind: Kind = Kind.OTHER
    name: str = ""
    parent: int | None = None
    exitcode: int | None = None
    daemon: bool = False


def identify(evidence: Evidence, said: tuple[Said, ...]) -> tuple[Process, ...]:
    """All processes of a run: main, then the Processes in start order, then the others by birth.

    A pid that a process claims to have started counts as a child unless it is the main
    process, the claimant itself or a helper.
    """
    known: dict[int, _Known] = {evidence.main: _Known(Kind.MAIN)}
    started: dict[int, None] = {}
    for statement in said:
        about = known.setdefault(statement.pid, _Known())
        match statement.kind:
            case "hello":
                about.parent = about.parent or statement.number(0)
                if statement.is_helper and about.kind is Kind.OTHER:
                    about.kind = Kind.HELPER
            case "forked":
                about.parent = about.parent or statement.number(0)
                if about.kind is Kind.OTHER:
                    about.kind = Kind.FORKED
            case "born":
                about.name = statement.fields[0]
                if about.kind in (Kind.OTHER, Kind.FORKED):
                    about.kind = Kind.CHILD
            case "started":
                child = statement.number(0)
                if child in (evidence.main, statement.pid, 0):
                    continue
                target = known.setdefault(child, _Known())
                if target.kind in (Kind.OTHER, Kind.FORKED, Kind.CHILD) and child not in started:
                    started[child] = None
                    target.kind, target.name, target.parent = Kind.CHILD, statement.fields[2], statement.pid
                    target.daemon = statement.fields[1] == "True"
            case "waited":
                known.setdefault(statement.number(0), _Known()).exitcode = statement.number(1)
    for piece in evidence.pieces:
        known.setdefault(piece.pid, _Known())
    main = known[evidence.main]
    main.exitcode = None if evidence.status is None else os.waitstatus_to_exitcode(evidence.status)
    unstarted = [pid for pid, about in known.items() if about.kind is Kind.CHILD and pid not in started]
    order = dict.fromkeys([evidence.main, *started, *unstarted, *known])
    return tuple(_numbered(list(order), known))


def _numbered(order: list[int], known: dict[int, _Known]) -> list[Process]:
    counts: dict[Kind, int] = {}
    processes = []
    for pid in order:
        about = known[pid]
        counts[about.kind] = counts.get(about.kind, 0) + 1
        processes.append(
            Process(pid, about.kind, counts[about.kind], about.name, about.parent, about.exitcode, about.daemon)
        )
    return processes
