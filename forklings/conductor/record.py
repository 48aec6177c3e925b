"""What is kept of a conducted run: its steps, and what came to pass between them. Nothing here touches the system."""

from __future__ import annotations

from collections.abc import Sequence

from forklings.conductor.account import Malformed, Semaphore, Step

# What a record may take in the frame that tells of it (wire.MAX_FRAME), in bytes; a character may take six there,
# and an entry so many beside what is text in it.
_MOST_BYTES = 24 * 1024 * 1024
_BYTES_PER_CHARACTER = 6
_BYTES_PER_ENTRY = 300


class Record:
    """Everything in the order in which it happened; at counts the steps that were taken before.

    Processes are named by their places in the tree of the run.
    """

    def __init__(self, schedule: str) -> None:
        self._schedule = schedule
        self._names: dict[int, str] = {}
        self._pids: dict[str, int] = {}
        self._steps: list[dict[str, object]] = []
        self._waits: list[dict[str, object]] = []
        self._ends: list[tuple[str, int]] = []
        self._notices: list[dict[str, object]] = []
        self._made: list[dict[str, object]] = []
        self._bytes = 0

    @property
    def is_full(self) -> bool:
        """Whether more has come to pass than can be told."""
        return self._bytes > _MOST_BYTES

    def _keep(self, kept: list[dict[str, object]], entry: dict[str, object], *, names: Sequence[str] = ()) -> None:
        """Keep an entry, while there is room; names are of a list in it."""
        texts = [value for value in entry.values() if isinstance(value, str)]
        self._bytes += _BYTES_PER_ENTRY + _BYTES_PER_CHARACTER * sum(map(len, [*texts, *names]))
        if not self.is_full:
            kept.append(entry)

    def enrolled(self, pid: int, name: str) -> None:
        """A process has its place; the last start of its parent's was of this one."""
        self._names[pid] = name
        self._pids[name] = pid
        parent = name.rpartition(".")[0]
        for step in reversed(self._steps):
            if step["who"] == parent and step["kind"] == "start":
                step["object"] = step["object"] or name
                return

    def made(self, semaphore: Semaphore) -> None:
        """A semaphore was made, by itself or as a part of something."""
        self._keep(self._made, {"name": semaphore.name, "line": semaphore.made_at, "call": semaphore.made_by})

    def made_pipe(self, made: dict[str, object]) -> None:
        """A pipe was made, by itself or as a part of something."""
        self._keep(self._made, made)

    def step(self, pid: int, step: Step, *, result: bool, clock: float, output: int, waiting: list[str]) -> None:
        """A step was taken: output pieces were read before, and these waited for what could not be granted."""
        self._keep(
            self._steps,
            {
                "pid": pid,
                "who": step.who,
                "thread": step.thread,
                "kind": step.kind,
                "object": step.object or self._names.get(step.pid, ""),
                "line": step.line,
                "call": step.call,
                "result": result,
                "clock": clock,
                "output": output,
                "waiting": waiting,
            },
            names=waiting,
        )

    def ended(self, name: str) -> None:
        """A process is gone, as the kernel has it."""
        self._ends.append((name, len(self._steps)))

    def notified(self, name: str, semaphore: str, fields: list[str]) -> None:
        """A notify of a condition, whose waiters sleep at this semaphore: line, call and how many slept.

        Raises Malformed.
        """
        try:
            line, call, asleep = int(fields[0]), fields[1], int(fields[3])
        except (IndexError, ValueError) as error:
            raise Malformed("notified") from error
        at = len(self._steps)
        notice = {"at": at, "who": name, "line": line, "call": call, "object": semaphore, "asleep": asleep}
        self._keep(self._notices, notice)

    def waits(self, pid: int, step: Step, semaphore: Semaphore | None, *, holders: list[int], contents: int) -> None:
        """What one waits for where nothing could go on.

        At a pipe: the pids of those who hold its other end, and how many bytes lie in it.
        """
        self._waits.append(
            {
                "pid": pid,
                "thread": step.thread,
                "kind": step.kind,
                "line": step.line,
                "call": step.call,
                "object": step.object,
                "made_at": semaphore.made_at if semaphore is not None else 0,
                "child": step.pid,
                "holder": self._pids.get(semaphore.taken_by, 0) if semaphore is not None else 0,
                "held_since": semaphore.taken_at if semaphore is not None else 0,
                "holders": holders,
                "contents": contents,
            }
        )

    def as_told(self, asked_in_vain: tuple[tuple[str, int], ...], around: str, clock: float) -> dict[str, object]:
        """What the grader is told of the run."""
        return {
            "schedule": self._schedule,
            "steps": self._steps,
            "waits": self._waits,
            "asked": [[self._pids.get(who.partition("/")[0], 0), times] for who, times in asked_in_vain],
            "around": around,
            "clock": clock,
            "pids": list(self._pids.items()),
            "ends": self._ends,
            "notices": self._notices,
            "made": self._made,
        }
