"""The pytest plugin for authors: `pytest graders/` judges the cases instead of importing them."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest


def _course_of(path: Path) -> Path | None:
    """The course's folder of a file at graders/CHAPTER/ or one folder below."""
    if path.suffix == ".py":
        for tree in path.parents[1:3]:
            if tree.name == "graders" and (tree.parent / "course.yml").is_file():
                return tree.parent
    return None


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    collected = yield
    root = _course_of(file_path)
    if root is None:
        return collected
    from forklings.author import collecting

    ours = collecting.collector(root, file_path, parent)
    return collected if ours is None else [ours]
