"""Archives of submissions: what is in them comes out, and none of them stops the others or writes elsewhere."""

from __future__ import annotations

import io
import os
import random
import stat
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Workshop
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_nbgrader import CHAPTER, nbgrader, release

from forklings.nbgrader import unpacking
from forklings.nbgrader.attribution import Attribution
from forklings.nbgrader.unpacking import unpack

NOTEBOOK = b'{"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}'
NAME = f"{CHAPTER}.ipynb"
NOISE = random.Random(1).randbytes(60_000)  # which nothing makes smaller


# The student before the first underscore of an archive's name, the notebook wherever it is in it.
PATTERN = r".*/(?P<student_id>[a-z]+)_\d[^/]*/(?:.*/)?(?P<file_id>[^/]+)\.ipynb"


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def linked() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo(NAME)
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return buffer.getvalue()


def twice() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(NAME, NOTEBOOK)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr(NAME, b"{}")
    return buffer.getvalue()


def encrypted() -> bytes:
    content = bytearray(zipped(**{NAME: NOTEBOOK}))
    content[6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def one_damaged() -> bytes:
    content = zipped(**{"a.txt": b"abc" * 50, NAME: NOTEBOOK})
    at = content.index(b"a.txt") + 5
    return content[:at] + b"\xff\xff\xff" + content[at + 3 :]


def tarred(mode: str = "w:gz", kind: bytes = tarfile.REGTYPE, name: str = NAME) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]  # any of its modes
        first = tarfile.TarInfo(name)
        first.type = kind
        first.linkname = "/etc/passwd"
        first.size = len(NOTEBOOK) if kind == tarfile.REGTYPE else 0
        archive.addfile(first, io.BytesIO(NOTEBOOK))
        second = tarfile.TarInfo("second.txt")
        second.size = len(NOISE)
        archive.addfile(second, io.BytesIO(NOISE))
    return buffer.getvalue()


def nested(depth: int) -> bytes:
    content = zipped(**{NAME: NOTEBOOK})
    for level in range(depth):
        content = zipped(**{f"level{level}.zip": content})
    return content


