"""Lines put back together from pieces of several processes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from forklings.program import Kind, Process
from forklings.program.output import STDOUT, Line, lines, text
from forklings.sandbox.evidence import Piece

A, B = Process(1, Kind.MAIN, 1), Process(2, Kind.CHILD, 1)
BY_PID = {1: A, 2: B}


def cut(*pieces: tuple[int, bytes]) -> tuple[Line, ...]:
    return lines([Piece(STDOUT, pid, data) for pid, data in pieces], STDOUT, BY_PID)


def test_pieces_of_one_process_make_whole_lines() -> None:
    assert cut((1, b"on"), (1, b"e\ntwo\nthr"), (1, b"ee")) == (
        Line("one", A, False),
        Line("two", A, False),
        Line("three", A, False),
    )


def test_a_piece_in_the_middle_of_a_line_tears_both() -> None:
    assert cut((1, b"on"), (2, b"two\n"), (1, b"e\n")) == (Line("two", B, True), Line("one", A, True))


def test_lines_after_a_torn_one_are_whole_again() -> None:
    assert cut((1, b"on"), (2, b"two\n"), (1, b"e\n"), (2, b"three\n"))[-1] == Line("three", B, False)


def test_bytes_that_are_no_utf8_are_shown_escaped() -> None:
    assert cut((1, b"\xff\n")) == (Line("\\xff", A, False),)


@given(st.lists(st.tuples(st.sampled_from([1, 2]), st.binary(max_size=6)), max_size=20))
def test_nothing_is_lost_or_made_up(pieces: list[tuple[int, bytes]]) -> None:
    found = cut(*pieces)
    for pid, process in BY_PID.items():
        written = b"".join(data for sender, data in pieces if sender == pid).decode("utf-8", "backslashreplace")
        assert "\n".join(line.text for line in found if line.process is process) == written.removesuffix("\n")


@given(st.lists(st.tuples(st.sampled_from([1, 2]), st.binary(max_size=6)), max_size=20))
def test_a_stream_as_text_is_all_of_it_in_order(pieces: list[tuple[int, bytes]]) -> None:
    whole = text([Piece(STDOUT, pid, data) for pid, data in pieces], STDOUT)
    assert whole == b"".join(data for _, data in pieces).decode("utf-8", "backslashreplace")
