"""course.yml: what it says, and errors that name the line."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import COURSE, Workshop
from hypothesis import given
from hypothesis import strategies as st

from forklings import course as courses
from forklings.course import (
    CourseInvalid,
    CourseNotFound,
    ExerciseAmbiguous,
    ExerciseUnknown,
    Limits,
    exercise_of_file,
)


def test_a_course_is_read(workshop: Workshop) -> None:
    course = workshop.load()
    exercise = course.exercises[0]
    assert exercise.id == "01_first/greet"
    assert exercise.limits == Limits(seconds=5)
    assert exercise.start_methods == ("fork",)
    assert exercise.stub == workshop.stub
    assert exercise.grader == workshop.grader


def test_an_exercise_changes_only_the_limits_it_names(workshop: Workshop) -> None:
    text = COURSE.replace("topics: [S01]", "topics: [S01]\n        limits: {processes: 3}")
    (workshop.root / "course.yml").write_text(text)
    assert workshop.load().exercises[0].limits == Limits(seconds=5, processes=3)


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("format: 1", "format: 2", 1, "format: expected 1, not '2'"),
        ("format: 1\n", "", 1, "missing required field `format`"),
        ("title: A small", "titel: A small", 2, "'titel' is no key here; known are format, title"),
        ("{seconds: 5}", "{seconds: five}", 3, "limits.seconds: expected a number above 0, not 'five'"),
        ("{seconds: 5}", "{seconds: 0}", 3, "limits.seconds: expected a number above 0, not '0'"),
        ("{seconds: 5}", "{second: 5}", 3, "'second' is no key here; known are seconds"),
        ("[fork]", "[frok]", 4, "start_methods: expected a list from fork, spawn, forkserver"),
        ("[fork]", "[]", 4, "start_methods: expected a list from fork, spawn, forkserver"),
        ("name: 01_first", "name: first", 6, "name: expected small letters"),
        ("name: greet", "name: Greet", 9, "name: expected small letters"),
        ("[S01]", "[X01]", 11, "topics: expected a list of topics"),
        ("- Who prints?", "- 3", 13, "hints: expected a list of texts, not '3'"),
        ("- Who prints?", "- {a: 1}", 13, "hints: expected a list of texts"),
        ("title: Say", "title: x\n        title: Say", 11, "the key 'title' is here twice"),
        ("title: Say", "title: [Say", 11, "not YAML"),
        ("    exercises:", "    exercises: 3\n    more:", 8, "expected a list of exercises"),
    ],
)
def test_an_error_names_its_line(workshop: Workshop, old: str, new: str, line: int, problem: str) -> None:
    path = workshop.root / "course.yml"
    assert old in COURSE
    path.write_text(COURSE.replace(old, new, 1))
    with pytest.raises(CourseInvalid) as error:
        workshop.load()
    assert error.value.path == path
    assert problem in error.value.problem
    assert (error.value.line, str(path)) == (line, str(error.value).split(":")[0])


def test_the_same_exercise_twice_is_an_error(workshop: Workshop) -> None:
    again = "      - name: greet\n        title: Again\n"
    (workshop.root / "course.yml").write_text(COURSE + again)
    with pytest.raises(CourseInvalid, match="already on line 9"):
        workshop.load()


def test_a_course_that_is_not_utf8_is_an_error_with_a_line(workshop: Workshop) -> None:
    (workshop.root / "course.yml").write_bytes(COURSE.encode().replace(b"Who", b"\xff"))
    with pytest.raises(CourseInvalid, match="not UTF-8") as error:
        workshop.load()
    assert error.value.line == 13


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "course.yml").write_text(text, encoding="utf-8", errors="surrogatepass")
        with pytest.raises(CourseInvalid):
            courses.load(Path(folder))


def test_a_change_of_the_course_is_seen(workshop: Workshop) -> None:
    import os

    assert workshop.load().title == "A small course"
    path = workshop.root / "course.yml"
    path.write_text(COURSE.replace("A small course", "Another"))
    os.utime(path, ns=(1, 1))
    assert workshop.load().title == "Another"


def test_no_course_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CourseNotFound, match="--course DIR"):
        courses.find(tmp_path)


@pytest.fixture
def two(workshop: Workshop) -> courses.Course:
    more = "  - name: 02_second\n    title: Second\n    exercises:\n"
    for name in ("greet", "bid_farewell"):
        more += f"      - name: {name}\n        title: T\n"
    (workshop.root / "course.yml").write_text(COURSE + more)
    return workshop.load()


@pytest.mark.parametrize("asked", ["farewell", "bid_farewell", "02_second/bid_farewell", "bid_farewell.py"])
def test_any_unambiguous_end_names_an_exercise(two: courses.Course, asked: str) -> None:
    assert courses.exercise(two, asked).id == "02_second/bid_farewell"


def test_an_ambiguous_end_names_the_candidates(two: courses.Course) -> None:
    with pytest.raises(ExerciseAmbiguous, match="01_first/greet or 02_second/greet"):
        courses.exercise(two, "greet")


@pytest.mark.parametrize(("asked", "said"), [("gret", "did you mean"), ("xyzzy", "forklings list"), ("", "list")])
def test_an_unknown_exercise_names_the_nearest(two: courses.Course, asked: str, said: str) -> None:
    with pytest.raises(ExerciseUnknown, match=said):
        courses.exercise(two, asked)


def test_a_file_belongs_to_its_exercise_by_its_place(workshop: Workshop, tmp_path: Path) -> None:
    assert exercise_of_file(workshop.stub) == workshop.exercise
    assert exercise_of_file(workshop.stub.with_name("other.py")) is None
    assert exercise_of_file(tmp_path / "greet.py") is None
