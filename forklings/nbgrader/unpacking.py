"""Archives of submissions, unpacked so that none of them can stop the others or fill the disk.

What an archive says of itself (sizes, names, kinds) is a stranger's word: bytes are counted
as they come, names are checked, and nothing but plain files is taken out.
"""

from __future__ import annotations

import bz2
import contextlib
import errno
import gzip
import io
import itertools
import lzma
import os
import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from nbgrader.plugins import ExtractorPlugin
from traitlets import List

from forklings.nbgrader.reading import MOST_MB
from forklings.nbgrader.reception import shown
from forklings.text import _

MOST_FILES = 20_000
# So much of a zip archive lists that many files whose names are as long as names may be (46 bytes and the name).
_MOST_LIST_BYTES = MOST_FILES * (46 + 255)
MOST_NESTED_MB = 10
MOST_DEPTH = 3  # a platform's archive of everybody's, one student's, and one in it

# Text with pictures shrinks to a fifth or a tenth of its size; what shrinks far more is no coursework.
_MOST_RATIO = 20
_CHUNK = 1 << 16
_MOST_NAME_BYTES = 255
# Of 4,096 that a path may have (path_resolution(7)); what is left is for an archive's own folder.
_MOST_PATH_BYTES = 3500
_MOST_FOLDER_BYTES = 200

# What file browsers and Jupyter put beside files, never what a student wants graded.
_CLUTTER = ("__MACOSX", ".ipynb_checkpoints", ".DS_Store", "Thumbs.db")

_SUFFIXES = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz")
_DAMAGED = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
)

# What the names in an archive can do by being too long, or a file's and a folder's at once.
_OF_NAMES = (errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG)


@dataclass(frozen=True)
class NotTaken:
    """Something in an archive, or an archive, that was not unpacked; why, in one line."""

    name: str
    why: str


@dataclass
class TooLarge(Exception):
    """More bytes came out of an archive than one may hold."""

    megabytes: int

    def __str__(self) -> str:
        return _("unpacked it is larger than {size} MB").format(size=self.megabytes)


@dataclass
class TooMany(Exception):
    """More files are in an archive than one may hold."""

    number: int

    def __str__(self) -> str:
        return _("it holds more than {number} files").format(number=self.number)


@dataclass
class Allowance:
    """How many bytes and files may still come out of an archive and those in it."""

    bytes_left: int
    files_left: int

    @classmethod
    def of(cls, archive: Path, least_mb: int) -> Allowance:
        return cls(max(least_mb << 20, _MOST_RATIO * archive.stat().st_size), MOST_FILES)


@dataclass(frozen=True)
class _Member:
    name: str
    why_not: str
    open: Callable[[], IO[bytes]]


class Archives(ExtractorPlugin):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's step that unpacks what a platform's download holds."""

    zip_ext = List(list(_SUFFIXES), help="The endings of files that are unpacked; others are copied.").tag(config=True)

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack the archives below one folder into another, and copy the other files there.

        A line in the log for everything that is left out. Raises OSError where the folder
        cannot be written.
        """
        source = Path(archive_path)
        found = sorted(path for path in source.rglob("*") if path.is_symlink() or not path.is_dir())
        if not found:
            self.log.warning(_("%s holds no files"), source)
        for path in found:
            into = Path(extracted_path) / path.relative_to(source).parent
            into.mkdir(parents=True, exist_ok=True)
            for left_out in self._take(path, into):
                self.log.error("%s: %s", left_out.name, left_out.why)

    def _take(self, path: Path, into: Path) -> Iterator[NotTaken]:
        if path.is_symlink() or not path.is_file():
            yield NotTaken(shown(path.name), _("this is no regular file"))
        elif not os.access(path, os.R_OK):
            yield NotTaken(shown(path.name), _("it cannot be read: mend its permissions"))
        elif path.suffix.lower() in self.zip_ext:
            yield from unpack(path, _folder_for(path.name, into))
        else:
            shutil.copyfile(path, into / path.name)


