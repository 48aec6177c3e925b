"""A conducted run as rows, top to bottom: what each did, what it wrote, and who waited meanwhile."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field

from forklings.pictures import words
from forklings.pictures.names import Names
from forklings.pictures.spans import safe
from forklings.program import Facts
from forklings.sandbox.evidence import Conducted, Step, Wait

_STDERR = 2

# Lines of a traceback that only lead to its last one.
_LEADS_TO_AN_ERROR = ("Traceback ", "Process ", " ", "\t")


class Act(enum.StrEnum):
    """What a row shows: a step, a notice between two, a line on stdout or stderr, an end, the end of all."""

    STEP = "step"
    NOTICE = "notice"
    WRITTEN = "written"
    ERROR = "error"
    GONE = "gone"
    STILL = "still"


@dataclass(frozen=True)
class Row:
    """One thing that happened, in the lane of who did it; index counts steps or notices, by its act.

    alive and waiting are who lived then and who waited; asks holds for what a poller
    repeats. begins says, for each who waits from here on, for what: the longest text first.
    """

    act: Act
    who: str
    text: str
    line: int
    clock: float
    alive: frozenset[str]
    waiting: frozenset[str]
    index: int = -1
    asks: bool = False
    begins: dict[str, tuple[str, ...]] = field(default_factory=dict)


def rows(run: Facts, conducted: Conducted, names: Names) -> list[Row]:
    """Everything that a run's record tells, in order."""
    return list(_Story(run, conducted, names).rows())


