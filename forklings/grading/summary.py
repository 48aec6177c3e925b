"""Points by exercise, at the end of a pytest run."""

from __future__ import annotations

import pytest

# Names of the properties that a check's result carries into reports and JUnit files.
EXERCISE, POINTS, MAX_POINTS, ISOLATION = "exercise", "points", "max_points", "isolation"


class Summary:
    """Gathers the points from reports, which reach the main process from xdist's workers too."""

    def __init__(self) -> None:
        self._points: dict[str, tuple[int, int]] = {}
        self._isolation: dict[str, None] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call":
            return
        said = dict(report.user_properties)
        if EXERCISE not in said:
            return
        self._isolation[str(said[ISOLATION])] = None
        points, most = self._points.get(str(said[EXERCISE]), (0, 0))
        self._points[str(said[EXERCISE])] = (points + _number(said[POINTS]), most + _number(said[MAX_POINTS]))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self._points:
            return
        terminalreporter.section("points")
        width = max(len(name) for name in self._points)
        for name, (points, most) in sorted(self._points.items()):
            terminalreporter.write_line(f"{name:{width}}  {points} of {most}")
        for line in self._isolation:
            terminalreporter.write_line(line)


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
