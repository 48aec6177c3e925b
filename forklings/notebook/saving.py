"""A cell's program as a file, where the commands for programs find it: exercises/ of the course.

A file that something else wrote is kept under another name before it is replaced, and a
course that holds its solutions, an instructor's, is left as it is.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from forklings import course as courses
from forklings.course import Exercise

# Beside the programs: the digest of each as it was saved last.
RECORD = ".saved.json"


def is_instructors(root: Path) -> bool:
    """Whether a course is not a student's: its solutions are in it, or a course above has them."""
    folder: Path | None = root
    while folder is not None:
        if (folder / "solutions").is_dir():
            return True
        folder = courses.find_root(folder.parent)
    return False


def save(exercise: Exercise, source: bytes) -> Path | None:
    """Write a program to its exercise's file; gives the copy of what was there and not ours.

    Raises OSError.
    """
    path = exercise.stub
    path.parent.mkdir(parents=True, exist_ok=True)
    record = path.parent / RECORD
    saved = _read(record)
    kept = None
    if path.exists() and (old := path.read_bytes()) != source and _digest(old) != saved.get(exercise.name):
        kept = _free_name(path)
        kept.write_bytes(old)
    path.write_bytes(source)
    record.write_text(json.dumps({**saved, exercise.name: _digest(source)}, indent=1) + "\n")
    return kept


def _digest(source: bytes) -> str:
    return hashlib.sha256(source).hexdigest()


def _read(record: Path) -> dict[str, str]:
    try:
        document = json.loads(record.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return document if isinstance(document, dict) else {}


def _free_name(path: Path) -> Path:
    number = 1
    while (kept := path.with_name(f"{path.stem}.kept-{number}.txt")).exists():
        number += 1
    return kept
