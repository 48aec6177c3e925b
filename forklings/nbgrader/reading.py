"""Submitted files, read so that none of them can stop the others."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode

from forklings.text import _

# A notebook full of pictures has some tens of MB; this one is read and parsed whole.
MOST_MB = 200

# Where an exporter leaves word for the steps that follow.
UNREADABLE = "forklings_unreadable"

_KINDS = ("code", "markdown", "raw")


@dataclass
class NotebookUnreadable(Exception):
    """A submitted file that is no notebook."""

    path: Path
    why: str

    def __str__(self) -> str:
        return f"{self.path.name}: {self.why}"


def read(path: Path) -> NotebookNode:
    """A notebook of format 4 whose cells have the fields that every step relies on.

    Raises NotebookUnreadable.
    """
    return _mended(_document(path), path)


def _document(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise NotebookUnreadable(path, _("this is no regular file"))
    try:
        if path.stat().st_size > MOST_MB << 20:
            raise NotebookUnreadable(path, _("it is larger than {size} MB").format(size=MOST_MB))
        document = json.loads(path.read_bytes())
    except OSError as error:
        raise NotebookUnreadable(path, _("it cannot be read: {why}").format(why=error.strerror)) from error
    except UnicodeDecodeError as error:
        raise NotebookUnreadable(path, _("it is not UTF-8 text")) from error
    except (ValueError, RecursionError) as error:
        raise NotebookUnreadable(path, _("it is not JSON, so it is no notebook")) from error
    if not isinstance(document, dict):
        raise NotebookUnreadable(path, _("it is JSON, but no notebook"))
    if "cells" not in document and "worksheets" in document:
        try:
            document = dict(nbformat.convert(nbformat.from_dict(document), 4))
        except Exception as error:
            # The converter trusts what it reads; whatever it stumbles over is in the file.
            raise NotebookUnreadable(path, _("it is a notebook of an old format, and damaged")) from error
    return document


def _mended(document: dict[str, Any], path: Path) -> NotebookNode:
    cells = document.get("cells")
    if not isinstance(cells, list):
        raise NotebookUnreadable(path, _("it is JSON, but no notebook"))
    metadata = document.get("metadata")
    notebook: NotebookNode = nbformat.from_dict(
        {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": metadata if isinstance(metadata, dict) else {},
            "cells": [_cell(cell, number) for number, cell in enumerate(cells) if isinstance(cell, dict)],
        }
    )
    return notebook


def _cell(cell: dict[str, Any], number: int) -> dict[str, Any]:
    kind, source, metadata = cell.get("cell_type"), cell.get("source"), cell.get("metadata")
    kind = kind if kind in _KINDS else "raw"
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    mended: dict[str, Any] = {
        "id": f"cell-{number}",
        "cell_type": kind,
        # A lone surrogate can be written in JSON and in no file.
        "source": source.encode("utf-8", "replace").decode() if isinstance(source, str) else "",
        "metadata": metadata if isinstance(metadata, dict) else {},
    }
    if kind == "code":
        mended |= {"outputs": [], "execution_count": None}
    elif isinstance(cell.get("attachments"), dict):
        mended["attachments"] = cell["attachments"]
    return mended


class SubmissionExporter(NotebookExporter):
    """nbconvert's notebook exporter, which takes any file: one that is no notebook becomes an empty one."""

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **words: Any
    ) -> tuple[NotebookNode, dict[str, Any]]:
        resources = resources if resources is not None else ResourcesDict()
        path = Path(filename)
        resources["metadata"] = ResourcesDict(name=path.stem, path=os.fspath(path.parent))
        try:
            notebook = read(path)
        except NotebookUnreadable as error:
            self.log.warning("%s", error)
            notebook = nbformat.v4.new_notebook()
            resources[UNREADABLE] = str(error)
        converted: tuple[NotebookNode, dict[str, Any]] = self.from_notebook_node(notebook, resources=resources, **words)
        return converted