class _Story:
    def __init__(self, run: Facts, conducted: Conducted, names: Names) -> None:
        self._conducted = conducted
        self._names = names
        self._steps = conducted.steps
        self._texts = words.described(conducted, names)
        self._written = _written(run, names)
        self._ends = dict(conducted.ends)
        self._notices: dict[int, list[int]] = {}
        for number, notice in enumerate(conducted.notices):
            # A notify inside an Event or a Barrier is no call of the student's.
            if notice.call.startswith("Condition."):
                self._notices.setdefault(notice.at, []).append(number)
        # Main was there before any step.
        self._first: dict[str, int] = {"0": -1}
        for index, step in enumerate(self._steps):
            self._first.setdefault(step.who, index)
        for index, step in enumerate(self._steps):
            if step.kind == "start" and step.object in names.lanes:
                # One that never got to run has no step of its own.
                self._first.setdefault(step.object, index + 1)
        self._comes_to_its_end = {step.who for step in self._steps if step.kind == "exit"}
        self._next = self._next_steps()
        self._following = self._following_steps()
        self._waiting: frozenset[str] = frozenset()
        self._last_taken: dict[str, str] = {}

    def rows(self) -> Iterator[Row]:
        clock = 0.0
        pieces = 0
        begins: dict[str, tuple[str, ...]] = {}
        for index, step in enumerate(self._steps):
            yield from self._between(index, pieces, step.output, clock)
            pieces = step.output
            begins |= self._begin(index, frozenset(step.waiting))
            self._waiting = frozenset(step.waiting) - {step.who}
            clock = step.clock
            self._note_holder(step)
            if self._texts[index] and step.kind != "release":
                now = {who: texts for who, texts in begins.items() if who in self._waiting}
                yield self._row(Act.STEP, step.who, self._texts[index], index, clock, step.line, now)
                begins = {}
        count = len(self._steps)
        yield from self._between(count, pieces, len(self._written), clock)
        # Of a process with threads, its first one's is told.
        waits = {
            self._names.who(wait.pid): wait for wait in sorted(self._conducted.waits, key=lambda wait: -wait.thread)
        }
        if waits:
            begins = {who: self._texts_of(wait) for who, wait in waits.items()}
            self._waiting = frozenset(waits)
            yield self._row(Act.STILL, "", "", count, self._conducted.clock, 0, begins)

    def _row(
        self,
        act: Act,
        who: str,
        text: str,
        index: int,
        clock: float,
        line: int = 0,
        begins: dict[str, tuple[str, ...]] | None = None,
        number: int | None = None,
    ) -> Row:
        """A row after so many steps; number is its own where it is none of them."""
        return Row(
            act=act,
            who=who,
            text=text,
            line=line,
            clock=clock,
            alive=frozenset(
                place for place, first in self._first.items() if first <= index < self._ends.get(place, index + 1)
            ),
            waiting=self._waiting,
            index=index if number is None else number,
            asks=act is Act.STEP and number is None and words.only_asks(self._steps[index]),
            begins=begins or {},
        )

    def _between(self, index: int, first: int, stop: int, clock: float) -> Iterator[Row]:
        """What happened after one step and before the next: it was written, notified, come to an end."""
        for pid, stream, text in (line for piece in self._written[first:stop] for line in piece):
            act = Act.ERROR if stream == _STDERR else Act.WRITTEN
            yield self._row(act, self._names.who(pid), text, index - 1, clock)
        for number in self._notices.get(index, ()):
            notice = self._conducted.notices[number]
            text = words.of_notice(notice, self._names)
            yield self._row(Act.NOTICE, notice.who, text, index - 1, clock, notice.line, number=number)
        if index:
            yield from self._given_back(index - 1, clock)
        for who, at in self._conducted.ends:
            if at == index and who not in self._comes_to_its_end and who in self._first:
                yield self._row(Act.GONE, who, words.of_end(who, self._names), index - 1, clock)

    def _given_back(self, index: int, clock: float) -> Iterator[Row]:
        """The release that comes next after a step, by whoever took the step.

        A lock is free when its release is asked for, and others may take it before that is
        granted; so it stands where it was asked for.
        """
        following = self._following[index]
        if following and self._steps[following].kind == "release" and self._texts[following]:
            step = self._steps[following]
            yield self._row(Act.STEP, step.who, self._texts[following], index, clock, step.line, number=following)

    # -- who waits, for what, and who has it ------------------------------------------------

    def _begin(self, index: int, waiting: frozenset[str]) -> dict[str, tuple[str, ...]]:
        """For each who waits from this step on: for what, as its own next step tells."""
        found = {}
        for who in waiting - self._waiting:
            following = self._next[index].get(who)
            if following is not None and following is not self._steps[index]:
                found[who] = self._texts_of(following)
        return found

    def _next_steps(self) -> list[dict[str, Step | Wait]]:
        """At each step: what everybody will do next, or waits for in the end."""
        coming: dict[str, Step | Wait] = {self._names.who(wait.pid): wait for wait in self._conducted.waits}
        found: list[dict[str, Step | Wait]] = []
        for step in reversed(self._steps):
            coming = {**coming, step.who: step}
            found.append(coming)
        return found[::-1]

    def _following_steps(self) -> list[int]:
        """For each step: the index of the next one by the same process, 0 where there is none."""
        coming: dict[str, int] = {}
        found = []
        for index in range(len(self._steps) - 1, -1, -1):
            found.append(coming.get(self._steps[index].who, 0))
            coming[self._steps[index].who] = index
        return found[::-1]

    def _note_holder(self, step: Step) -> None:
        if step.kind == "acquire" and step.result:
            self._last_taken[step.object] = step.who
        elif step.kind == "release":
            self._last_taken.pop(step.object, None)

    def _texts_of(self, wanted: Step | Wait) -> tuple[str, ...]:
        child = self._names.who(wanted.child) if isinstance(wanted, Wait) else wanted.object
        return words.of_wait(wanted, child, self._last_taken.get(wanted.object, ""), self._names)


def _written(run: Facts, names: Names) -> list[list[tuple[int, int, str]]]:
    """By piece of output: the lines that it ends, as pid, stream and text.

    A line that was never ended stands at the last piece of it. Of an error only the last
    line is kept, and of what nobody with a lane wrote nothing.
    """
    found: list[list[tuple[int, int, str]]] = []
    open_lines: dict[tuple[int, int], tuple[int, bytes]] = {}
    for piece in run.evidence.pieces:
        place = piece.pid, piece.stream
        *ended, rest = (open_lines.pop(place, (0, b""))[1] + piece.data).split(b"\n")
        if rest:
            open_lines[place] = len(found), rest
        found.append([(*place, _decoded(line)) for line in ended])
    for place, (index, rest) in open_lines.items():
        found[index].append((*place, _decoded(rest)))
    return [[line for line in piece if names.who(line[0]) and _is_shown(line)] for piece in found]


def _is_shown(line: tuple[int, int, str]) -> bool:
    _pid, stream, text = line
    return bool(text.strip()) and not (stream == _STDERR and text.startswith(_LEADS_TO_AN_ERROR))


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")


def text_of(row: Row) -> str:
    """What a row says, made safe where a student wrote it."""
    return safe(row.text) if row.act in (Act.WRITTEN, Act.ERROR) else row.text