def unpack(archive: Path, into: Path) -> Iterator[NotTaken]:
    """Take the plain files out of an archive and the archives in it; gives what was not taken.

    The folder into is made; an archive in the archive becomes a folder in it. What comes out
    is at most 200 MB, or 20 times the archive's size where that is more. Raises OSError where
    the folder cannot be written.
    """
    into.mkdir(parents=True, exist_ok=True)
    yield from _unpack(archive, into, Allowance.of(archive, MOST_MB), (), shown(archive.name))


def _unpack(
    archive: Path, into: Path, allowance: Allowance, within: tuple[str, ...], called: str
) -> Iterator[NotTaken]:
    members = _members(archive, allowance)
    while True:
        try:
            member = next(members, None)
        except (TooLarge, TooMany) as error:
            yield NotTaken(called, str(error))
            return
        except _DAMAGED as error:
            if _of_this_machine(error):
                raise
            # What came before the damage is there, and is graded.
            yield NotTaken(called, _damaged(into))
            return
        if member is None:
            return
        if any(part in _CLUTTER for part in member.name.replace("\\", "/").split("/")):
            continue
        name = f"{called}, {shown(member.name)}"
        place = _place(into, member.name)
        allowance.files_left -= 1
        if allowance.files_left < 0:
            yield NotTaken(called, str(TooMany(MOST_FILES)))
            return
        why_not = member.why_not or ("" if place else _("a file cannot have this name"))
        if not why_not and place is not None and place.exists():
            why_not = _("it is in the archive twice; the first was taken")
        if not why_not and place is not None:
            try:
                _copy(member, place, allowance)
            except TooLarge as error:
                yield NotTaken(name, str(error))
                return
            except NotImplementedError:
                why_not = _("it is packed in a way that Python cannot unpack")
            except _DAMAGED as error:
                if _of_this_machine(error):
                    raise
                why_not = _("it is damaged, or a file cannot have this name")
        if why_not:
            yield NotTaken(name, why_not)
        elif place is not None and place.suffix.lower() in _SUFFIXES:
            yield from _nested(place, allowance, within, name)


def _nested(inner: Path, allowance: Allowance, within: tuple[str, ...], called: str) -> Iterator[NotTaken]:
    """Unpack an archive that came out of one, in its place."""
    if len(within) + 1 >= MOST_DEPTH:
        inner.unlink()
        yield NotTaken(called, _("archives are in archives, more than {depth} deep").format(depth=MOST_DEPTH))
        return
    own = Allowance.of(inner, MOST_NESTED_MB)
    own = Allowance(min(own.bytes_left, allowance.bytes_left), allowance.files_left)
    before = own.bytes_left
    into = _folder_for(inner.name, inner.parent)
    try:
        into.mkdir()
        yield from _unpack(inner, into, own, (*within, called), called)
    finally:
        inner.unlink()
    allowance.bytes_left -= before - own.bytes_left
    allowance.files_left = own.files_left


def _members(archive: Path, allowance: Allowance) -> Iterator[_Member]:
    if zipfile.is_zipfile(archive):
        yield from _of_zip(archive)
    else:
        yield from _of_tar(archive, allowance)


def _of_zip(archive: Path) -> Iterator[_Member]:
    with _Listed(archive) as file, zipfile.ZipFile(file) as opened:
        for info in opened.infolist():
            kind = stat.S_IFMT(info.external_attr >> 16)
            if info.is_dir():
                continue
            why_not = ""
            if kind not in (0, stat.S_IFREG):
                why_not = _("this is no regular file")
            elif info.flag_bits & 1:
                why_not = _("it is encrypted")
            yield _Member(info.filename, why_not, partial(opened.open, info))


