"""Laying out a new exercise, the table of topics, and what a student reads for each wrong case."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Workshop

from forklings import course as courses
from forklings.author import cases, checking, feedback, judging, topics

ROOT = Path(__file__).resolve().parents[1]

TOPICS = """\
S01: {shows: A child greets., mends: Nobody waits for it.}
C01: {shows: "a | b", mends: It holds.}
"""


def author(workshop: Workshop, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from forklings.cli import main; main()", "author", *words]
    return subprocess.run(command, cwd=workshop.root, capture_output=True, text=True, timeout=300, check=False)


def test_a_new_exercise_is_laid_out_and_check_says_what_is_left_to_write(workshop: Workshop) -> None:
    before = (workshop.root / "course.yml").read_text()
    (workshop.root / "course.yml").write_text(before + "# the end\n")
    made = author(workshop, "new", "01_first/wave", "--title", 'Wave: "twice" — или нет')
    assert made.returncode == 0, made.stderr
    assert "exercises/01_first/wave.py" in made.stdout
    course = courses.load(workshop.root)
    assert [exercise.id for exercise in course.exercises] == ["01_first/greet", "01_first/wave"]
    exercise = course.exercises[1]
    assert exercise.title == 'Wave: "twice" — или нет'
    assert (workshop.root / "course.yml").read_text().startswith(before.rstrip("\n"))
    assert (workshop.root / "course.yml").read_text().endswith("# the end\n")
    assert [case.wrong for case in cases.read(exercise)] == [False, True]
    checked = author(workshop, "check", "wave", "--jobs", "2")
    assert checked.returncode == 1
    for said in (
        "exercises/01_first/wave.py:3: TODO: what the program does",
        "graders/01_first/test_wave.py:",
        "exercises/01_first/README.md:",
        "01_first/wave in course.yml: TODO: the idea",
        "1 wrong cases; write at least 8",
        "no topics in course.yml",
    ):
        assert said in checked.stdout, checked.stdout
    # What was laid out works as it stands: nothing is said of the solution, the stub or the cases' verdicts.
    assert "on the solution" not in checked.stdout
    assert "on the stub" not in checked.stdout
    assert "should" not in checked.stdout.replace("at least half should", "")


def test_a_new_exercise_may_begin_a_chapter_and_never_overwrites(workshop: Workshop) -> None:
    assert author(workshop, "new", "02_next/one").returncode == 0
    assert [chapter.name for chapter in courses.load(workshop.root).chapters] == ["01_first", "02_next"]
    (workshop.root / "exercises/02_next/two.py").write_text("mine")
    before = (workshop.root / "course.yml").read_text()
    refused = author(workshop, "new", "02_next/two")
    assert refused.returncode == 2
    assert "exercises/02_next/two.py is there already" in refused.stderr
    assert (workshop.root / "exercises/02_next/two.py").read_text() == "mine"
    assert (workshop.root / "course.yml").read_text() == before
    assert not (workshop.root / "solutions/02_next/two.py").exists()
    for name in ("no_chapter", "../x", "02_next/Two", "2_next/two"):
        assert author(workshop, "new", name).returncode == 2


def test_the_table_of_topics_is_built_and_checked(workshop: Workshop) -> None:
    (workshop.root / "docs").mkdir()
    (workshop.root / topics.SOURCE).write_text(TOPICS)
    built = author(workshop, "topics")
    assert built.returncode == 1
    assert "no exercise of course.yml carries C01" in built.stdout
    table = (workshop.root / topics.TABLE).read_text()
    assert "[01_first/greet](../exercises/01_first/greet.py) (Say hello from a child)" in table
    assert "a \\| b" in table
    (workshop.root / topics.SOURCE).write_text(TOPICS.splitlines()[0])
    stale = author(workshop, "topics", "--check")
    assert stale.returncode == 1
    assert "docs/topics.md is not what the course says; rebuild it: forklings author topics" in stale.stdout
    assert author(workshop, "topics").returncode == 0
    assert author(workshop, "topics", "--check").returncode == 0
    (workshop.root / topics.SOURCE).write_text("S01: {shows: 7}")
    broken = author(workshop, "topics", "--check")
    assert broken.returncode == 2
    assert "docs/topics.yml" in broken.stderr


def test_every_topic_of_the_source_is_carried_and_the_table_is_fresh() -> None:
    course = courses.load(ROOT)
    listed = [f"S{number:02}" for number in range(1, 21)] + [f"C{number:02}" for number in range(1, 24)]
    assert list(topics.read(course)) == listed
    assert topics.problems(course) == []
    assert (ROOT / topics.TABLE).read_text() == topics.table(course)


WRONG = '''\
"""
misconception: the parent may print what a child should
fails: test_child_greets
"""
print("hello")
'''


def test_what_a_student_reads_is_written_once_and_is_stale_when_a_case_changes(workshop: Workshop) -> None:
    path = workshop.case("wrong_parent_prints.py", WRONG)
    exercise = workshop.exercise
    written = author(workshop, "feedback", "--jobs", "1")
    assert written.returncode == 0, written.stdout + written.stderr
    page = feedback.path_of(exercise)
    assert written.stdout == "wrote graders/01_first/greet/FEEDBACK.md\n"
    text = page.read_text()
    assert "Believes: the parent may print what a child should" in text
    judgement = judging.judge(cases.read(exercise)[0], "fork")
    assert judgement.report.checks[0].message.splitlines()[0] in text
    assert author(workshop, "feedback").stdout == ""
    path.write_text(WRONG + "# another\n")
    said = [problem.what for problem in checking._static_problems(workshop.load(), exercise)]
    assert any("FEEDBACK.md is not of this grader and these cases" in what for what in said)


@pytest.mark.parametrize("exercise", courses.load(ROOT).exercises, ids=lambda exercise: exercise.name)
def test_what_students_read_is_kept_and_fresh(exercise: courses.Exercise) -> None:
    assert feedback.is_fresh(exercise, checking.cases_of(exercise)), f"rebuild it: {feedback.REBUILD} {exercise.name}"
