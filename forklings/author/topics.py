"""The topics of a course: what its source documents, what was wrong there, and which exercises carry each.

docs/topics.yml says it, one topic a key; docs/topics.md is built from it and course.yml.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec
import yaml

from forklings.course import Course

SOURCE = "docs/topics.yml"
TABLE = "docs/topics.md"
REBUILD = "forklings author topics"


class Topic(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """shows: what the source's example or sentence is about; mends: what is wrong with it, and true instead."""

    shows: str
    mends: str


@dataclass
class TopicsInvalid(Exception):
    """docs/topics.yml does not say what it must."""

    path: Path
    problem: str

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}"


def read(course: Course) -> dict[str, Topic]:
    """The topics by id, in the order of the file.

    Raises TopicsInvalid; FileNotFoundError where the course lists none.
    """
    path = course.root / SOURCE
    try:
        return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), dict[str, Topic])
    except (yaml.YAMLError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise TopicsInvalid(path, " ".join(str(error).split())) from error


def carriers(course: Course) -> dict[str, list[str]]:
    """The ids of the exercises that carry each topic, in teaching order."""
    found: dict[str, list[str]] = {}
    for exercise in course.exercises:
        for topic in exercise.topics:
            found.setdefault(topic, []).append(exercise.id)
    return found


def problems(course: Course) -> list[str]:
    """Topics that no exercise carries, and ones that are listed nowhere; none where the course has no list."""
    try:
        listed = read(course)
    except FileNotFoundError:
        return []
    except TopicsInvalid as invalid:
        return [str(invalid)]
    carried = carriers(course)
    said = [f"no exercise of course.yml carries {topic}" for topic in listed if topic not in carried]
    said += [
        f"{', '.join(names)}: the topic {topic} is not in {SOURCE}"
        for topic, names in carried.items()
        if topic not in listed
    ]
    return said


def table(course: Course) -> str:
    """docs/topics.md as it must be.

    Raises TopicsInvalid, FileNotFoundError.
    """
    carried = carriers(course)
    titles = {exercise.id: exercise.title for exercise in course.exercises}
    lines = [
        "# Topics",
        "",
        f"What the course's source shows and says, what of it does not hold, and who carries it here. Built from "
        f"`{SOURCE}` and `course.yml` by `{REBUILD}`; edit those.",
        "",
        "| topic | what it is about | what does not hold, and what does | exercises |",
        "|---|---|---|---|",
    ]
    for topic, said in read(course).items():
        names = [f"[{name}](../exercises/{name}.py) ({titles[name]})" for name in carried.get(topic, [])]
        lines.append(f"| {topic} | {_cell(said.shows)} | {_cell(said.mends)} | {'<br>'.join(names) or '—'} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
