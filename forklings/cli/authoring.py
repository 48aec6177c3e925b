"""Commands for who writes exercises."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from forklings import course as courses
from forklings.cli.calling import NOT_PASSED, CourseOption, RequireOption, find_course, isolate, refuse

author = typer.Typer(name="author", help="For who writes exercises.", no_args_is_help=True)


@author.command()
def build(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 where source/ is not what it should be.")
    ] = False,
    lang: Annotated[str, typer.Option("--lang", help="Build from the lessons in this language, zh_CN say.")] = "",
    course: CourseOption = None,
) -> None:
    """Build source/: the instructor's notebooks, from lessons, solutions and graders.

    Exit status: 0 all well, 1 something is not fresh, 2 the course cannot be built.
    """
    from forklings.author import notebooks
    from forklings.grading.checks import GraderBroken

    found = find_course(course)
    if lang:
        os.environ["FORKLINGS_LANG"] = lang
    try:
        built = list(notebooks.build(found, lang=lang))
    except (notebooks.LessonIncomplete, GraderBroken) as error:
        refuse(str(error))
    stray = notebooks.stray(found, built)
    stale = [file for file in built if not file.is_fresh]
    if check:
        for path in (*(file.path for file in stale), *stray):
            print(f"{path.relative_to(found.root)} is not what the course says; rebuild it: {notebooks.REBUILD}")
        sys.exit(NOT_PASSED if stale or stray else 0)
    for path in stray:
        path.unlink()
    for file in stale:
        file.path.parent.mkdir(parents=True, exist_ok=True)
        file.path.write_bytes(file.content)
        print(f"wrote {file.path.relative_to(found.root)}")
    print(f"source/ is fresh: {len(built)} files.")


@author.command()
def check(
    exercises: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Default: all.")] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="How many programs are graded at a time.")] = 4,
    every: Annotated[int, typer.Option(min=1, metavar="N", help="Judge every Nth case of each exercise only.")] = 1,
    require_isolation: RequireOption = False,
    course: CourseOption = None,
) -> None:
    """Check that exercises are whole and that their graders judge every case as it says.

    Exit status: 0 all well, 1 there is something to mend.
    """
    from forklings.author import checking
    from forklings.cli import showing

    found = find_course(course)
    chosen = [courses.exercise(found, name) for name in exercises] if exercises else list(found.exercises)
    isolation = isolate(require_isolation)
    problems = showing.follow(checking.check(found, chosen, jobs=jobs, every=every), checking.size(chosen, every=every))
    for problem in problems:
        print(f"{problem.where}: {problem.what}")
    print(isolation)
    if problems:
        print(f"\n{len(problems)} to mend.")
        sys.exit(NOT_PASSED)
    judged = "every case" if every == 1 else f"every {every}th case"
    print(f"{len(chosen)} exercises are whole, and {judged} is judged as it says.")


@author.command()
def topics(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 where docs/topics.md is not what it should be.")
    ] = False,
    course: CourseOption = None,
) -> None:
    """Build docs/topics.md: each topic, what does not hold of it, and the exercises that carry it.

    Exit status: 0 all well, 1 it is not fresh or a topic is carried by nobody, 2 docs/topics.yml cannot be used.
    """
    from forklings.author import topics as listed

    found = find_course(course)
    try:
        table = listed.table(found)
    except listed.TopicsInvalid as invalid:
        refuse(str(invalid))
    problems = listed.problems(found)
    path = found.root / listed.TABLE
    is_fresh = path.is_file() and path.read_text(encoding="utf-8") == table
    if check and not is_fresh:
        problems.append(f"{listed.TABLE} is not what the course says; rebuild it: {listed.REBUILD}")
    elif not is_fresh:
        path.write_text(table, encoding="utf-8")
        print(f"wrote {listed.TABLE}")
    for problem in problems:
        print(problem)
    sys.exit(NOT_PASSED if problems else 0)


@author.command()
def new(
    exercise: Annotated[str, typer.Argument(metavar="ID", help="NN_chapter/name of the exercise to be.")],
    title: Annotated[str, typer.Option("--title", "-t", help="What a student sees in lists.")] = "TODO: a title",
    course: CourseOption = None,
) -> None:
    """Lay out a new exercise: stub, solution, grader, two cases, its lesson's section and its entry in course.yml.

    What is left to write is said by `forklings author check`. Exit status: 0, or 2 where it cannot be laid out.
    """
    from forklings.author import scaffold

    found = find_course(course)
    try:
        paths = scaffold.new(found, exercise, title)
    except scaffold.CannotScaffold as error:
        refuse(str(error))
    for path in paths:
        print(path.relative_to(found.root))
    print(f"Now write what they ask for; `forklings author check {exercise}` says what is missing.")


@author.command()
def feedback(
    exercises: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Default: all.")] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="How many programs are graded at a time.")] = 4,
    course: CourseOption = None,
) -> None:
    """Write down what a student reads for each wrong case: FEEDBACK.md beside the cases, where it is not fresh.

    Exit status: 0 all well, 1 a case is not judged as it says.
    """
    from forklings.author import checking
    from forklings.author import feedback as pages
    from forklings.cli import showing

    found = find_course(course)
    chosen = [courses.exercise(found, name) for name in exercises] if exercises else list(found.exercises)
    cases = {exercise: checking.cases_of(exercise) for exercise in chosen}
    stale = {exercise: of_it for exercise, of_it in cases.items() if not pages.is_fresh(exercise, of_it)}
    size = sum(case.wrong for of_it in stale.values() for case in of_it)
    problems = showing.follow(pages.write(stale, jobs=jobs), size)
    for problem in problems:
        print(f"{problem.where}: {problem.what}")
    for exercise in stale:
        print(f"wrote {pages.path_of(exercise).relative_to(found.root)}")
    sys.exit(NOT_PASSED if problems else 0)


@author.command()
def strength(
    exercises: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Default: all.")] = None,
    sample: Annotated[int, typer.Option(min=0, metavar="N", help="Try N mutants of each exercise; 0 is all.")] = 0,
    seed: Annotated[int, typer.Option(help="Which ones a sample takes.")] = 0,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="How many programs are graded at a time.")] = 4,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON alone on stdout.")] = False,
    docs: Annotated[bool, typer.Option("--docs", help="Write the figures into docs/strength.md as well.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Measure nothing; say what docs/strength.md lacks.")] = False,
    course: CourseOption = None,
) -> None:
    """Measure graders: mutants of the solution and of each right case, killed or not.

    What was found out is kept in .cache/strength by content: started again after an interruption, it goes on.
    Exit status: 0 every mutant is killed or listed as equivalent, 1 some live or a line of EQUIVALENT.yml is of
    no mutant, 2 it cannot be measured.
    """
    from forklings.author import checking, measured, mutants
    from forklings.author import strength as measuring
    from forklings.cli import showing

    found = find_course(course)
    chosen = [courses.exercise(found, name) for name in exercises] if exercises else list(found.exercises)
    cases = {exercise: checking.cases_of(exercise) for exercise in chosen}
    if check:
        stale = measured.stale(found, cases)
        if stale:
            print(
                f"{measured.TABLE} has not these graders' figures; measure them: {measured.REBUILD} {' '.join(stale)}"
            )
        sys.exit(NOT_PASSED if stale else 0)
    try:
        planned = measuring.plan(cases, size=sample, seed=seed)
        figures = measuring.begin(cases, planned)
        fates = measuring.Fates(found.root / ".cache" / "strength")
        size = sum(map(len, planned.chosen.values()))
        problems = measuring.listed_in_vain(planned)
        problems += showing.follow(measuring.measure(planned, figures, fates, jobs=jobs), size)
    except (mutants.MutationToolMissing, mutants.EquivalentInvalid) as error:
        refuse(str(error))
    if docs:
        measured.write(found, cases, figures)
    if as_json:
        print(measuring.as_json(figures.values(), size=sample, seed=seed))
    else:
        for problem in problems:
            print(f"{problem.where}: {problem.what}")
        showing.show_table(measuring.rows(figures.values()))
    sys.exit(NOT_PASSED if problems else 0)
