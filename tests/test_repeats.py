"""Repeats: what was seen is kept by content, whatever interrupted it."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import repeats
from conftest import SOLUTION, Workshop
from holding_up import PLACES, Late


def repeated(workshop: Workshop, *words: str) -> str:
    result = subprocess.run(
        [sys.executable, repeats.__file__, "--course", str(workshop.root), "--jobs", "1", *words],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(repeats.__file__).parents[1])},
        check=False,
    )
    assert result.returncode in (0, 1), result.stderr
    return result.stdout


def test_what_was_seen_is_kept_and_added_to(workshop: Workshop) -> None:
    workshop.case("right_other.py", "# right: as the solution\n" + SOLUTION)
    first = repeated(workshop, "--repeat", "1")
    gradings = int(re.findall(r"(\d+) gradings of", first)[0])
    kept = list((workshop.root / ".cache" / "repeats").iterdir())
    assert len(kept) == gradings
    kept[0].write_text(kept[0].read_text() + '["torn')
    second = repeated(workshop, "--repeat", "2")
    assert f"{gradings} gradings were seen before and are kept" in second
    assert f"{2 * gradings} gradings of" in second


def test_a_verdict_that_changed_is_told(workshop: Workshop) -> None:
    workshop.case("right_other.py", "# right: as the solution\n" + SOLUTION)
    assert "0 changed a verdict" in repeated(workshop, "--repeat", "1")
    for path in (workshop.root / ".cache" / "repeats").iterdir():
        path.write_text(path.read_text() + '["test_exit failed", "should be accepted"]\n')
    told = repeated(workshop, "--repeat", "2")
    assert "changed: {" in told
    assert "1 of 2 times: should be accepted" in told


def test_a_case_that_was_edited_is_seen_anew(workshop: Workshop) -> None:
    case = workshop.case("right_other.py", "# right: as the solution\n" + SOLUTION)
    course = workshop.load()

    def places() -> set[str]:
        planned = repeats.plan(
            course, course.exercises, size=0, seed=0, repeat=1, slow_repeat=1, of_engine=repeats.engine()
        )
        return {series.path.name for series in planned}

    before = places()
    case.write_text(case.read_text() + "# more\n")
    assert before.isdisjoint(places())


def test_a_late_engine_judges_as_one_that_is_in_time(workshop: Workshop) -> None:
    workshop.case("right_other.py", "# right: as the solution\n" + SOLUTION)
    assert "0 changed a verdict" in repeated(workshop, "--repeat", "1")
    for what in ("start", "look"):
        told = repeated(workshop, "--repeat", "1", "--late", what, "--by", "0.02")
        assert "seen before" not in told
        assert "0 changed a verdict or an outcome, 0 were not" in told


@pytest.mark.parametrize("late", [late for late in Late if late is not Late.NOTHING])
def test_what_is_called_late_is_there(late: Late) -> None:
    module, owner, method = PLACES[late].split()
    assert callable(getattr(getattr(importlib.import_module(module), owner), method))
