"""Every listing of a lesson runs, and prints what stands under it.

A listing is a ```python block; a ```text block right under it is its output. It runs conducted, on a
virtual clock: a lesson's sleeps bring an order about, and here they do it on a busy machine too.
A line `<!-- real -->` before a listing asks for a real run, `<!-- under: fork -->` names the start
methods that it is about, `<!-- not run -->` a fragment that is no program, `<!-- outlived -->` a program that leaves a
process behind on purpose, which the sandbox ends before its last words. An output that differs from run to run is
given with `…` for what differs.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from forklings.course import Limits
from forklings.program import Program
from forklings.sandbox.client import Sandbox

ROOT = Path(__file__).resolve().parents[1]

_BLOCK = re.compile(
    r"(?P<notes>(?:<!--[^>]*-->\n)*)```python\n(?P<source>.*?)```\n(?:\n?```text\n(?P<output>.*?)```)?", re.DOTALL
)
_UNDER = re.compile(r"under:\s*([\w, ]+)")


@dataclass(frozen=True)
class Listing:
    lesson: str
    line: int
    source: str
    output: str | None
    notes: str

    @property
    def methods(self) -> tuple[str, ...]:
        found = _UNDER.search(self.notes)
        return tuple(found[1].replace(" ", "").split(",")) if found else ("fork", "spawn", "forkserver")


def listings() -> list[Listing]:
    found = []
    for path in sorted(ROOT.glob("exercises/*/README.md")):
        text = path.read_text(encoding="utf-8")
        for block in _BLOCK.finditer(text):
            line = text.count("\n", 0, block.start("source"))
            found.append(Listing(path.parent.name, line, block["source"], block["output"], block["notes"]))
    return found


LISTINGS = [listing for listing in listings() if "not run" not in listing.notes]


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    return Sandbox()


def same(printed: str, output: str) -> bool:
    """Line by line; … stands for anything."""
    pattern = ".*".join(re.escape(part) for part in output.split("…"))
    return re.fullmatch(pattern, printed, re.DOTALL) is not None


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: f"{listing.lesson}:{listing.line}")
def test_a_listing_prints_what_stands_under_it(listing: Listing, sandbox: Sandbox) -> None:
    for method in listing.methods:
        program = Program(
            listing.source.encode(),
            file_name="listing.py",
            limits=Limits(seconds=20),
            start_method=method,
            sandbox=sandbox,
        )
        run = program.run() if "real" in listing.notes else program.conduct("round-robin-lazy")
        if "outlived" in listing.notes:
            assert run.outcome == "leftover_process"
            assert (listing.output or "").startswith(run.stdout)
            continue
        assert run.outcome in ("finished", "deadlock"), f"{method}: {run.explanation().message}\n{run.stderr}"
        if listing.output is not None:
            shown = listing.output.strip()
            printed = run.stdout.strip() if "Traceback" not in shown else (run.stdout + run.stderr).strip()
            assert same(printed, shown), f"under {method} it printed\n{printed}\n{run.stderr}"


def test_lessons_have_listings() -> None:
    """The pattern finds every block that begins a listing."""
    begun = sum(path.read_text(encoding="utf-8").count("```python\n") for path in ROOT.glob("exercises/*/README.md"))
    assert len(listings()) == begun > 0


def test_which_process_is_asked_about_the_experiment_that_its_stub_shows() -> None:
    """A student's file may change, so the grader has the experiment for itself, and both have to be the same."""
    shown = ast.parse((ROOT / "exercises/01_processes/which_process.py").read_text(encoding="utf-8")).body
    grader = ast.parse((ROOT / "graders/01_processes/test_which_process.py").read_text(encoding="utf-8")).body
    texts = {ast.unparse(one.targets[0]): one.value for one in grader if isinstance(one, ast.Assign)}
    asked = ast.parse(str(ast.literal_eval(texts["EXPERIMENT"]))).body
    names = {"predict", "main"}
    left = [ast.unparse(one) for one in shown[1:] if getattr(one, "name", "") not in names]
    assert [ast.unparse(one) for one in asked] == [text for text in left if text not in _OF_THE_PROGRAM]


# What a program needs, and the experiment does not.
_OF_THE_PROGRAM = ("import sys", "if __name__ == '__main__':\n    main(*sys.argv[1:])")
