"""What the processes wrote, put back together line by line and process by process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from forklings.program.processes import Process
from forklings.sandbox.evidence import Piece

STDOUT, STDERR = 1, 2


@dataclass(frozen=True, slots=True)
class Line:
    """One line that one process wrote, without its newline.

    torn is True where pieces of another process came between its own: on a terminal
    the two would be mixed.
    """

    text: str
    process: Process
    torn: bool


def beginning(pieces: Iterable[Piece], size: int) -> Iterator[Piece]:
    """Pieces from the first on, until they have so many bytes."""
    for piece in pieces:
        if size <= 0:
            return
        yield Piece(piece.stream, piece.pid, piece.data[:size])
        size -= len(piece.data)


def text(pieces: Iterable[Piece], stream: int) -> str:
    """A stream as it would stand in a file; bytes that are not UTF-8 are shown escaped."""
    return _decoded(b"".join(piece.data for piece in pieces if piece.stream == stream))


def lines(pieces: Iterable[Piece], stream: int, processes: Mapping[int, Process]) -> tuple[Line, ...]:
    """The lines of a stream in the order in which they were ended.

    A line that its process never ended comes last.
    """
    # Parts are joined once, at the end of a line: a megabyte may come byte by byte.
    unfinished: dict[int, list[bytes]] = {}
    is_open: set[int] = set()
    torn: set[int] = set()
    found: list[Line] = []

    def close(pid: int, data: bytes) -> None:
        found.append(Line(_decoded(data), processes[pid], pid in torn))
        torn.discard(pid)

    for piece in pieces:
        if piece.stream != stream:
            continue
        if is_open - {piece.pid}:
            torn |= is_open
            torn.add(piece.pid)
        parts = unfinished.setdefault(piece.pid, [])
        *ended, rest = piece.data.split(b"\n")
        for data in ended:
            close(piece.pid, b"".join([*parts, data]))
            parts.clear()
            is_open.discard(piece.pid)
        if rest:
            parts.append(rest)
            is_open.add(piece.pid)
    for pid, parts in unfinished.items():
        if parts:
            close(pid, b"".join(parts))
    return tuple(found)


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")
