"""Long stretches of rows that say nothing new, folded into one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forklings.pictures.story import Act, Row

# How many different rows a stretch that is folded may be made of.
_MOST_DIFFERENT = 6

# How often, on average, they are there: those of one who only asks, and any.
_LEAST_ASKED, _LEAST_DONE = 3, 8

# Of a run that is longer than any picture: what is drawn of its beginning, its end, and around its mark.
_FIRST, _LAST, _AROUND = 60, 120, 10


@dataclass(frozen=True)
class Fold:
    """In place of so many rows; alike says that each is like one that stands above."""

    count: int
    alike: bool


def folded(rows: Sequence[Row], marked: int | None) -> list[Row | Fold]:
    """The rows, with what repeats and what is too much left out; marked is never left out, nor the last row."""
    found: list[Row | Fold] = []
    position = 0
    while position < len(rows):
        shown, stop = _stretch(rows, position, marked)
        found += rows[position:shown]
        if stop > shown:
            found.append(Fold(stop - shown, alike=True))
        position = stop
    return _shortened(found, rows[marked] if marked is not None else None)


def _stretch(rows: Sequence[Row], start: int, marked: int | None) -> tuple[int, int]:
    """From start on: up to where rows are shown, and up to where they only repeat."""
    seen: set[tuple[object, ...]] = set()
    stop = shown = start
    while stop < len(rows) and stop != marked and rows[stop].act is Act.STEP:
        signature = _signature(rows[stop])
        if signature not in seen:
            if len(seen) == _MOST_DIFFERENT or _is_long(rows[start:stop], len(seen), stop - shown):
                break
            seen.add(signature)
            shown = stop + 1
        stop += 1
    if _is_long(rows[start:stop], len(seen), stop - shown):
        return shown, stop
    return start + 1, start + 1


def _is_long(stretch: Sequence[Row], different: int, repeats: int) -> bool:
    """Whether a stretch of so many different rows says little enough to be folded."""
    least = _LEAST_ASKED if all(row.asks for row in stretch) else _LEAST_DONE
    return repeats > 2 and len(stretch) >= least * different


def _signature(row: Row) -> tuple[object, ...]:
    return row.who, row.text, row.line, row.alive


def _shortened(rows: list[Row | Fold], marked: Row | None) -> list[Row | Fold]:
    """Without the middle of a run that is longer than anybody reads."""
    if len(rows) <= _FIRST + _LAST:
        return rows
    at = next((index for index, row in enumerate(rows) if row is marked), 0)
    found: list[Row | Fold] = []
    left_out = 0
    for index, row in enumerate(rows):
        if index < _FIRST or index >= len(rows) - _LAST or abs(index - at) <= _AROUND:
            if left_out:
                found.append(Fold(left_out, alike=False))
                left_out = 0
            found.append(row)
        else:
            left_out += row.count if isinstance(row, Fold) else 1
    return found
