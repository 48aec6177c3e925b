"""The rooms of the engine import downwards only."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import forklings

ROOT = Path(forklings.__file__).parent

# Ground floor first; rooms of one floor do not import each other.
FLOORS = [
    {"text", "course", "report", "inside"},
    {"sandbox"},
    {"conductor"},
    {"program"},
    {"pictures"},
    {"grading"},
    {"notebook"},
    {"author", "nbgrader"},
    {"cli"},
]
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports_of(path: Path) -> set[str]:
    """Every module that a file imports, inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


FILES = sorted(path for path in ROOT.rglob("*.py") if path.parent != ROOT or path.name != "__init__.py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_imports_only_from_below(path: Path) -> None:
    room = room_of(path)
    assert room in FLOOR_OF, f"{room} stands on no floor"
    for module in imports_of(path):
        parts = module.split(".")
        if parts[0] == "forklings" and len(parts) > 1 and parts[1] in FLOOR_OF and parts[1] != room:
            assert FLOOR_OF[parts[1]] < FLOOR_OF[room], f"{room} imports {module}"


def test_what_runs_inside_needs_the_standard_library_alone() -> None:
    import sys

    allowed = set(sys.stdlib_module_names) | {
        "sitecustomize",
        *(path.stem for path in (ROOT / "inside").rglob("_forklings_*.py")),
    }
    for path in (ROOT / "inside").rglob("*.py"):
        for module in imports_of(path):
            assert module.split(".")[0] in allowed, f"{path.name} imports {module}"


def test_the_supervisor_needs_the_standard_library_and_the_wire_alone() -> None:
    import sys

    for path in (ROOT / "sandbox/supervisor").rglob("*.py"):
        for module in imports_of(path):
            first = module.split(".")[0]
            ours = module == "forklings.sandbox" or module.startswith(
                ("forklings.sandbox.supervisor", "forklings.sandbox.wire")
            )
            assert first in sys.stdlib_module_names or ours, f"{path.name} imports {module}"


def test_the_conductor_needs_the_standard_library_and_the_supervisor_alone() -> None:
    import sys

    for path in (ROOT / "conductor").rglob("*.py"):
        for module in imports_of(path):
            first = module.split(".")[0]
            ours = module.startswith(("forklings.sandbox.supervisor", "forklings.conductor"))
            assert first in sys.stdlib_module_names or ours, f"{path.name} imports {module}"


def test_nothing_in_the_engine_names_an_exercise_of_the_course() -> None:
    from forklings import course

    for exercise in course.find(Path(__file__)).exercises:
        # account, semaphore, condition and event are words of any engine for concurrent programs.
        named = exercise.name if "_" in exercise.name else exercise.id
        for path in ROOT.rglob("*.py"):
            assert named not in path.read_text(), f"{path} names {named}"
