"""course.yml to records; every error names the file, the line and what was expected."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import msgspec
import yaml
from msgspec import Meta, Struct

from forklings.course.errors import CourseInvalid
from forklings.course.records import START_METHODS, Chapter, Course, Exercise, Limits

FILE_NAME = "course.yml"
FORMAT = 1

_Name = Annotated[str, Meta(pattern="^[a-z][a-z0-9_]*$")]
_ChapterName = Annotated[str, Meta(pattern="^[0-9]{2}_[a-z0-9_]+$")]
_Text = Annotated[str, Meta(min_length=1)]
_Number = Annotated[float, Meta(gt=0)]
_Count = Annotated[int, Meta(ge=1)]
_Methods = Annotated[list[Literal["fork", "spawn", "forkserver"]], Meta(min_length=1)]
_Topics = list[Annotated[str, Meta(pattern="^[SC][0-9]{2}$")]]


class _Limits(Struct, forbid_unknown_fields=True, frozen=True):
    seconds: _Number | None = None
    cpu_seconds: _Number | None = None
    processes: _Count | None = None
    memory_mb: _Count | None = None
    output_kb: _Count | None = None
    file_mb: _Count | None = None
    exercise_seconds: _Number | None = None


class _Exercise(Struct, forbid_unknown_fields=True):
    name: _Name
    title: _Text
    topics: _Topics = []
    core: bool = False
    hints: list[_Text] = []
    limits: _Limits = _Limits()
    start_methods: _Methods | None = None


class _Chapter(Struct, forbid_unknown_fields=True):
    name: _ChapterName
    title: _Text
    exercises: list[Any]


class _Course(Struct, forbid_unknown_fields=True):
    format: Literal[1]
    title: _Text
    chapters: list[Any]
    limits: _Limits = _Limits()
    start_methods: _Methods | None = None


_T = TypeVar("_T", bound=Struct)

_EXPECTED = {
    "format": "1",
    "title": "a text",
    "name": "small letters, digits and _; a chapter's begins with two digits and _",
    "topics": "a list of topics such as S05 or C12",
    "core": "true or false",
    "hints": "a list of texts",
    "chapters": "a list of chapters",
    "exercises": "a list of exercises",
    "start_methods": "a list from fork, spawn, forkserver",
    "limits": "a mapping such as {seconds: 10, processes: 64}",
    "seconds": "a number above 0",
    "cpu_seconds": "a number above 0",
    "exercise_seconds": "a number above 0",
    "processes": "a whole number from 1 on",
    "memory_mb": "a whole number from 1 on",
    "output_kb": "a whole number from 1 on",
    "file_mb": "a whole number from 1 on",
}

_PATH = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")
_STEP = re.compile(r"[a-z_]+|\d+")
_UNKNOWN = re.compile(r"unknown field `(?P<key>[^`]*)`")


def load(root: Path) -> Course:
    """Read the course.yml in a folder.

    Raises CourseInvalid with the line; OSError when the file cannot be read.
    """
    return _Loader(root / FILE_NAME).load()


class _Loader:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._root = path.parent

    def load(self) -> Course:
        node = self._compose()
        course = self._convert(node, _Course)
        limits = _merged(Limits(), course.limits)
        methods = tuple(course.start_methods or START_METHODS)
        seen: dict[str, int] = {}
        chapters = []
        for chapter_node in _items(node, "chapters"):
            chapter = self._convert(chapter_node, _Chapter)
            self._once(chapter.name, chapter_node, seen)
            exercises = []
            for exercise_node in _items(chapter_node, "exercises"):
                exercise = self._convert(exercise_node, _Exercise)
                self._once(f"{chapter.name}/{exercise.name}", exercise_node, seen)
                exercises.append(self._exercise(chapter.name, exercise, limits, methods))
            chapters.append(Chapter(chapter.name, chapter.title, tuple(exercises)))
        return Course(self._root, course.title, methods, tuple(chapters))

    def _exercise(self, chapter: str, read: _Exercise, limits: Limits, methods: tuple[str, ...]) -> Exercise:
        return Exercise(
            root=self._root,
            chapter=chapter,
            name=read.name,
            title=read.title,
            topics=tuple(read.topics),
            core=read.core,
            hints=tuple(read.hints),
            limits=_merged(limits, read.limits),
            start_methods=tuple(read.start_methods or methods),
        )

    def _compose(self) -> yaml.MappingNode:
        try:
            text = self._path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise CourseInvalid(self._path, line, "not UTF-8; save the file as UTF-8") from error
        try:
            node = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            raise CourseInvalid(self._path, mark.line + 1 if mark else 1, f"not YAML: {error.problem}") from error
        except (yaml.YAMLError, RecursionError) as error:
            raise CourseInvalid(self._path, 1, f"not YAML: {error}") from error
        if not isinstance(node, yaml.MappingNode):
            raise CourseInvalid(self._path, 1, "expected a mapping that begins with `format: 1`")
        self._refuse_duplicates(node)
        return node

    def _refuse_duplicates(self, node: yaml.Node) -> None:
        if isinstance(node, yaml.MappingNode):
            keys: set[object] = set()
            for key, value in node.value:
                if key.value in keys:
                    raise CourseInvalid(self._path, _line(key), f"the key {key.value!r} is here twice")
                keys.add(key.value)
                self._refuse_duplicates(value)
        elif isinstance(node, yaml.SequenceNode):
            for item in node.value:
                self._refuse_duplicates(item)

    def _once(self, name: str, node: yaml.Node, seen: dict[str, int]) -> None:
        line = _line(_find(node, ["name"]))
        if name in seen:
            raise CourseInvalid(self._path, line, f"{name!r} is already on line {seen[name]}")
        seen[name] = line

    def _convert(self, node: yaml.Node, kind: type[_T]) -> _T:
        try:
            plain = _construct(node)
            return msgspec.convert(plain, kind)
        except msgspec.ValidationError as error:
            text = str(error)
            match = _PATH.search(text)
            path = _STEP.findall(match["path"]) if match else []
            place = _find(node, path)
            if unknown := _UNKNOWN.search(text):
                known = ", ".join((_Limits if path == ["limits"] else kind).__struct_fields__)
                problem = f"{unknown['key']!r} is no key here; known are {known}"
                place = _key(place, unknown["key"]) or place
            else:
                problem = _problem(_PATH.sub("", text), path, place)
            raise CourseInvalid(self._path, _line(place), problem) from error
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            raise CourseInvalid(self._path, mark.line + 1 if mark else _line(node), str(error.problem)) from error


def _problem(said: str, path: list[str], place: yaml.Node) -> str:
    """What was found where, and what was expected, in words of course.yml and not of Python's types."""
    keys = [step for step in path if not step.isdigit()]
    if "missing required field" in said:
        return said[0].lower() + said[1:]
    expected = _EXPECTED.get(keys[-1], said) if keys else said
    found = f", not {place.value!r}" if isinstance(place, yaml.ScalarNode) else ""
    return f"{'.'.join(keys)}: expected {expected}{found}" if keys else f"expected {expected}{found}"


def _construct(node: yaml.Node) -> object:
    """The node as plain values, without anchors' recursion and without YAML's own types."""
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_object(node, deep=True)
    finally:
        loader.dispose()


def _merged(base: Limits, change: _Limits) -> Limits:
    changes = {name: value for name, value in msgspec.structs.asdict(change).items() if value is not None}
    assert changes.keys() <= asdict(base).keys()
    return replace(base, **changes)


def _items(node: yaml.Node, key: str) -> list[yaml.Node]:
    found = _find(node, [key])
    return list(found.value) if isinstance(found, yaml.SequenceNode) else []


def _find(node: yaml.Node, path: list[str]) -> yaml.Node:
    """The node at a path of keys and indices, or the deepest one on the way there."""
    for step in path:
        found = None
        if isinstance(node, yaml.MappingNode):
            found = next((value for key, value in node.value if key.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and step.isdigit() and int(step) < len(node.value):
            found = node.value[int(step)]
        if found is None:
            break
        node = found
    return node


def _key(node: yaml.Node, name: str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        for key, _ in node.value:
            if isinstance(key, yaml.Node) and key.value == name:
                return key
    return None


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
