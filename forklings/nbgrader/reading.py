"""Submitted files, read so that none of them can stop the others."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

from forklings.text import _

# A notebook full of pictures has some tens of MB; this one is read and parsed whole.
MOST_MB = 100

# A picture is one text. Each list and dict of the file takes some 100 bytes of the process that reads it, each cell
# some thousand: far more than any notebook has that somebody has written.
MOST_PARTS = 500_000
MOST_CELLS = 5_000

_ATTACHED = re.compile(r"attachment:([^)\s\"'>]+)")
_KINDS = ("code", "markdown", "raw")


@dataclass
class NotebookUnreadable(Exception):
    """A submitted file that is no notebook."""

    path: Path
    why: str

    def __str__(self) -> str:
        return f"{self.path.name}: {self.why}"


def read(path: Path) -> NotebookNode:
    """A submitted notebook: its cells' kinds and texts, and the grade_ids that they claim.

    All else that a stranger may have put into the file is left in it: outputs, metadata,
    ids, and attachments that are none. Raises NotebookUnreadable.
    """
    return _mended(_document(path), path)


def _document(path: Path) -> dict[str, Any]:
    if path.is_symlink() or not path.is_file():
        raise NotebookUnreadable(path, _("this is no regular file"))
    try:
        if path.stat().st_size > MOST_MB << 20:
            raise NotebookUnreadable(path, _("it is larger than {size} MB").format(size=MOST_MB))
        data = path.read_bytes()
        if data.count(b"[") + data.count(b"{") > MOST_PARTS:
            raise NotebookUnreadable(path, _("it has more parts than any notebook"))
        document = json.loads(data)
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
    if len(cells) > MOST_CELLS:
        raise NotebookUnreadable(path, _("it has more than {count} cells").format(count=MOST_CELLS))
    mended = [_cell(cell, number) for number, cell in enumerate(cells) if isinstance(cell, dict)]
    notebook: NotebookNode = nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": mended})
    return notebook


def _cell(cell: dict[str, Any], number: int) -> dict[str, Any]:
    kind = cell.get("cell_type")
    kind = kind if kind in _KINDS else "raw"
    mended: dict[str, Any] = {
        "id": f"cell-{number}",
        "cell_type": kind,
        "source": _text(cell.get("source")) or "",
        "metadata": {"nbgrader": {"grade_id": claim}} if (claim := _claim(cell.get("metadata"))) else {},
    }
    if kind == "code":
        mended |= {"outputs": [], "execution_count": None}
    elif kind == "markdown":
        attachments = _attachments(cell.get("attachments"))
        mended |= {"attachments": attachments, "source": _without_dangling(mended["source"], attachments)}
    return mended


def _text(value: object) -> str | None:
    """A text as notebooks have it, whole or in lines; None for anything else."""
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        value = "".join(value)
    # A lone surrogate can be written in JSON and in no file.
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else None


def _claim(metadata: object) -> str:
    own = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    claim = own.get("grade_id") if isinstance(own, dict) else None
    return claim if isinstance(claim, str) else ""


def _attachments(value: object) -> dict[str, dict[str, str]]:
    """The pictures that a text cell brings with it, those that are some."""
    found: dict[str, dict[str, str]] = {}
    for name, bundle in value.items() if isinstance(value, dict) else ():
        if isinstance(bundle, dict):
            texts = {kind: text for kind, data in bundle.items() if (text := _text(data)) and kind.isascii()}
            if texts and _text(name) == name:
                found[name] = texts
    return found


def _without_dangling(source: str, attachments: dict[str, dict[str, str]]) -> str:
    """The text with pictures that are not there named as such; the feedback page could not be made of it."""
    if all(name in attachments for name in _ATTACHED.findall(source)):
        return source
    return source.replace("attachment:", "missing-attachment:")
