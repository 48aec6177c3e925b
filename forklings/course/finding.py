"""From a path to its course, from a word to its exercise."""

from __future__ import annotations

import difflib
import functools
from pathlib import Path

from forklings.course import loading
from forklings.course.errors import CourseNotFound, ExerciseAmbiguous, ExerciseUnknown
from forklings.course.records import Course, Exercise

TREES = ("exercises", "solutions")


def find_root(start: Path) -> Path | None:
    """The nearest folder at or above start that holds a course.yml."""
    start = start.absolute()
    for folder in (start, *start.parents):
        if (folder / loading.FILE_NAME).is_file():
            return folder
    return None


@functools.lru_cache(maxsize=16)
def _loaded(root: Path, state: tuple[int, int]) -> Course:
    return loading.load(root)


def load(root: Path) -> Course:
    """The course in a folder, read once for each change of its course.yml.

    Raises CourseNotFound, CourseInvalid.
    """
    try:
        found = (root / loading.FILE_NAME).stat()
    except OSError as error:
        raise CourseNotFound(root) from error
    # The clock of a file system stands still for some milliseconds; its size mostly tells then.
    return _loaded(root, (found.st_mtime_ns, found.st_size))


def find(start: Path) -> Course:
    """The course at or above a path.

    Raises CourseNotFound, CourseInvalid.
    """
    root = find_root(start)
    if root is None:
        raise CourseNotFound(start.absolute())
    return load(root)


def exercise(course: Course, asked: str) -> Exercise:
    """The exercise that a word names: its id, or any unambiguous end of it.

    Raises ExerciseUnknown with the nearest names, ExerciseAmbiguous with the candidates.
    """
    wanted = asked.strip().removesuffix(".py").strip("/")
    by_id = {exercise.id: exercise for exercise in course.exercises}
    if wanted in by_id:
        return by_id[wanted]
    ends = [exercise for exercise in course.exercises if f"/{exercise.id}".endswith(f"/{wanted}")]
    if not ends:
        ends = [exercise for exercise in course.exercises if wanted and exercise.id.endswith(wanted)]
    if len(ends) == 1:
        return ends[0]
    if ends:
        raise ExerciseAmbiguous(asked, tuple(exercise.id for exercise in ends))
    names = {exercise.name: exercise.id for exercise in course.exercises} | {name: name for name in by_id}
    near = difflib.get_close_matches(wanted, names, n=3, cutoff=0.5)
    raise ExerciseUnknown(asked, tuple(dict.fromkeys(names[name] for name in near)))


def exercise_of_file(path: Path) -> Exercise | None:
    """The exercise whose stub or solution this file is, by its place; None for any other file.

    Raises CourseInvalid when the course above it cannot be read.
    """
    chapter = path.parent.name
    tree = path.parent.parent
    if path.suffix != ".py" or tree.name not in TREES or not (tree.parent / loading.FILE_NAME).is_file():
        return None
    for candidate in load(tree.parent).exercises:
        if candidate.chapter == chapter and candidate.file_name == path.name:
            return candidate
    return None
