"""Whose a downloaded file is: nbgrader's reading of file names, which no single name can stop."""

from __future__ import annotations

import os
from typing import Any

from nbgrader.plugins import FileNameCollectorPlugin
from nbgrader.utils import parse_utc

from forklings.nbgrader.reception import safe_name, shown
from forklings.text import _


class Attribution(FileNameCollectorPlugin):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's step that reads the student and the notebook from a file's name.

    nbgrader itself ends the whole batch at a time stamp that is none, and at two files of
    one name; a student or notebook called `..` would be written elsewhere.
    """

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self._dated: dict[tuple[str, str], tuple[str, bool]] = {}

    def collect(self, submitted_file: str) -> dict[str, Any] | None:
        """Student, notebook and time stamp of a file; None, and a line in the log, where it is not taken."""
        found = super().collect(submitted_file)
        if not found:
            return None
        read: dict[str, Any] = dict(found)
        called = shown(submitted_file.rpartition("/")[2])
        student, notebook = read.get("student_id") or "", read.get("file_id") or ""
        if not _is_name(student) or not _is_path(notebook):
            self.log.error(_("%s: not taken, its name does not say whose it is"), called)
            return None
        read["timestamp"] = self._timestamp(read.get("timestamp"), called)
        dated = read["timestamp"] is not None
        key = student, os.path.splitext(notebook)[0]
        before = self._dated.get(key)
        if before is not None and not (dated and before[1]):
            self.log.error(
                _("%s: not taken, %s has the same student and notebook, and no time stamps say which is newer"),
                shown(submitted_file),
                before[0],
            )
            return None
        self._dated[key] = (shown(submitted_file), dated)
        return read

    def _timestamp(self, text: str | None, called: str) -> str | None:
        if not text:
            return None
        try:
            parse_utc(text)
        except (ValueError, OverflowError):
            self.log.error(_("%s: %r is no time stamp, so nobody knows when this was handed in"), called, text)
            return None
        return text


def _is_name(student: str) -> bool:
    return _is_path(student) and "/" not in student and safe_name(student)


def _is_path(name: str) -> bool:
    return name != "" and name.isprintable() and not name.startswith("/") and not {"..", "."} & set(name.split("/"))