class _Listed(io.FileIO):
    """A zip archive, of which zipfile reads the list of files in one piece, however long it says to be."""

    def read(self, size: int | None = -1, /) -> bytes | Any:
        if size is not None and size > _MOST_LIST_BYTES:
            raise TooMany(MOST_FILES)
        return super().read(size)


def _of_tar(archive: Path, allowance: Allowance) -> Iterator[_Member]:
    # A stream of counted bytes: a header may claim to be of any size, and tarfile reads it whole.
    with contextlib.ExitStack() as stack:
        plain = stack.enter_context(_plain(archive))
        counted = cast("IO[bytes]", _Counted(plain, 2 * allowance.bytes_left))
        opened = stack.enter_context(tarfile.open(fileobj=counted, mode="r|"))
        for info in opened:
            if not info.isdir():
                why_not = "" if info.isreg() else _("this is no regular file")
                yield _Member(info.name, why_not, partial(_content, opened, info))


def _content(opened: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    content = opened.extractfile(info)
    if content is None:
        raise tarfile.ExtractError(info.name)
    return content


def _plain(archive: Path) -> IO[bytes]:
    with archive.open("rb") as file:
        start = file.read(6)
    if start.startswith(b"\x1f\x8b"):
        return cast("IO[bytes]", gzip.open(archive))
    if start.startswith(b"BZh"):
        return cast("IO[bytes]", bz2.open(archive))
    if start.startswith(b"\xfd7zXZ\x00"):
        return cast("IO[bytes]", lzma.open(archive))
    return archive.open("rb")


class _Counted:
    """A file to be read, up to so many bytes."""

    def __init__(self, file: IO[bytes], most: int) -> None:
        self._file, self._most, self._left = file, most, most

    def read(self, size: int) -> bytes:
        chunk = self._file.read(min(size, self._left + 1))
        self._left -= len(chunk)
        if self._left < 0:
            raise TooLarge(self._most >> 20)
        return chunk


def _copy(member: _Member, place: Path, allowance: Allowance) -> None:
    """Write a member's bytes, all of them or none."""
    most = min(allowance.bytes_left, MOST_MB << 20)
    written = 0
    try:
        with member.open() as source:
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("xb") as target:
                while chunk := source.read(_CHUNK):
                    written += len(chunk)
                    if written > most:
                        raise TooLarge(most >> 20)
                    target.write(chunk)
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    allowance.bytes_left -= written


def _place(into: Path, name: str) -> Path | None:
    """Where in the folder a member belongs; None for a name that leads out of it, or is none."""
    path = PurePosixPath(name.replace("\\", "/"))
    parts = [part for part in path.parts if part != "."]
    lengths = [len(part.encode("utf-8", "replace")) for part in parts]
    usable = name.isprintable() and max(lengths, default=0) <= _MOST_NAME_BYTES
    if not parts or path.is_absolute() or ".." in parts or parts[0].endswith(":") or not usable:
        return None
    place = into.joinpath(*parts)
    return place if len(os.fsencode(place)) <= _MOST_PATH_BYTES else None


def _folder_for(name: str, parent: Path) -> Path:
    """Where an archive of this name is unpacked: a folder that is not there yet, called as the archive is."""
    stem = PurePosixPath(name).stem.removesuffix(".tar").strip(".")
    called = os.fsdecode(os.fsencode(stem)[:_MOST_FOLDER_BYTES]) or "archive"
    names = itertools.chain([called], (f"{called}-{number}" for number in itertools.count(2)))
    return next(folder for folder in (parent / one for one in names) if not folder.exists())


def _of_this_machine(error: BaseException) -> bool:
    """Whether it says something of the folder that is written to: it is full, or nobody may write there."""
    return isinstance(error, OSError) and error.errno is not None and error.errno not in _OF_NAMES


def _damaged(into: Path) -> str:
    if any(into.iterdir()):
        return _("it is damaged from here on; ask for it again")
    return _("it is no zip or tar archive, or a damaged one; ask for it again")
