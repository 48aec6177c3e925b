"""A Run as a picture: pure functions from its record to lines of text."""

from forklings.pictures.document import document
from forklings.pictures.picture import picture
from forklings.pictures.spans import Line, Span, Style, plain

__all__ = ["Line", "Span", "Style", "document", "picture", "plain"]
