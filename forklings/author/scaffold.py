"""`forklings author new`: the files of an exercise to be, and its place in course.yml.

What is written says TODO wherever an author has to write; `forklings author check` lists these lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from forklings.course import Course

TODO = "TODO"

_ID = re.compile(r"(?P<chapter>[0-9]{2}_[a-z0-9_]+)/(?P<name>[a-z][a-z0-9_]*)")


@dataclass
class CannotScaffold(Exception):
    """A new exercise cannot be laid out; says why and what to do."""

    why: str

    def __str__(self) -> str:
        return self.why


def new(course: Course, exercise_id: str, title: str) -> list[Path]:
    """Write a stub, a solution, a grader with two cases, a section of the lesson, and an entry in course.yml.

    exercise_id is NN_chapter/name, the chapter one of course.yml's or a new one. Gives the paths that were written or
    changed. Raises CannotScaffold, and then nothing was written.
    """
    match = _ID.fullmatch(exercise_id)
    if match is None:
        raise CannotScaffold(f"{exercise_id!r} is no id: write NN_chapter/name in small letters, digits and _")
    if not title.strip() or not title.isprintable():
        raise CannotScaffold(f"{title!r} is no title: one line of text that a student sees in lists")
    chapter, name = match["chapter"], match["name"]
    if any(exercise.id == exercise_id for exercise in course.exercises):
        raise CannotScaffold(f"{exercise_id} is in course.yml already; take another name, or take its entry out")
    texts = {course.root / path: text for path, text in _files(chapter, name, title).items()}
    for path in texts:
        if path.exists():
            raise CannotScaffold(f"{path.relative_to(course.root)} is there already; take another name or remove it")
    course_file = course.root / "course.yml"
    entered = _entered(course_file.read_text(encoding="utf-8"), chapter, name, title)
    lesson = course.root / "exercises" / chapter / "README.md"
    section = (
        f"## {title}\n\n{TODO}: the lesson, with a small program to run and to change. Then lead to `{name}.py`.\n"
    )
    old = lesson.read_text(encoding="utf-8").rstrip("\n") + "\n\n" if lesson.is_file() else f"# {TODO}: {chapter}\n\n"
    texts |= {lesson: old + section, course_file: entered}
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(texts)


def _entered(text: str, chapter: str, name: str, title: str) -> str:
    """course.yml with an entry at its chapter's end; nothing else in it moves, comments neither."""
    entry = [
        f"      - name: {_name(name)}",
        f"        title: {_quoted(title)}",
        "        topics: []",
        "        hints:",
        f"          - {_quoted(TODO + ': a question that leads to the first mistake')}",
        f"          - {_quoted(TODO + ': the idea')}",
    ]
    lines = text.splitlines()
    at = len(lines)
    for node in _chapters(text):
        values = {key.value: value for key, value in node.value}
        if values["name"].value == chapter:
            exercises = values["exercises"]
            if exercises.flow_style or not exercises.value:
                raise CannotScaffold(f"the exercises of {chapter} stand in brackets in course.yml; write one a line")
            last = exercises.value[-1]
            # A mapping in braces ends in its last line, any other where the next thing begins.
            at = last.end_mark.line + bool(last.flow_style)
            break
    else:
        entry = [f"  - name: {_name(chapter)}", f"    title: {_quoted(TODO)}", "    exercises:", *entry]
    # A node ends where the next one begins; comments between belong to what follows.
    while at and lines[at - 1].lstrip()[:1] in ("", "#"):
        at -= 1
    return "\n".join([*lines[:at], *entry, *lines[at:]]) + "\n"


def _chapters(text: str) -> Iterator[yaml.MappingNode]:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode)  # the course was loaded from it
    for key, value in root.value:
        if key.value == "chapters":
            yield from value.value


def _name(text: str) -> str:
    """A name as it is; in quotes where YAML would take it for something else, as it does `true` and `01_1`."""
    return text if yaml.safe_load(text) == text else _quoted(text)


def _quoted(text: str) -> str:
    return yaml.safe_dump(text, default_style='"', allow_unicode=True, width=10_000).strip()


def todos(path: Path) -> list[tuple[int, str]]:
    """The lines of a file that still say what is to be written, with their numbers."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    return [(number, line.strip(" #-*\"'")) for number, line in enumerate(lines, 1) if f"{TODO}:" in line]


def _files(chapter: str, name: str, title: str) -> dict[str, str]:
    return {
        f"exercises/{chapter}/{name}.py": _STUB.format(title=title, chapter=chapter, name=name, todo=TODO),
        f"solutions/{chapter}/{name}.py": _SOLUTION.format(todo=TODO),
        f"graders/{chapter}/test_{name}.py": _GRADER.format(title=title, todo=TODO),
        f"graders/{chapter}/{name}/right_another_way.py": _RIGHT.format(todo=TODO),
        f"graders/{chapter}/{name}/wrong_as_it_was.py": _WRONG.format(todo=TODO),
    }


_STUB = '''\
"""{title}

{todo}: what the program does, and what is wrong with it.

Contract
  * {todo}: what a right program does, whole and exact: nothing else is graded

Change main() only.

Try it:    python {name}.py
Grade it:  pytest exercises/{chapter}/{name}.py
"""

def work() -> None:
    print("child")


def main() -> None:
    work()


if __name__ == "__main__":
    main()
'''

_SOLUTION = '''\
"""Why it works: {todo}: and another way to do it."""

import multiprocessing


def work() -> None:
    print("child")


def main() -> None:
    child = multiprocessing.Process(target=work)
    child.start()
    child.join()


if __name__ == "__main__":
    main()
'''

_GRADER = '''\
"""{title}"""

from forklings import Program, _, points


@points(2)
def test_the_child_works(program: Program) -> None:
    """{todo}: a promise, one sentence that a student reads."""
    run = program.run()
    run.expect_exit(0)
    run.expect_line("child", by=run.children[0], help=_("{todo}: where to look"))
    run.expect_nothing_left()


@points(2, needs=test_the_child_works)
def test_in_every_schedule(program: Program) -> None:
    """{todo}: what holds however the processes are scheduled."""
    for run in program.explore(schedules=12):
        run.expect_line("child", by=run.children[0])
        run.expect_nothing_left()
'''

_RIGHT = '''\
"""{todo}: how this right program differs from the solution."""

import multiprocessing


def work() -> None:
    print("child")


if __name__ == "__main__":
    with multiprocessing.Pool(1) as pool:
        pool.apply(work)
'''

_WRONG = '''\
"""
misconception: {todo}: what the student believed
fails: test_the_child_works
"""

def work() -> None:
    print("child")


if __name__ == "__main__":
    work()
'''
