"""`%%exercise`, `%hint` and grade(): what a student types in a notebook."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path

from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display

from forklings import course as courses
from forklings import text
from forklings.course import Course, CourseError, Exercise
from forklings.grading.grade import MOST_PROGRAM_BYTES, grade, ungraded
from forklings.grading.wording import report_lines
from forklings.notebook import live, saving
from forklings.notebook.bundle import Points, bundle_of
from forklings.notebook.programs import magic_line, split, whole
from forklings.report import Report, Verdict
from forklings.text import _

# nbgrader's validate cuts longer lines off.
_VALIDATE_WIDTH = 80

# How a cell with text above its magic line says so to the magic.
_ABOVE = "--text-above"


class NotPassed(Exception):
    """The program has not all its points; raised under nbgrader's validate, which shows it."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(lines[0])
        self._lines = lines

    def _render_traceback_(self) -> list[str]:
        return [wrapped for line in self._lines for wrapped in _wrapped(line)]


def _wrapped(line: str) -> list[str]:
    indent = line[: len(line) - len(line.lstrip())]
    return textwrap.wrap(line, _VALIDATE_WIDTH, subsequent_indent=indent) or [""]


class Lesson:
    """What one kernel knows: the course it was opened in, the programs run, the hints given."""

    def __init__(self, shell: InteractiveShell, folder: Path) -> None:
        self._shell = shell
        self._folder = folder
        self._programs: dict[str, bytes] = {}
        self._hints: dict[str, int] = {}

    def exercise(self, line: str, cell: str) -> None:
        """`%%exercise ID`: save the cell's program and run it."""
        words = line.split()
        exercise = self._exercise(words[0] if words else "")
        if _ABOVE in words:
            above = _("There is text above the line `{line}`; the program begins below it.")
            print(above.format(line=magic_line(exercise)))
        source = whole(cell).encode("utf-8", "surrogatepass")
        # Were this cell refused, the program before it is not what a grade should be for.
        self._programs.pop(exercise.id, None)
        if len(source) > MOST_PROGRAM_BYTES:
            raise UsageError(_("this program is larger than 1 MB; a program of an exercise is short"))
        self._programs[exercise.id] = source
        if not saving.is_instructors(exercise.root):
            try:
                kept = saving.save(exercise, source)
            except OSError as error:
                print(_("The program could not be saved: {why}").format(why=error.strerror))
            else:
                if kept is not None:
                    changed = _("{file} had been changed outside the notebook; what it held is now in {kept}.")
                    print(changed.format(file=exercise.file_name, kept=kept.relative_to(exercise.root)))
        try:
            live.run(exercise, source)
        except KeyboardInterrupt:
            print(_("You interrupted the program; all its processes are ended."))

    def hint(self, line: str) -> None:
        """`%hint ID [N]`: the next hint of an exercise, or the Nth."""
        words = line.split()
        exercise = self._exercise(words[0] if words else "")
        count = len(exercise.hints)
        if not count:
            print(_("{id} has no hints.").format(id=exercise.id))
            return
        number = min(self._hints.get(exercise.id, 0) + 1, count)
        if len(words) > 1:
            if not words[1].isdecimal() or not 1 <= int(words[1]) <= count:
                raise UsageError(
                    _("{id} has hints 1 to {count}, and no {asked}").format(id=exercise.id, count=count, asked=words[1])
                )
            number = int(words[1])
        self._hints[exercise.id] = number
        print(_(exercise.hints[number - 1]))
        told = _("({number} of {count}, the last)") if number == count else _("({number} of {count})")
        print(told.format(number=number, count=count))

    def grade(self, asked: str) -> Points:
        """grade("ID"): show the report of the program that was run last, and give its points."""
        exercise = self._exercise(str(asked))
        source = self._programs.get(exercise.id)
        if source is None:
            remark = _("No program yet: first run the cell that begins with `{line}`.")
            report = ungraded(exercise, [remark.format(line=magic_line(exercise))])
        else:
            report = grade(exercise, source)
        if os.environ.get("NBGRADER_VALIDATING") == "1":
            return _validated(exercise, report)
        display(bundle_of(exercise, report), raw=True)
        return Points(report.points, report.max_points)

    def _exercise(self, asked: str) -> Exercise:
        try:
            course = courses.find(self._folder)
            text.use_catalogues(course.root / "locale")
            if not asked:
                raise UsageError(_("name the exercise: {names}").format(names=_names(course)))
            return courses.exercise(course, asked)
        except CourseError as error:
            raise UsageError(str(error)) from error


def _names(course: Course) -> str:
    return ", ".join(exercise.name for exercise in course.exercises)


def _validated(exercise: Exercise, report: Report) -> Points:
    """All the points where every check passed that is here; those that are not come after hand-in."""
    if report.verdict is not Verdict.PASSED:
        raise NotPassed(report_lines(exercise, report))
    most = report.max_points + report.hidden_points
    return Points(most, most)


def keep_whole(lines: list[str]) -> list[str]:
    """An input transformer: the text below a magic line reaches the magic as it was typed.

    IPython would strip prompts and indentation from it, and would not know the magic
    below a comment. What a person typed is what is graded later.
    """
    magic = split("".join(lines))
    if magic is None or magic.above.startswith("%%"):
        return lines
    line = f"{magic.asked} {_ABOVE}" if magic.above else magic.asked
    # IPython refuses a magic without a body, and an empty file is a program.
    body = magic.program or "\n"
    return [f"get_ipython().run_cell_magic('exercise', {line!r}, {body!r})\n"]


def load(shell: InteractiveShell) -> None:
    """Register everything with a kernel; loading again changes nothing but the folder."""
    lesson = Lesson(shell, Path.cwd())
    shell.magics_manager.register_function(lesson.exercise, "cell", "exercise")
    shell.magics_manager.register_function(lesson.hint, "line", "hint")
    unload(shell)
    shell.input_transformers_cleanup.insert(0, keep_whole)
    shell.push({"grade": lesson.grade})


def unload(shell: InteractiveShell) -> None:
    """Take the input transformer back; the magics stay until the kernel ends."""
    transformers = shell.input_transformers_cleanup
    transformers[:] = [transformer for transformer in transformers if transformer is not keep_whole]
