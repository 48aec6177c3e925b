"""How a check ends when it does not pass."""

from __future__ import annotations

from forklings.report import Outcome


class CheckEnded(Exception):
    """A check came to a verdict other than passed; schedule leads back to the run, where it was conducted."""

    def __init__(self, message: str, outcome: Outcome = Outcome.FINISHED, schedule: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.outcome = outcome
        self.schedule = schedule


class CheckFailed(CheckEnded):
    """The program does not do what the check promises.

    expected and actual are two texts to compare by eye; help is the likely misconception.
    """

    def __init__(
        self,
        message: str,
        *,
        expected: str = "",
        actual: str = "",
        help: str = "",
        outcome: Outcome = Outcome.FINISHED,
        schedule: str | None = None,
    ) -> None:
        super().__init__(message, outcome, schedule)
        self.expected = expected
        self.actual = actual
        self.help = help


class Undecided(CheckEnded):
    """The evidence does not decide; a person has to."""


class EngineFault(Exception):
    """The engine could not do its work: reported as ours, never as the program's."""