def unpacked(content: bytes, folder: Path, name: str = "archive.zip") -> tuple[dict[str, bytes], list[str]]:
    """The files that came out, by their paths, and why others did not."""
    folder.mkdir(exist_ok=True)
    archive = folder / name
    archive.write_bytes(content)
    left_out = [f"{one.name}: {one.why}" for one in unpack(archive, folder / "out")]
    found = (folder / "out").rglob("*")
    return {str(path.relative_to(folder / "out")): path.read_bytes() for path in found if path.is_file()}, left_out


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_a_tar_archive_of_each_kind(mode: str, tmp_path: Path) -> None:
    files, left_out = unpacked(tarred(mode), tmp_path)
    assert files[NAME] == NOTEBOOK
    assert left_out == []


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(b"", "no zip or tar archive", id="empty"),
        pytest.param(b"hello" * 100, "no zip or tar archive", id="no archive"),
        pytest.param(zipped(**{NAME: NOTEBOOK})[:-30], "no zip or tar archive", id="zip cut off"),
        pytest.param(linked(), "this is no regular file", id="zip with a link"),
        pytest.param(encrypted(), "it is encrypted", id="encrypted"),
        pytest.param(zipped(**{"../" + NAME: NOTEBOOK}), "cannot have this name", id="above"),
        pytest.param(zipped(**{"a/../../" + NAME: NOTEBOOK}), "cannot have this name", id="above by a way round"),
        pytest.param(zipped(**{"..\\" + NAME: NOTEBOOK}), "cannot have this name", id="above on Windows"),
        pytest.param(zipped(**{"/tmp/" + NAME: NOTEBOOK}), "cannot have this name", id="absolute"),
        pytest.param(zipped(**{"C:\\" + NAME: NOTEBOOK}), "cannot have this name", id="absolute on Windows"),
        pytest.param(zipped(**{"a\n" + NAME: NOTEBOOK}), "cannot have this name", id="of two lines"),
        pytest.param(zipped(**{"n" * 300: NOTEBOOK}), "cannot have this name", id="long name"),
        pytest.param(zipped(**{"n/" * 3000 + NAME: NOTEBOOK}), "cannot have this name", id="deep"),
        pytest.param(nested(5), "more than 3 deep", id="archives in archives"),
        pytest.param(tarred(kind=tarfile.SYMTYPE), "this is no regular file", id="tar with a link"),
        pytest.param(tarred(kind=tarfile.LNKTYPE), "this is no regular file", id="tar with a hard link"),
        pytest.param(tarred(kind=tarfile.FIFOTYPE), "this is no regular file", id="tar with a pipe"),
        pytest.param(tarred(kind=tarfile.CHRTYPE), "this is no regular file", id="tar with a device"),
        pytest.param(tarred(name="../" + NAME), "cannot have this name", id="tar, above"),
    ],
)
def test_what_cannot_be_taken_is_said_in_a_line(content: bytes, why: str, tmp_path: Path) -> None:
    files, left_out = unpacked(content, tmp_path)
    assert not any(name.endswith(NAME) for name in files)
    assert why in "\n".join(left_out)
    assert all("\n" not in line for line in left_out)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive.zip", "out"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(twice(), "twice", id="twice"),
        pytest.param(one_damaged(), "it is damaged", id="another is damaged"),
        pytest.param(tarred()[:-20_000], "damaged from here on", id="cut off"),
        pytest.param(zipped(**{NAME: NOTEBOOK, "b.zip": b"no"}), "b.zip: it is no zip", id="an archive that is none"),
        pytest.param(
            zipped(**{NAME: NOTEBOOK, "b": b"no", "b/c": b"no"}), "cannot have this name", id="file as folder"
        ),
    ],
)
def test_what_is_whole_is_taken_all_the_same(content: bytes, why: str, tmp_path: Path) -> None:
    files, left_out = unpacked(content, tmp_path)
    assert files[NAME] == NOTEBOOK
    assert why in "\n".join(left_out)


def test_archives_in_an_archive_become_folders(tmp_path: Path) -> None:
    everybody = zipped(**{"iris_1.zip": zipped(**{NAME: b"1"}), "olga_2.zip": zipped(**{NAME: b"2"})})
    files, left_out = unpacked(everybody, tmp_path)
    assert files == {f"iris_1/{NAME}": b"1", f"olga_2/{NAME}": b"2"}
    assert left_out == []


@pytest.mark.parametrize("name", ["...zip", "..zip", ".tar.gz", "n" * 251 + ".zip", "a.zip"])
def test_an_archive_of_any_name_is_unpacked_in_a_folder_of_its_own(name: str, tmp_path: Path) -> None:
    taken = {"a/x": b"", "a-2/x": b"", "a.zip.files/x": b"", "archive/x": b""}
    files, left_out = unpacked(zipped(**taken, **{name: zipped(**{NAME: NOTEBOOK})}), tmp_path)
    (inner,) = files.keys() - taken.keys()
    assert inner.endswith(f"/{NAME}")
    assert inner.count("/") == 1
    assert left_out == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive.zip", "out"]


def test_folders_in_archives_in_archives_are_no_deeper_than_a_path_may_be(tmp_path: Path) -> None:
    content = NOTEBOOK
    for name in (NAME, "c.zip", "b.zip"):
        content = zipped(**{"n/" * 900 + name: content})
    files, left_out = unpacked(content, tmp_path)
    assert files == {}
    assert ["cannot have this name" in line for line in left_out] == [True]


