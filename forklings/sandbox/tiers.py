"""How far a program is kept from the rest of the machine; docs/threat-model.md says what each tier stops."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Tier(enum.StrEnum):
    """basic: a supervisor alone. hardened: the supervisor is pid 1 of a box that bubblewrap makes."""

    BASIC = "basic"
    HARDENED = "hardened"


@dataclass(frozen=True)
class Choice:
    """The tier in force; why says why it is not the hardened one, "" where it is."""

    tier: Tier
    why: str = ""

    @property
    def line(self) -> str:
        """What the commands say of it."""
        if self.tier is Tier.HARDENED:
            return "isolation: hardened"
        return f"isolation: {self.tier}, not hardened: {self.why}"
