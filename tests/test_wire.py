"""Frames between grader and supervisor: whatever comes, it is a frame or it is refused."""

from __future__ import annotations

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forklings.sandbox import wire

JSON = st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=20), max_size=4)


def encoded(frame: wire.Frame) -> bytes:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        wire.send(ours, frame)
        return theirs.recv(1 << 16)


@given(st.lists(JSON, max_size=4), st.integers(1, 7))
def test_frames_survive_any_cut(frames: list[wire.Frame], step: int) -> None:
    data = b"".join(encoded(frame) for frame in frames)
    reader = wire.FrameReader()
    found: list[wire.Frame] = []
    for start in range(0, len(data), step):
        found += reader.feed(data[start : start + step])
    assert found == frames


@given(st.binary())
def test_any_byte_survives_as_text(data: bytes) -> None:
    assert wire.bytes_of(wire.text_of(data)) == data


@given(st.binary(max_size=40))
def test_anything_else_is_refused_or_waited_for(data: bytes) -> None:
    try:
        frames = wire.FrameReader().feed(data)
    except wire.WireCorrupt:
        return
    assert all(isinstance(frame, dict) for frame in frames)


@pytest.mark.parametrize("data", [b"\xff\xff\xff\xff", b"\0\0\0\x02[]", b"\0\0\0\x01x", b"\0\0\0\x02\xff\xff"])
def test_what_is_no_frame_is_refused(data: bytes) -> None:
    with pytest.raises(wire.WireCorrupt):
        wire.FrameReader().feed(data)


def test_the_end_of_the_other_side_is_said() -> None:
    ours, theirs = socket.socketpair()
    with ours:
        theirs.close()
        with pytest.raises(wire.WireClosed):
            wire.receive(ours, wire.FrameReader())
        with pytest.raises(wire.WireClosed):
            wire.send(ours, {})
