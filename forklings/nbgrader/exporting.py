"""nbconvert's way into our reading of submitted files."""

from __future__ import annotations

import os
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbgrader.converters import Autograde, NbGraderException

from forklings.nbgrader.grading import GradePrograms
from forklings.nbgrader.reading import NotebookUnreadable, read
from forklings.nbgrader.reception import HandedIn, keep_timestamp, receive
from forklings.nbgrader.steps import UNREADABLE
from forklings.sandbox.errors import IsolationMissing


class SubmissionExporter(NotebookExporter):
    """Takes any submission; what is no notebook becomes an empty one, and says why.

    nbgrader makes its exporter once the list of submissions stands and before it looks at
    the first, which is when they are received.
    """

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)  # type: ignore[no-untyped-call]  # nbconvert types its methods in part
        self._received = {}
        if isinstance(self.parent, Autograde):
            _isolate(self.parent)
            self._received = receive(self.parent)

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **words: Any
    ) -> tuple[NotebookNode, dict[str, Any]]:
        resources = resources if resources is not None else ResourcesDict()
        handed_in = self._received.get(filename)
        if handed_in is None:
            # What the first pass wrote, and what is no chapter of ours.
            converted = super().from_filename(filename, resources=resources, **words)
        else:
            keep_timestamp(self.parent, handed_in)
            notebook, resources[UNREADABLE] = _read(handed_in)
            resources["metadata"] = ResourcesDict(
                name=os.path.splitext(handed_in.wanted)[0], path=str(handed_in.folder)
            )
            converted = self.from_notebook_node(notebook, resources=resources, **words)
        result: tuple[NotebookNode, dict[str, Any]] = converted
        return result


def _isolate(converter: Autograde) -> None:
    """Nothing is begun in a lesser tier than the one that was asked for; raises NbGraderException."""
    try:
        GradePrograms(parent=converter).isolate()
    except IsolationMissing as missing:
        converter.log.error("%s", missing)
        raise NbGraderException(str(missing)) from missing


def _read(handed_in: HandedIn) -> tuple[NotebookNode, str]:
    if handed_in.notebook is None:
        return nbformat.v4.new_notebook(), handed_in.why_not
    try:
        return read(handed_in.notebook), ""
    except NotebookUnreadable as error:
        return nbformat.v4.new_notebook(), str(error)
