"""Who took part in a run: put together from what the kernel attests and what was said."""

from __future__ import annotations

import enum
import os
from dataclasses import dataclass

from forklings.sandbox.evidence import Evidence
from forklings.text import _

FORK_SERVER = "from multiprocessing.forkserver import"
_HELPERS = ("from multiprocessing.resource_tracker import", FORK_SERVER)


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
        shown = "" if default else f" ({self.name[:40]})"
        return _("child {number}{name}").format(number=self.number, name=shown)


@dataclass
class _Known:
    kind: Kind = Kind.OTHER
    name: str = ""
    parent: int | None = None
    exitcode: int | None = None
    daemon: bool = False


def identify(evidence: Evidence) -> tuple[Process, ...]:
    """All processes of a run: main, then the Processes in start order, then the others by birth.

    A pid that a process claims to have started counts as a child unless it is the main
    process, the claimant itself or a helper.
    """
    known: dict[int, _Known] = {evidence.main: _Known(Kind.MAIN)}
    started: list[int] = []
    for statement in evidence.statements:
        kind, fields = parse(statement.data)
        about = known.setdefault(statement.pid, _Known())
        match kind, fields:
            case "hello", [parent, *command]:
                about.parent = about.parent or _number(parent)
                if any(mark in word for word in command for mark in _HELPERS):
                    about.kind = Kind.HELPER
            case "forked", [parent]:
                about.parent = about.parent or _number(parent)
                if about.kind is Kind.OTHER:
                    about.kind = Kind.FORKED
            case "born", [name]:
                about.name = name
                if about.kind in (Kind.OTHER, Kind.FORKED):
                    about.kind = Kind.CHILD
            case "started", [pid, daemon, name]:
                child = _number(pid)
                if child in (evidence.main, statement.pid, 0):
                    continue
                target = known.setdefault(child, _Known())
                if target.kind in (Kind.OTHER, Kind.FORKED, Kind.CHILD) and child not in started:
                    started.append(child)
                    target.kind, target.name, target.parent = Kind.CHILD, name, statement.pid
                    target.daemon = daemon == "True"
            case "waited", [pid, exitcode]:
                known.setdefault(_number(pid), _Known()).exitcode = _number(exitcode)
    for piece in evidence.pieces:
        known.setdefault(piece.pid, _Known())
    main = known[evidence.main]
    main.exitcode = None if evidence.status is None else os.waitstatus_to_exitcode(evidence.status)
    unstarted = [pid for pid, about in known.items() if about.kind is Kind.CHILD and pid not in started]
    order = [evidence.main, *started, *unstarted]
    order += [pid for pid in known if pid not in order]
    return tuple(_numbered(order, known))


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


def parse(data: bytes) -> tuple[str, list[str]]:
    """A statement as its kind and fields; ("", []) for anything else on the same socket."""
    if not data.startswith(b"\x01"):
        return "", []
    words = data[1:].decode("ascii", "replace").split("\t")
    return words[0], [_unescaped(word) for word in words[1:]]


def _unescaped(word: str) -> str:
    try:
        return word.encode("ascii", "replace").decode("unicode_escape")
    except UnicodeDecodeError:
        return word


def _number(word: str) -> int:
    try:
        return int(word)
    except ValueError:
        return 0