def test_what_lies_in_the_download_under_odd_names_is_unpacked_below_the_folder(tmp_path: Path) -> None:
    source, target = tmp_path / "archive", tmp_path / "extracted"
    source.mkdir()
    target.mkdir()
    for name in ("...zip", "..zip", "iris.zip", "iris.tar"):
        (source / name).write_bytes(zipped(**{NAME: NOTEBOOK}))
    unpacking.Archives().extract(str(source), str(target))
    assert sorted(str(path.relative_to(target)) for path in target.rglob(NAME)) == [
        f"archive-2/{NAME}",
        f"archive/{NAME}",
        f"iris-2/{NAME}",
        f"iris/{NAME}",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive", "extracted"]


def test_what_programs_put_beside_files_is_passed_over(tmp_path: Path) -> None:
    clutter = {f"__MACOSX/._{NAME}": b"", f".ipynb_checkpoints/{NAME}": b"", ".DS_Store": b""}
    files, left_out = unpacked(zipped(**{NAME: NOTEBOOK}, **clutter), tmp_path)
    assert list(files) == [NAME]
    assert left_out == []


@pytest.mark.parametrize("pack", [zipped, lambda **members: bombed_tar(members)], ids=["zip", "tar"])
def test_a_bomb_fills_no_disk(pack: Callable[..., bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MOST_MB", 2)
    files, left_out = unpacked(pack(**{NAME: NOTEBOOK, "bomb": bytes(30 << 20)}), tmp_path)
    assert files == {NAME: NOTEBOOK}
    assert [("larger than" in line) for line in left_out] == [True]


def bombed_tar(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def test_one_students_bomb_takes_nobody_elses_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MOST_MB", 4)
    monkeypatch.setattr(unpacking, "MOST_NESTED_MB", 1)
    bomb = zipped(bomb=bytes(30 << 20))
    students = {f"bomb{number}.zip": bomb for number in range(9)} | {"olga.zip": zipped(**{NAME: NOTEBOOK})}
    files, left_out = unpacked(zipped(**students), tmp_path)
    assert files == {f"olga/{NAME}": NOTEBOOK}
    assert len(left_out) == 9


def test_a_header_that_claims_a_gigabyte_is_not_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MOST_MB", 2)
    header = tarfile.TarInfo("pax")
    header.type = tarfile.XHDTYPE
    header.size = 40 << 20
    files, left_out = unpacked(header.tobuf() + bytes(40 << 20), tmp_path, "archive.tar")
    assert files == {}
    assert len(left_out) == 1


def test_more_files_than_anyone_hands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MOST_FILES", 10)
    files, left_out = unpacked(zipped(**{f"f{number}": b"" for number in range(12)}), tmp_path)
    assert len(files) == 10
    assert ["more than 10 files" in line for line in left_out] == [True]


def test_a_list_of_files_without_end_is_not_read(tmp_path: Path) -> None:
    """Each of its files costs some hundred bytes of memory, before the first one comes out."""
    archive = tmp_path / "list.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("02_lifecycle.ipynb", "{}")
        made.comment = b"c" * 100
    content = bytearray(archive.read_bytes())
    end = content.rindex(b"PK\x05\x06")
    entry = bytes(content[content.index(b"PK\x01\x02") : end])
    more = entry * 100_000
    content[end:end] = more
    at = end + len(more) + 12
    content[at : at + 4] = (len(entry) + len(more)).to_bytes(4, "little")
    archive.write_bytes(content)
    tracemalloc.start()
    try:
        (left_out,) = unpack(archive, tmp_path / "into")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "more than 20000 files" in left_out.why
    assert peak < len(more) / 2


def test_a_full_disk_is_our_fault_and_nobodys_archive_is_called_damaged(tmp_path: Path) -> None:
    archive = tmp_path / "archive.zip"
    archive.write_bytes(zipped(**{NAME: NOTEBOOK}))
    (tmp_path / "out").symlink_to("/proc/self")  # where nobody can write
    with pytest.raises(OSError, match=NAME):
        list(unpack(archive, tmp_path / "out"))


WHOLE = [zipped(**{NAME: NOTEBOOK, "b/c": b"1"}), tarred("w"), tarred(), nested(1), b""]


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_an_archive_of_any_bytes_raises_nothing(data: st.DataObject, tmp_path: Path) -> None:
    """Whole archives with bytes changed, cut off or put in, and mere noise."""
    whole = data.draw(st.sampled_from(WHOLE))
    content = bytearray(whole)
    for _ in range(data.draw(st.integers(0, 6))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=3))
    cut = data.draw(st.integers(0, len(content)))
    inside = tmp_path / "inside"
    unpacked(bytes(content[:cut]), inside)
    assert [path.name for path in tmp_path.iterdir()] == ["inside"]
    assert sorted(path.name for path in inside.iterdir()) == ["archive.zip", "out"]
    for path in sorted((inside / "out").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


def attributed(
    *files: str, pattern: str = r".*/(?P<student_id>[^/]+)_(?P<file_id>[^/]+)_(?P<timestamp>.*)\."
) -> list[object]:
    plugin = Attribution(named_regexp=pattern)
    return [plugin.collect(file) for file in files]


def test_a_time_stamp_that_is_none_is_left_out() -> None:
    for text in ("yesterday", "9999999999999999999999", "2026-99-99"):
        assert attributed(f"/x/iris_01_{text}.ipynb") == [
            {"student_id": "iris", "file_id": "01", "timestamp": None},
        ]


def test_two_files_of_one_name_without_time_stamps_are_one() -> None:
    first, second, other = attributed("/x/iris_01_.ipynb", "/x/y/iris_01_.ipynb", "/x/olga_01_.ipynb")
    assert first is not None
    assert second is None
    assert other is not None


@pytest.mark.parametrize("student", ["..", ".", "a*", "[1]", "a\nb"])
def test_a_name_that_is_no_students(student: str) -> None:
    assert attributed(f"/x/{student}_01_.ipynb") == [None]


@pytest.mark.parametrize("notebook", ["../../01", "/etc/01"])
def test_a_notebook_that_would_be_written_elsewhere(notebook: str) -> None:
    assert attributed(f"/x/iris_{notebook}.ipynb", pattern=r"/x/(?P<student_id>\w+)_(?P<file_id>.*)\.") == [None]


def test_a_download_is_collected_whatever_is_in_it(workshop: Workshop) -> None:
    release(workshop)
    with (workshop.root / "nbgrader_config.py").open("a") as config:
        config.write(f"c.FileNameCollectorPlugin.named_regexp = {PATTERN!r}\n")
    archive = workshop.root / "downloaded" / CHAPTER / "archive"
    archive.mkdir(parents=True)
    handed_in = (workshop.root / "release" / CHAPTER / NAME).read_bytes()
    right = zipped(**{NAME: handed_in, f"__MACOSX/._{NAME}": b"", f"old/{NAME}": b"{}"})
    for name, content in {
        "iris_1.zip": right,
        "olga_2.zip": right[:-40],
        "paul_3.zip": zipped(**{"../../../" + NAME: handed_in}),
        "lena_4.zip": linked(),
        "mara_5.zip": encrypted(),
        "nils_6.rar": b"Rar!",
        "everybody.zip": zipped(**{"otto_7.zip": right, "pia_8.tar.gz": tarred(), "quin_9.zip": b"PK"}),
    }.items():
        (archive / name).write_bytes(content)
    os.mkfifo(archive / "fifo.ipynb")
    (archive / "link.ipynb").symlink_to("/etc/passwd")
    result = nbgrader(workshop, "zip_collect", CHAPTER)
    assert result.returncode == 0, result.stderr
    assert "Traceback" not in result.stderr
    collected = sorted(path.parent.parent.name for path in (workshop.root / "submitted").rglob(NAME))
    assert collected == ["iris", "otto", "pia"]
    assert (workshop.root / "submitted" / "iris" / CHAPTER / NAME).read_bytes() == handed_in
    for line in (
        "olga_2.zip: it is no zip or tar archive, or a damaged one",
        "paul_3.zip, ../../../01_first.ipynb: a file cannot have this name",
        "lena_4.zip, 01_first.ipynb: this is no regular file",
        "mara_5.zip, 01_first.ipynb: it is encrypted",
        "everybody.zip, quin_9.zip: it is no zip",
        "fifo.ipynb: this is no regular file",
        "link.ipynb: this is no regular file",
        "has the same student and notebook",
    ):
        assert line in result.stderr
