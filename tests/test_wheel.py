"""What is installed from a wheel grades as the clone does, in a course folder of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Workshop

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel's contents and nothing else."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    wheel = ["wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder / "built"), str(ROOT)]
    subprocess.run([*pip, *wheel], check=True, timeout=280)
    (built,) = (folder / "built").glob("*.whl")
    subprocess.run(
        [*pip, "install", "--no-deps", "--target", str(folder / "site"), str(built)], check=True, timeout=280
    )
    return folder / "site"


def python(installed: Path, workshop: Workshop, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    return subprocess.run(
        [sys.executable, *words],
        cwd=workshop.root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )


def test_the_wheel_is_what_is_used(installed: Path, workshop: Workshop) -> None:
    result = python(installed, workshop, "-c", "import forklings; print(forklings.__file__)")
    assert result.stdout.startswith(str(installed))


def test_the_command_grades(installed: Path, workshop: Workshop) -> None:
    main = "from forklings.cli import main; main()"
    result = python(installed, workshop, "-c", main, "grade", "solutions/01_first/greet.py")
    assert (result.returncode, result.stderr) == (0, "")


def test_pytest_grades(installed: Path, workshop: Workshop) -> None:
    result = python(installed, workshop, "-m", "pytest", "-p", "no:hypothesispytest", "exercises", "solutions")
    assert result.returncode == 1
    assert "1 failed, 2 passed, 1 skipped" in result.stdout


def test_nothing_but_the_package_is_in_it(installed: Path) -> None:
    names = {path.name.split("-")[0] for path in installed.iterdir()} - {"bin"}
    assert names == {"forklings"}


COMMANDS = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_a_course_outside_the_clone_goes_the_way_of_the_instructors_page(installed: Path, tmp_path: Path) -> None:
    """Every sh block of docs/instructors.md in turn, in a folder of its own, with what the wheel holds."""
    folder = tmp_path / "my course"
    folder.mkdir()
    path = os.pathsep.join([str(installed / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PYTHONPATH": str(installed), "PATH": path, "CLONE": str(ROOT)}
    install, *blocks = COMMANDS.findall((ROOT / "docs/instructors.md").read_text("utf-8"))
    assert install == 'pip install "$CLONE"\n'  # what the fixture has done already
    assert len(blocks) == 4
    printed = []
    for block in blocks:
        if "nbgrader autograde" in block:
            shutil.copytree(ROOT / "demo/submitted/ben", folder / "submitted/ben")
        result = subprocess.run(
            ["sh", "-e", "-c", block],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        printed.append(result.stdout)
    # He was given two of the chapter's exercises, when it had no more.
    (row,) = [line for line in printed[2].splitlines() if line.startswith("│ ben ")]
    points = re.findall(r"[0-9]+/[0-9]+", row)
    assert "5/5" in points
    assert "4/6" in points
    assert points[-1].startswith("9/")
    assert "the report says “error -15”" in (folder / "feedback/ben/02_lifecycle/02_lifecycle.html").read_text("utf-8")
    assert ",ben," in (folder / "grades.csv").read_text()
    release = (folder / "release/02_lifecycle/02_lifecycle.ipynb").read_text()
    assert "Today the" in release
    assert "Why it works" not in release
