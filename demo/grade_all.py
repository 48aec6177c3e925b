"""Grade a folder of submissions and show a table: points, and one line of reason each.

    python demo/grade_all.py [FOLDER]

The folder holds one folder a student, with programs named after their exercises. The one
bundled here has right and half right answers, and a good part of all that can go wrong.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from forklings import course as courses
from forklings.course import CourseError, Exercise
from forklings.grading.grade import ProgramUnreadable, grade, read_program
from forklings.grading.wording import reason
from forklings.report import Verdict

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Row:
    """One submission in the table; points is "" where there was nothing to grade."""

    student: str
    program: str
    points: str
    verdict: str
    reason: str


def submissions(folder: Path) -> list[Path]:
    """The programs of all students, in the order of their names."""
    return sorted(path for path in folder.glob("*/*.py"))


def graded(path: Path) -> Row:
    """Grade one submission; whatever is wrong with it is a line in the table and no more."""
    student, program = path.parent.name, path.name
    try:
        exercise: Exercise = courses.exercise(courses.find(HERE), path.stem)
        report = grade(exercise, read_program(path))
    except (CourseError, ProgramUnreadable) as error:
        return Row(student, program, "", "not graded", str(error))
    why = "" if report.verdict is Verdict.PASSED else reason(report)
    return Row(student, program, f"{report.points} of {report.max_points}", str(report.verdict), why)


def grade_all(paths: list[Path]) -> list[Row]:
    """Grade all, two at a time, with a progress bar."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context) as pool, Progress(transient=True) as progress:
        return list(progress.track(pool.map(graded, paths), total=len(paths), description="Grading"))


def table_of(rows: list[Row]) -> Table:
    """The rows as a table; a student's text is shown as it is."""
    table = Table("student", "program", "points", "verdict", "reason")
    last = ""
    for row in rows:
        if last and row.student != last:
            table.add_section()
        table.add_row(row.student if row.student != last else "", row.program, row.points, row.verdict, row.reason)
        last = row.student
    return table


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "submitted"
    paths = submissions(folder)
    if not paths:
        sys.exit(f"no submissions in {folder}; it holds one folder a student, with programs in it")
    rows = grade_all(paths)
    console = Console(markup=False, width=None if sys.stdout.isatty() else 160)
    console.print(table_of(rows))
    full = sum(row.verdict == Verdict.PASSED for row in rows)
    console.print(f"{len(rows)} submissions graded, {full} with full points.")
    console.print("One of them in full: forklings grade demo/submitted/ben/pipe_eof.py --exercise pipe_eof")


if __name__ == "__main__":
    main()
