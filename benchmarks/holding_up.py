"""Hold the engine up at every turn: what a busy machine does once in a thousand runs, each time.

A verdict must not hang on who is faster. Load shows such a bug seldom; an engine that is always late shows it
at once.
"""

from __future__ import annotations

from enum import StrEnum

from forklings.sandbox import starting


class Late(StrEnum):
    """What the supervisor does late."""

    NOTHING = "nothing"
    START = "start"  # the first turn: the program was quicker than the one who watches it
    TURN = "turn"  # whatever the conductor does
    DECIDE = "decide"  # it grants a step when all have waited for long
    HEAR = "hear"  # what processes say of themselves is heard after what their gates say
    REAP = "reap"  # children of children are long dead before anybody hears of it
    LOOK = "look"  # processes are seen after they have done what they do


_DRIVER, _CONDUCTOR = "forklings.sandbox.supervisor.driver Driver", "forklings.conductor.driver Conductor"
PLACES = {
    Late.START: f"{_DRIVER} watch",
    Late.TURN: f"{_CONDUCTOR} _turn",
    Late.DECIDE: f"{_CONDUCTOR} _decide",
    Late.HEAR: f"{_DRIVER} _read_voices",
    Late.REAP: f"{_DRIVER} _reap",
    Late.LOOK: f"{_DRIVER} _look",
}

_PATCH = """\
import sys, time
sys.path.append({{root!r}})
from {module} import {owner} as owner
def late(self, *words, prompt=owner.{method}):
    time.sleep({seconds})
    return prompt(self, *words)
owner.{method} = late
"""


def hold_up(what: Late, seconds: float) -> None:
    """From now on every supervisor that this process starts is late, each time by so many seconds."""
    if what is not Late.NOTHING:
        module, owner, method = PLACES[what].split()
        starting.BOOT = _PATCH.format(module=module, owner=owner, method=method, seconds=seconds) + starting.BOOT
