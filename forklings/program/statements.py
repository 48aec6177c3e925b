"""What processes said of themselves, read: anything that is not well formed is left out.

A program can say anything here. So every field is bounded and checked before it is used,
and what must not be said by a program is only heard where no program can have spoken yet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from forklings.sandbox.evidence import Evidence

# An honest run says three statements a process; the sandbox bounds the processes.
_MOST = 10_000

_NUMBER = re.compile(r"-?[0-9]{1,10}", re.ASCII)

# Which fields of each kind are numbers; a kind has so many fields, hello one more or none.
_NUMBERS = {
    "hello": (True, False, False),
    "forked": (True,),
    "born": (False,),
    "started": (True, False, False),
    "waited": (True, True),
    "compiled": (),
    "invalid": (True, False),
}

FORK_SERVER = re.compile(r"from multiprocessing\.forkserver import main; ?main\(.*", re.DOTALL)
_RESOURCE_TRACKER = re.compile(r"from multiprocessing\.resource_tracker import main; ?main\([0-9]+\)")


@dataclass(frozen=True)
class Said:
    """One statement; first is True where it is its process's first.

    A fresh interpreter says hello before any of the program's code runs in it.
    """

    pid: int
    kind: str
    fields: tuple[str, ...]
    first: bool

    def number(self, index: int) -> int:
        return int(self.fields[index])

    @property
    def is_fork_server(self) -> bool:
        return self._is_fresh and FORK_SERVER.fullmatch(self.fields[-1]) is not None

    @property
    def is_helper(self) -> bool:
        """A resource tracker or a fork server."""
        return self.is_fork_server or (self._is_fresh and _RESOURCE_TRACKER.fullmatch(self.fields[-1]) is not None)

    @property
    def _is_fresh(self) -> bool:
        return self.kind == "hello" and self.first


def read(evidence: Evidence) -> tuple[Said, ...]:
    """The well-formed statements of a run, in the order in which they came."""
    seen: set[int] = set()
    found: list[Said] = []
    for statement in evidence.statements:
        if len(found) >= _MOST:
            break
        if (words := parsed(statement.data)) is not None:
            kind, fields = words
            found.append(Said(statement.pid, kind, fields, statement.pid not in seen))
        seen.add(statement.pid)
    return tuple(found)


def why_invalid(evidence: Evidence, said: tuple[Said, ...]) -> tuple[int, str] | None:
    """Line and problem of a program that does not compile; said right after main's hello."""
    of_main = [statement for statement in said if statement.pid == evidence.main][:2]
    if len(of_main) == 2 and of_main[0].first and of_main[1].kind == "invalid":
        return of_main[1].number(0), of_main[1].fields[1]
    return None


def parsed(data: bytes) -> tuple[str, tuple[str, ...]] | None:
    """Kind and fields of a well-formed statement; None for anything else."""
    if not data.startswith(b"\x01"):
        return None
    kind, *words = data[1:].decode("ascii", "replace").split("\t")
    numbers = _NUMBERS.get(kind)
    if numbers is None or not (len(words) == len(numbers) or (kind == "hello" and len(words) == 2)):
        return None
    fields = tuple(_unescaped(word) for word in words)
    for field, is_number in zip(fields, numbers, strict=False):
        if is_number and not _NUMBER.fullmatch(field):
            return None
    return kind, fields


def _unescaped(word: str) -> str:
    try:
        return word.encode("ascii", "replace").decode("unicode_escape")
    except UnicodeDecodeError:
        return word
