"""Wrong programs that talk, by the dozen: a scene with a mistake put in, beside right ones."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import strategies as st
from right_messages import SCENES, Scene, scenes_beside, written
from right_programs import RightProgram


@dataclass(frozen=True)
class _Mistake:
    """In a scene, what is replaced by what; n, count and size are such that it matters."""

    scene: str
    old: str
    new: str
    n: int = 2
    count: int = 2
    size: int = 0


_GOT = "    got = [items.get() for _ in range(n * count)]\n"
_JOINED = "    for process in processes:\n        process.join()\n"

MISTAKES = (
    _Mistake("queue", _GOT + _JOINED, _JOINED + _GOT, size=100_000),
    _Mistake("queue", "range(n * count)", "range(n * count + 1)"),
    _Mistake("simple", _GOT + _JOINED, _JOINED + _GOT, size=100_000),
    _Mistake("joinable", "    for _ in workers:\n        tasks.put(None)\n", "    tasks.put(None)\n"),
    _Mistake("joinable", "        tasks.task_done()\n    tasks", "        pass\n    tasks"),
    _Mistake("daemons", "        tasks.task_done()\n", "        if number:\n            tasks.task_done()\n"),
    _Mistake("stream", "        writer.close()\n", ""),
    _Mistake("duplex", "    mine.close()\n    process.join()\n", "    process.join()\n    mine.close()\n"),
    _Mistake("drainer", "and items.put(None)", "and items.empty()"),
    _Mistake("manager", "range(n * count)", "range(n * count + 1)"),
    _Mistake("pool", "pool.map(square", "pool.map(leave"),
    _Mistake("logs", "listener.stop()", "listener.enqueue_sentinel = print\n    listener.stop()"),
)

# Under fork an executor starts its workers all at once, so its steps are others than elsewhere.
_ALIKE = sorted(set(SCENES) - {"executor", "broken"})


@st.composite
def wrong_messages(draw: st.DrawFn) -> RightProgram:
    """A program that some schedule stops for good; nothing in it goes around the gates."""
    mistake = draw(st.sampled_from(MISTAKES))
    beside = [name for name in _ALIKE if name != mistake.scene]
    scenes = draw(scenes_beside(beside, most=1))
    wrong = Scene(mistake.scene, mistake.n, mistake.count, mistake.size, apart=draw(st.booleans()))
    program = written([*scenes, wrong])
    return replace(program, text=_with(mistake, program.text))


def _with(mistake: _Mistake, text: str) -> str:
    """The text with a mistake in its scene: another one beside it may have the same lines."""
    before, begin, after = text.partition(f"def scene_{mistake.scene}(")
    scene, end, rest = after.partition("\ndef ")
    if mistake.old not in scene:
        # In a function that the scene's processes run.
        assert text.count(mistake.old) == 1, mistake
        return text.replace(mistake.old, mistake.new)
    assert scene.count(mistake.old) == 1, mistake
    return before + begin + scene.replace(mistake.old, mistake.new) + end + rest
