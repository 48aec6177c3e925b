"""What can go wrong with a sandbox, and whose fault it is."""

from __future__ import annotations

from dataclasses import dataclass


class SandboxBroken(Exception):
    """The engine could not run the program: never the program's fault."""


class Tampered(Exception):
    """The program ended or stopped the process that watches it."""


class Unsupported(Exception):
    """This platform cannot be graded on."""


@dataclass
class IsolationMissing(Exception):
    """The hardened tier was required, and cannot be had here."""

    why: str

    def __str__(self) -> str:
        return (
            f"programs cannot be run in the hardened sandbox: {self.why}; "
            "mend that, or grade without --require-isolation where the programs are not strangers'"
        )
