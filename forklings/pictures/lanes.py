"""Rows side by side: a column of a process each, and what stands left of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from forklings.pictures.folding import Fold
from forklings.pictures.names import Names
from forklings.pictures.spans import Line, Span, Style, fitted, padded, width
from forklings.pictures.story import Act, Row, text_of
from forklings.text import _

LEAST_COLUMNS = 40

_LEAST_LANE, _MOST_LANE = 16, 44
_MOST_FILE_NAME = 12

# From so many columns on there is room for the file's name, and for more between the lanes.
_WIDE = 60

# What stands before the text in a lane.
SIGNS = {Act.STEP: "●", Act.NOTICE: "●", Act.WRITTEN: "»", Act.ERROR: "»", Act.GONE: "╵", Act.STILL: "◌"}
ALIVE, WAITS, BEGINS_TO_WAIT, MARKED = "│", "┊", "◌", "▶"

_STYLES = {Act.WRITTEN: Style.WRITTEN, Act.ERROR: Style.ERROR}


@dataclass(frozen=True)
class Plan:
    """Which lanes are drawn, from left to right, how wide each is, and what the gutter holds."""

    lanes: tuple[str, ...]
    widths: tuple[int, ...]
    clock: int
    line: int
    between: int


def plan(rows: Sequence[Row], names: Names, matters: Sequence[str], file_name: str, columns: int) -> Plan:
    """As many lanes as fit into so many columns; those that matter most first."""
    drawn = [row for row in rows if isinstance(row, Row)]
    clock = max((width(_clock(row.clock)) for row in drawn if row.clock), default=0)
    is_wide = columns >= _WIDE
    between = 2 if is_wide else 1
    named = min(_MOST_FILE_NAME, width(file_name)) if is_wide else 0
    line = max(named, *(len(_line(row.line)) for row in drawn), 0)
    room = max(columns, LEAST_COLUMNS) - 2 - (clock + 1 if clock else 0) - line
    most = max(1, room // (_LEAST_LANE + between))
    chosen = set(list(dict.fromkeys([*matters, *names.lanes]))[:most])
    lanes = tuple(who for who in names.lanes if who in chosen)
    widths = _widths([_natural(drawn, names, who) for who in lanes], room - between * len(lanes))
    return Plan(lanes, widths, clock, line, between)


def _natural(rows: Iterable[Row], names: Names, who: str) -> int:
    """How wide a lane would like to be."""
    texts = [names.heads(who)[0]]
    for row in rows:
        if row.who == who:
            texts.append(text_of(row))
        if who in row.begins:
            texts.append(row.begins[who][0])
    return min(_MOST_LANE, 2 + max(width(text) for text in texts))


def _widths(wanted: list[int], room: int) -> tuple[int, ...]:
    """What each lane gets where all together get no more than there is room."""
    given = dict.fromkeys(range(len(wanted)), 0)
    for place, index in enumerate(sorted(given, key=lambda index: wanted[index])):
        given[index] = min(wanted[index], max(_LEAST_LANE, (room - sum(given.values())) // (len(wanted) - place)))
    return tuple(given.values())


def head(drawing: Plan, names: Names, file_name: str) -> Line:
    spans = [Span(" " * (2 + (drawing.clock + 1 if drawing.clock else 0)))]
    named = fitted((file_name,), drawing.line) if drawing.between > 1 else ""
    spans.append(Span(padded(named, drawing.line), Style.FAINT))
    for who, columns in zip(drawing.lanes, drawing.widths, strict=True):
        spans.append(Span(" " * drawing.between + padded(fitted(names.heads(who), columns), columns), Style.HEAD))
    return tuple(spans)


def lines(rows: Iterable[Row | Fold], drawing: Plan, marked: Row | None) -> list[Line]:
    """A line for each row that has a lane, or shows something in one."""
    found: list[Line] = []
    clock = 0.0
    for row in rows:
        if isinstance(row, Fold):
            found.append(_fold(row, drawing))
        elif row.who in drawing.lanes or row.act is Act.STILL or any(who in row.begins for who in drawing.lanes):
            found.append(_row(row, drawing, moved=row.clock != clock, marked=row is marked))
            clock = row.clock
    return found


def _row(row: Row, drawing: Plan, *, moved: bool, marked: bool) -> Line:
    spans = [Span(f"{MARKED} " if marked else "  ", Style.MARK)]
    if drawing.clock:
        spans.append(Span((_clock(row.clock) if moved else "").rjust(drawing.clock) + " ", Style.FAINT))
    is_shown = row.who in drawing.lanes
    spans.append(Span((_line(row.line) if is_shown else "").rjust(drawing.line), Style.FAINT))
    for who, columns in zip(drawing.lanes, drawing.widths, strict=True):
        span = _cell(row, who, columns, marked=marked)
        spans += [Span(" " * drawing.between), Span(padded(span.text, columns), span.style)]
    return tuple(spans)


def _cell(row: Row, who: str, columns: int, *, marked: bool) -> Span:
    if who == row.who:
        text = fitted((text_of(row),), columns - 2)
        return Span(f"{SIGNS[row.act]} {text}", Style.MARK if marked else _STYLES.get(row.act, Style.PLAIN))
    if who in row.begins:
        return Span(f"{BEGINS_TO_WAIT} {fitted(row.begins[who], columns - 2)}", Style.FAINT)
    if who in row.waiting:
        return Span(WAITS, Style.FAINT)
    return Span(ALIVE if who in row.alive else "", Style.FAINT)


def _fold(fold: Fold, drawing: Plan) -> Line:
    text = _("… {count} more like these") if fold.alike else _("… {count} rows left out")
    gutter = 2 + (drawing.clock + 1 if drawing.clock else 0) + drawing.line + drawing.between
    return (Span(" " * gutter), Span(text.format(count=fold.count), Style.FAINT))


def _clock(seconds: float) -> str:
    return _("{seconds:g} s").format(seconds=round(seconds, 6))


def _line(number: int) -> str:
    return f":{number}" if number else ""
