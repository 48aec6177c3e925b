"""The picture of a conducted run for a terminal."""

from __future__ import annotations

import textwrap

from forklings.pictures import decisive, folding, lanes
from forklings.pictures.decisive import Mark
from forklings.pictures.folding import Fold
from forklings.pictures.lanes import ALIVE, BEGINS_TO_WAIT, LEAST_COLUMNS, MARKED, SIGNS, WAITS
from forklings.pictures.names import Names
from forklings.pictures.spans import Line, Span, Style, safe
from forklings.pictures.story import Act, Row, rows
from forklings.program import Facts
from forklings.report import Outcome
from forklings.sandbox.evidence import Conducted
from forklings.text import _

_MOST_LISTED = 5


def picture(run: Facts, columns: int, *, failed: bool = False) -> list[Line]:
    """A conducted run, a lane for each process and a row for each step, in so many columns, 40 at least.

    Below it stands how the run ended, and what the mark means, where a step is marked.
    failed says that a check was not passed with this run. Gives nothing for a run that the
    system scheduled.
    """
    conducted = run.conducted
    if conducted is None:
        return []
    columns = max(columns, LEAST_COLUMNS)
    names = Names(run, conducted)
    story = rows(run, conducted, names)
    mark = decisive.mark(run, conducted, names, [row.index for row in story if row.act is Act.STEP], failed=failed)
    marked = _marked(story, mark)
    shown = folding.folded(story, marked)
    found = _drawn(shown, names, conducted, run.file_name, columns, story[marked] if marked is not None else None)
    if run.outcome not in (Outcome.FINISHED, Outcome.SIGNALED):
        found += _wrapped(run.explanation().message, columns)
    if marked is not None and mark is not None:
        found += _wrapped(f"{MARKED} {mark.meaning}", columns)
    return found


def _drawn(
    shown: list[Row | Fold], names: Names, conducted: Conducted, file_name: str, columns: int, marked: Row | None
) -> list[Line]:
    """The head, the rows, and what the signs mean."""
    kept = [row for row in shown if isinstance(row, Row)]
    if not kept:
        return [(Span(_("The program took no step."), Style.FAINT),)]
    matters = [marked.who] if marked is not None else []
    # Who waits for a lock first: that others wait for their children follows from it.
    matters += [names.who(wait.pid) for wait in sorted(conducted.waits, key=lambda wait: wait.kind == "join")] + ["0"]
    matters += [row.who for row in kept if row.act in (Act.ERROR, Act.GONE)]
    drawing = lanes.plan(kept, names, [who for who in matters if who in names.lanes], file_name, columns)
    found = [lanes.head(drawing, names, file_name), *lanes.lines(shown, drawing, marked), ()]
    if hidden := [names.short(who) for who in names.lanes if who not in drawing.lanes]:
        told = _("Not drawn, for want of room: {names}.").format(names=_listed(hidden))
        found += _wrapped(told, columns)
    return [*found, *_wrapped(_signs(kept), columns, Style.FAINT)]


def _listed(texts: list[str]) -> str:
    """The first few, and how many more there are."""
    first = ", ".join(texts[:_MOST_LISTED])
    if len(texts) <= _MOST_LISTED:
        return first
    return _("{first} and {count} more").format(first=first, count=len(texts) - _MOST_LISTED)


def _signs(shown: list[Row]) -> str:
    """What the signs of a picture mean, as far as they are in it."""
    said = [f"{SIGNS[Act.STEP]} {_('a step')}", f"{ALIVE} {_('could go on')}"]
    if any(row.waiting or row.begins for row in shown):
        said.append(f"{BEGINS_TO_WAIT} {WAITS} {_('waits')}")
    if any(row.act in (Act.WRITTEN, Act.ERROR) for row in shown):
        said.append(f"{SIGNS[Act.WRITTEN]} {_('written')}")
    return "   ".join(said)


def _marked(story: list[Row], mark: Mark | None) -> int | None:
    if mark is None:
        return None
    found = (index for index, row in enumerate(story) if (row.act, row.index) == (mark.act, mark.index))
    return next(found, None)


def _wrapped(text: str, columns: int, style: Style = Style.PLAIN) -> list[Line]:
    """Each line of a text, in so many columns; what goes on stands further in."""
    found: list[Line] = []
    for line in text.splitlines():
        found += [(Span(part, style),) for part in textwrap.wrap(safe(line), columns, subsequent_indent="  ") or [""]]
    return found
