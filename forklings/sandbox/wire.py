"""Frames between the grader and the supervisor: a length, then one JSON document.

docs/architecture.md, "The wire", lists every frame. Bytes travel as latin-1 text,
so that any byte a program writes survives JSON unchanged.
"""

from __future__ import annotations

import json
import socket
import struct

# Not from typing: it would double what the supervisor takes to start.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import Any

    Frame = dict[str, Any]

_HEADER = struct.Struct(">I")

# A run request holds the program, evidence frames hold at most one read each.
MAX_FRAME = 32 * 1024 * 1024


class WireClosed(Exception):
    """The other side of the wire is gone."""


class WireCorrupt(Exception):
    """What came over the wire is not a frame."""


def text_of(data: bytes) -> str:
    return data.decode("latin-1")


def bytes_of(text: str) -> bytes:
    return text.encode("latin-1")


def send(wire: socket.socket, frame: Frame) -> None:
    """Send one frame whole.

    Raises WireClosed when the other side is gone.
    """
    body = json.dumps(frame, separators=(",", ":")).encode("ascii")
    try:
        wire.sendall(_HEADER.pack(len(body)) + body)
    except (BrokenPipeError, ConnectionResetError) as error:
        raise WireClosed from error


class FrameReader:
    """Cuts a stream of bytes into frames."""

    def __init__(self) -> None:
        self._pending = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        """Take bytes as they came, give the frames that are complete.

        Raises WireCorrupt on a length past MAX_FRAME or a body that is not a JSON object.
        """
        self._pending += data
        frames: list[Frame] = []
        while len(self._pending) >= _HEADER.size:
            (length,) = _HEADER.unpack_from(self._pending)
            if length > MAX_FRAME:
                raise WireCorrupt(f"a frame of {length} bytes")
            end = _HEADER.size + length
            if len(self._pending) < end:
                break
            frames.append(_decode(bytes(self._pending[_HEADER.size : end])))
            del self._pending[:end]
        return frames


def _decode(body: bytes) -> Frame:
    try:
        frame = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise WireCorrupt("a frame that is not JSON") from error
    if not isinstance(frame, dict):
        raise WireCorrupt("a frame that is not an object")
    return frame


def receive(wire: socket.socket, reader: FrameReader) -> list[Frame]:
    """Wait for bytes and give the frames they complete, possibly none.

    Raises WireClosed at the end of the stream.
    """
    try:
        data = wire.recv(1 << 18)
    except ConnectionResetError as error:
        raise WireClosed from error
    if not data:
        raise WireClosed
    return reader.feed(data)
