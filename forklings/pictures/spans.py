"""Lines of a picture: pieces of text with a style, safe for any terminal, measured in columns."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

from forklings.report import bounded


class Style(enum.StrEnum):
    """How a front end may show a piece; nothing is told by the style alone."""

    PLAIN = ""
    HEAD = "bold"
    FAINT = "dim"
    MARK = "bold red"
    WRITTEN = "green"
    ERROR = "red"


@dataclass(frozen=True)
class Span:
    text: str
    style: Style = Style.PLAIN


Line = tuple[Span, ...]


def plain(line: Line) -> str:
    """A line without its styles and without blanks at its end."""
    return "".join(span.text for span in line).rstrip()


def safe(text: str) -> str:
    """Text of a student's on one line, short and without control characters."""
    return bounded(text).replace("\n", "\\n").replace("\t", "\\t")


def width(text: str) -> int:
    """In columns of a terminal; a wide character takes two."""
    return cell_len(text)


def fitted(texts: Sequence[str], columns: int) -> str:
    """The first of these texts, the longest first, that fits; the last one cut where none does."""
    for text in texts:
        if width(text) <= columns:
            return text
    return set_cell_size(texts[-1], max(0, columns - 1)).rstrip() + "…"


def padded(text: str, columns: int) -> str:
    return text + " " * max(0, columns - width(text))
