"""The course under nbgrader: release, take in, autograde, and the scores in a table."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from forklings.nbgrader.configuring import configure

__all__ = ["configure"]


def __getattr__(name: str) -> object:
    # Kept off the import: the table of scores needs none of what a configuration loads.
    if name == "configure":
        from forklings.nbgrader.configuring import configure

        return configure
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
