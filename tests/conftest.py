"""A small course to grade in: the engine knows nothing of the real one."""

from __future__ import annotations

import functools
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from conducting import Conduct

from forklings import course as courses
from forklings.course import Course, Exercise, Limits
from forklings.program import Program, Run
from forklings.sandbox import isolation
from forklings.sandbox.client import Sandbox
from forklings.sandbox.tiers import Tier

STUB = '''\
"""Say hello from a child.

Contract
- A child prints "hello".
"""

print("hello")
'''

SOLUTION = '''\
"""Why it works: the child prints. Another way: none."""

import multiprocessing


def greet():
    print("hello")


if __name__ == "__main__":
    child = multiprocessing.Process(target=greet)
    child.start()
    child.join()
'''

GRADER = '''\
"""A child says hello."""

from forklings import Program, points


@points(2)
def test_child_greets(program: Program) -> None:
    """A child prints hello."""
    run = program.run()
    run.expect_line("hello", by=run.children[0], help="Only start() makes a process.")


@points(1, needs=test_child_greets)
def test_exit(program: Program) -> None:
    """The program ends with exit code 0."""
    program.run().expect_exit(0)
'''

COURSE = """\
format: 1
title: A small course
limits: {seconds: 5}
start_methods: [fork]
chapters:
  - name: 01_first
    title: First things
    exercises:
      - name: greet
        title: Say hello from a child
        topics: [S01]
        hints:
          - Who prints?
          - Start a process.
"""


@dataclass
class Workshop:
    """A course in a folder of its own, that a test may change."""

    root: Path

    @property
    def stub(self) -> Path:
        return self.root / "exercises/01_first/greet.py"

    @property
    def grader(self) -> Path:
        return self.root / "graders/01_first/test_greet.py"

    def load(self) -> Course:
        return courses.load(self.root)

    @property
    def exercise(self) -> Exercise:
        return self.load().exercises[0]

    def case(self, name: str, text: str) -> Path:
        path = self.root / "graders/01_first/greet" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(textwrap.dedent(text))
        return path

    def command(self, *words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run a Python module's command line in the course's folder, as a user would."""
        return subprocess.run(
            [sys.executable, "-m", *words],
            cwd=cwd or self.root,
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    root = tmp_path / "course"
    for folder in ("exercises", "solutions", "graders"):
        (root / folder / "01_first").mkdir(parents=True)
    made = Workshop(root)
    (root / "course.yml").write_text(COURSE)
    (root / "exercises/01_first/README.md").write_text("Look at `greet.py`.\n")
    made.stub.write_text(STUB)
    (root / "solutions/01_first/greet.py").write_text(SOLUTION)
    made.grader.write_text(GRADER)
    return made


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Modules that set BOTH_TIERS have their programs run in each tier."""
    if "sandbox" in metafunc.fixturenames and getattr(metafunc.module, "BOTH_TIERS", False):
        metafunc.parametrize("sandbox", list(Tier), indirect=True)


@pytest.fixture
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    tier = getattr(request, "param", None)
    if tier is Tier.HARDENED and (why := why_not_hardened()):
        pytest.skip(why)
    with Sandbox(tier=tier) as made:
        yield made


@pytest.fixture
def conduct(sandbox: Sandbox) -> Conduct:
    """Conduct a program given as text, under a schedule and a start method."""

    def run(source: str, schedule: str = "round-robin", method: str = "fork", seconds: float = 10) -> Run:
        program = Program(
            textwrap.dedent(source).encode(),
            file_name="here.py",
            limits=Limits(seconds=seconds),
            start_method=method,
            sandbox=sandbox,
        )
        return program.conduct(schedule)

    return run


@functools.cache
def why_not_hardened() -> str:
    return isolation.why_not_hardened()


RunText = Callable[..., Run]


@pytest.fixture
def run_text(sandbox: Sandbox) -> RunText:
    """Run a program given as text, and give its Run."""

    def run(
        source: str | bytes,
        *arguments: str,
        method: str = "fork",
        buffering: str = "line",
        limits: Limits | None = None,
    ) -> Run:
        data = textwrap.dedent(source).encode() if isinstance(source, str) else source
        program = Program(
            data,
            file_name="here.py",
            limits=limits or Limits(),
            start_method=method,
            sandbox=sandbox,
        )
        return program.run(*arguments, buffering=buffering)

    return run
