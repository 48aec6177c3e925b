"""Everything a student reads can be translated."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from conftest import Workshop

from forklings import text
from forklings.grading.grade import grade

TRANSLATED = {
    "": "Content-Type: text/plain; charset=UTF-8\n",
    "A child prints hello.": "Ein Kind druckt hello.",
    "No such process was started.": "Kein solcher Prozess wurde gestartet.",
    "{count} started": "{count} gestartet",
    "Only start() makes a process.": "Nur start() macht einen Prozess.",
}


def write_catalogue(path: Path, messages: dict[str, str]) -> None:
    """A GNU .mo file, as msgfmt would write it."""
    items = [(key.encode(), messages[key].encode()) for key in sorted(messages)]
    header = 7 * 4
    keys_at, values_at = header, header + 8 * len(items)
    offset = values_at + 8 * len(items)
    tables = [b"", b""]
    data = b""
    for part in (0, 1):
        for item in items:
            tables[part] += struct.pack("<II", len(item[part]), offset + len(data))
            data += item[part] + b"\0"
    path.parent.mkdir(parents=True)
    path.write_bytes(struct.pack("<7I", 0x950412DE, 0, len(items), keys_at, values_at, 0, 0) + b"".join(tables) + data)


def test_a_report_speaks_the_language_of_the_environment(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    write_catalogue(workshop.root / "locale/de/LC_MESSAGES/forklings.mo", TRANSLATED)
    monkeypatch.setenv("LANGUAGE", "de")
    monkeypatch.setattr(text, "_course_catalogues", [])
    text.use_catalogues(workshop.root / "locale")
    check = grade(workshop.exercise, workshop.stub.read_bytes()).checks[0]
    assert check.promise == "Ein Kind druckt hello."
    assert check.message == "Kein solcher Prozess wurde gestartet."
    assert check.actual == "0 gestartet"


def test_what_has_no_translation_is_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "xx")
    assert text.gettext_("No such process was started.") == "No such process was started."


def test_no_message_of_the_engine_is_an_f_string() -> None:
    """A catalogue cannot hold what is put together before it is looked up."""
    import ast

    import forklings

    for path in Path(forklings.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
                argument = node.args[0]
                assert not isinstance(argument, ast.JoinedStr | ast.BinOp), f"{path.name}:{node.lineno}"
