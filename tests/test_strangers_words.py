"""What reads a stranger's words takes any words: it understands them, or refuses them with the error that it names."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import nbformat
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from forklings import course as courses
from forklings import report
from forklings.author import scaffold, topics
from forklings.conductor.account import STEPS, Account, Malformed
from forklings.conductor.pipes import Pipes
from forklings.course import loading
from forklings.nbgrader.reading import NotebookUnreadable, read
from forklings.notebook import programs
from forklings.program import statements

ROOT = Path(__file__).resolve().parents[1]
COURSE = courses.load(ROOT)

WORDS = st.text(max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)
METADATA = JSON | st.fixed_dictionaries({"nbgrader": JSON | st.fixed_dictionaries({"grade_id": JSON})})
SOURCES = JSON | st.lists(WORDS) | st.sampled_from(["%%exercise clean_exit\nprint(1)", "%%exercise x\n", "%%exercise"])
CELLS = JSON | st.fixed_dictionaries(
    {},
    optional={
        "cell_type": JSON | st.sampled_from(["code", "markdown", "raw"]),
        "source": SOURCES,
        "metadata": METADATA,
        "attachments": JSON | st.dictionaries(WORDS, st.dictionaries(WORDS, JSON, max_size=2), max_size=2),
        "outputs": JSON,
    },
)
NOTEBOOKS = JSON | st.fixed_dictionaries(
    {"cells": JSON | st.lists(CELLS, max_size=4)}, optional={"nbformat": JSON, "worksheets": JSON, "metadata": JSON}
)

quickly = settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quickly
@given(document=NOTEBOOKS)
def test_a_notebook_is_read_as_a_valid_one_or_refused(document: object, tmp_path: Path) -> None:
    path = tmp_path / "notebook.ipynb"
    path.write_text(json.dumps(document), encoding="utf-8")
    try:
        found = read(path)
    except NotebookUnreadable:
        return
    nbformat.validate(found)
    json.dumps(found).encode("utf-8")
    cells = [programs.Cell(cell.cell_type, cell.source) for cell in found.cells]
    for program in programs.find(cells, COURSE):
        assert isinstance(program.exercise, courses.Exercise)


@quickly
@given(data=st.binary(max_size=300))
def test_bytes_are_a_notebook_or_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "notebook.ipynb"
    path.write_bytes(data)
    with pytest.raises(NotebookUnreadable):
        read(path)


@quickly
@given(document=JSON)
def test_a_report_is_read_or_refused(document: object) -> None:
    try:
        found = report.from_json(json.dumps(document).encode())
    except (msgspec.MsgspecError, ValueError):
        return
    assert report.from_json(report.to_json(found)) == found


FIELDS = st.lists(
    WORDS | st.sampled_from(["", "0", "1", "-1", "1e999", "nan", "inf", "99999999999999999999", "0.5"]), max_size=8
)


@quickly
@given(kind=st.sampled_from(sorted(STEPS)) | WORDS, fields=FIELDS)
def test_a_gate_may_say_anything(kind: str, fields: list[str]) -> None:
    account = Account()
    account.made("0", ["1", "10.1", "/mp-x", "1", "Lock", "Lock"])
    try:
        step = account.step("0", kind, fields)
    except Malformed:
        return
    ended = frozenset[int]()
    account.is_possible(step, ended)
    if step.until is not None or account.is_possible(step, ended):
        account.take(step, ended)
    assert account.clock >= 0.0


@quickly
@given(fields=FIELDS)
def test_what_was_made_may_be_anything(fields: list[str]) -> None:
    for made in (Account().made, Pipes().made):
        try:
            made("0.1", fields)
        except Malformed:
            continue


@quickly
@given(data=st.binary(max_size=200) | st.builds(lambda words: b"\x01" + "\t".join(words).encode(), st.lists(WORDS)))
def test_a_process_may_say_anything(data: bytes) -> None:
    found = statements.parsed(data)
    assert found is None or isinstance(found[0], str)


@quickly
@example(name="b", title="0")  # in course.yml, without any files
@example(name="true", title="0")  # no text in YAML
@given(name=st.text(max_size=40), title=st.text(max_size=40))
def test_a_new_exercise_of_any_name_leaves_a_course_that_loads(name: str, title: str, tmp_path: Path) -> None:
    root = tmp_path / "course"
    root.mkdir(exist_ok=True)
    for path in sorted(root.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (root / "course.yml").write_text(
        "format: 1\ntitle: x\nchapters:\n  - name: 01_a\n    title: a\n    exercises:\n      - {name: b, title: c}\n"
    )
    course = loading.load(root)
    for exercise_id in (f"01_a/{name}", "01_a/plain", "02_2/plain"):
        try:
            scaffold.new(course, exercise_id, title)
        except scaffold.CannotScaffold:
            continue
        course = loading.load(root)
        assert [exercise.title for exercise in course.exercises][-1] == title


@quickly
@given(text=st.text(max_size=200))
def test_topics_are_read_or_refused(text: str, tmp_path: Path) -> None:
    root = tmp_path / "course"
    (root / "docs").mkdir(parents=True, exist_ok=True)
    (root / "course.yml").write_text("format: 1\ntitle: x\nchapters: []\n")
    (root / topics.SOURCE).write_bytes(text.encode("utf-8", "surrogatepass"))
    assert isinstance(topics.problems(courses.load(root)), list)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"cells": [' + ",".join(["{}"] * 30_000) + "]}", "more than 5000 cells"),
        ('{"cells": [], "metadata": [' + ",".join(["[]"] * 600_000) + "]}", "more parts"),
    ],
)
def test_a_notebook_that_would_take_the_readers_memory_is_refused(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "answers.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NotebookUnreadable, match=why):
        read(path)
