"""`forklings author check`: is an exercise whole, and is its grader any good?"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from pathlib import Path

from forklings.author import cases, feedback, forgeries, judging, mutants, scaffold, topics, workers
from forklings.author.cases import Case, CaseInvalid
from forklings.author.forgeries import Forgery
from forklings.author.problems import Done, Problem
from forklings.course import Course, Exercise
from forklings.grading.checks import GraderBroken, load
from forklings.grading.grade import grade, read_program
from forklings.program import Program
from forklings.report import Report, Verdict
from forklings.sandbox.client import Sandbox

LEAST_WRONG = 8
LEAST_RIGHT = 3
LEAST_HINTS = 2

# Beside its cases a grader may keep the list of those that wait for a better engine.
_NOTES = "TIMING.md"


def check(course: Course, exercises: Iterable[Exercise], *, jobs: int, every: int = 1) -> Iterator[Done]:
    """Check exercises, and the trees for stray files; gives each piece of work as it is done.

    Programs are graded in worker processes, jobs at a time. Of the cases every so many are judged;
    what only all of them together can show is then not asked.
    """
    chosen = list(exercises)
    listed = (Problem(topics.SOURCE, said) for said in topics.problems(course))
    yield Done("files", (*_stray_files(course), *listed))
    whole = []
    for exercise in chosen:
        problems = tuple(_static_problems(course, exercise))
        yield Done(exercise.id, problems)
        if _can_be_graded(exercise):
            whole.append(exercise)
    with workers.pool(jobs) as pool:
        yield from _graded(pool, whole, every)


def size(exercises: Iterable[Exercise], *, every: int = 1) -> int:
    """How many pieces of work check() will give."""
    total = 1
    for number, exercise in enumerate(exercises):
        total += (4 if every == 1 else 3) + len(_forgeries(number, every))
        total += sum(len(judging.start_methods_of(case)) + case.wrong for case in cases_of(exercise)[::every])
    return total


def _graded(pool: ProcessPoolExecutor, exercises: list[Exercise], every: int) -> Iterator[Done]:
    futures: dict[Future[object], tuple[str, Exercise, Case | None]] = {}
    judgements: dict[str, list[judging.Judgement]] = {exercise.id: [] for exercise in exercises}
    returncodes: dict[str, list[int | None]] = {exercise.id: [] for exercise in exercises}
    # The cases that hang are waited for in the shadow of all the others.
    for number, exercise in enumerate(exercises):
        for case in sorted(cases_of(exercise)[::every], key=lambda case: case.ends == "finished"):
            for method in judging.start_methods_of(case):
                futures[pool.submit(judging.judge, case, method)] = (f"{exercise.id} {case.name}", exercise, case)
            if case.wrong:
                futures[pool.submit(_returncode, case)] = ("returncode", exercise, case)
        futures[pool.submit(_grade_stub, exercise)] = ("stub", exercise, None)
        futures[pool.submit(_grade_solution, exercise)] = ("solution", exercise, None)
        for forgery in _forgeries(number, every):
            futures[pool.submit(forgeries.grade_forged, exercise, forgery)] = (forgery.__name__, exercise, None)
    for future in as_completed(futures):
        what, exercise, judged = futures[future]
        result = future.result()
        problems: list[Problem] = []
        if isinstance(result, judging.Judgement):
            judgements[exercise.id].append(result)
            if result.problem:
                assert judged is not None
                problems.append(Problem(f"{exercise.id} {judged.name} ({result.start_method})", result.problem))
        elif isinstance(result, Report):
            problems += _report_problems(exercise, what, result)
        else:
            assert result is None or isinstance(result, int)
            returncodes[exercise.id].append(result)
        yield Done(what, tuple(problems))
    for exercise in exercises if every == 1 else ():
        yield Done(
            exercise.id,
            (
                *_check_problems(exercise, judgements[exercise.id]),
                *_quiet_problems(exercise, returncodes[exercise.id]),
            ),
        )


def cases_of(exercise: Exercise) -> tuple[Case, ...]:
    """The cases of an exercise; none where one of them cannot be used."""
    try:
        return cases.read(exercise)
    except CaseInvalid:
        return ()


def _can_be_graded(exercise: Exercise) -> bool:
    if not (exercise.stub.is_file() and exercise.solution.is_file()):
        return False
    try:
        load(exercise)
    except GraderBroken:
        return False
    return True


# -- what runs in the workers -----------------------------------------------------------


def _grade_stub(exercise: Exercise) -> Report:
    return grade(exercise, read_program(exercise.stub))


def _grade_solution(exercise: Exercise) -> Report:
    return grade(exercise, read_program(exercise.solution))


def _returncode(case: Case) -> int | None:
    """The exit code of a case, run as a student would; None where it had to be stopped."""
    exercise = case.exercise
    with Sandbox() as sandbox:
        method = case.under[0]
        program = Program(
            read_program(case.path),
            file_name=exercise.file_name,
            limits=exercise.limits,
            start_method=method,
            sandbox=sandbox,
        )
        return program.run().returncode


# -- what can be wrong ------------------------------------------------------------------


def _static_problems(course: Course, exercise: Exercise) -> Iterator[Problem]:
    yield from _unwritten(course, exercise)
    for path, what in ((exercise.stub, "stub"), (exercise.solution, "solution"), (exercise.grader, "grader")):
        if not path.is_file():
            yield Problem(exercise.id, f"there is no {what}: write {path.relative_to(course.root)}")
    if exercise.stub.is_file() and "Contract" not in (_docstring(exercise.stub) or ""):
        yield Problem(exercise.id, "the stub's docstring has no section that begins with `Contract`")
    if exercise.solution.is_file() and not (_docstring(exercise.solution) or "").startswith("Why it works"):
        yield Problem(exercise.id, "the solution's docstring does not begin with `Why it works`")
    if len(exercise.hints) < LEAST_HINTS:
        yield Problem(exercise.id, f"{len(exercise.hints)} hints in course.yml; write at least {LEAST_HINTS}")
    if not exercise.topics:
        yield Problem(exercise.id, "no topics in course.yml")
    lesson = exercise.stub.parent / "README.md"
    if not lesson.is_file():
        yield Problem(exercise.id, f"there is no lesson: write {lesson.relative_to(course.root)}")
    elif f"`{exercise.file_name}`" not in lesson.read_text("utf-8"):
        yield Problem(exercise.id, f"the lesson does not lead to `{exercise.file_name}`")
    if exercise.grader.is_file():
        try:
            load(exercise)
        except GraderBroken as broken:
            yield Problem(exercise.id, f"there is no usable grader: {broken}")
            return
    try:
        found = cases.read(exercise)
    except CaseInvalid as invalid:
        yield Problem(exercise.id, str(invalid))
        return
    yield from _case_problems(exercise, found)
    yield from _feedback_problems(course, exercise)


def _unwritten(course: Course, exercise: Exercise) -> Iterator[Problem]:
    """What `forklings author new` laid out, and nobody has written yet."""
    lesson = exercise.stub.parent / "README.md"
    for path in (exercise.stub, exercise.solution, exercise.grader, *sorted(exercise.case_folder.glob("*.py")), lesson):
        for line, said in scaffold.todos(path):
            yield Problem(f"{path.relative_to(course.root)}:{line}", said)
    for said in (exercise.title, *exercise.hints):
        if said.startswith(scaffold.TODO):
            yield Problem(f"{exercise.id} in course.yml", said)


def _feedback_problems(course: Course, exercise: Exercise) -> Iterator[Problem]:
    """A course that keeps what its students read keeps it for each exercise, and fresh."""
    is_kept = any(feedback.path_of(other).is_file() for other in course.exercises)
    if is_kept and not feedback.is_fresh(exercise, cases_of(exercise)):
        yield Problem(exercise.id, f"{feedback.FILE} is not of this grader and these cases: {feedback.REBUILD}")


def _case_problems(exercise: Exercise, found: tuple[Case, ...]) -> Iterator[Problem]:
    wrong = [case for case in found if case.wrong]
    right = len(found) - len(wrong)
    if len(wrong) < LEAST_WRONG:
        yield Problem(exercise.id, f"{len(wrong)} wrong cases; write at least {LEAST_WRONG}")
    if right < LEAST_RIGHT:
        yield Problem(exercise.id, f"{right} right cases; write at least {LEAST_RIGHT}")
    seen: dict[str, str] = {}
    for case in wrong:
        belief = " ".join(case.misconception.lower().split())
        if belief in seen:
            yield Problem(exercise.id, f"{case.name} and {seen[belief]} have the same misconception")
        seen[belief] = case.name
    if not exercise.grader.is_file():
        return
    names = {check.name for check in load(exercise).checks}
    for case in wrong:
        if unknown := set(case.fails) - names:
            yield Problem(exercise.id, f"{case.name} names checks that are not there: {', '.join(sorted(unknown))}")


def _forgeries(number: int, every: int) -> tuple[Forgery, ...]:
    """Of an exercise by its place: all of them, or in a sample one, each in its turn."""
    every_forgery = forgeries.FORGERIES
    return every_forgery if every == 1 else (every_forgery[number % len(every_forgery)],)


def _report_problems(exercise: Exercise, what: str, report: Report) -> Iterator[Problem]:
    match what:
        case "stub":
            yield from _stub_problems(exercise, report)
        case "solution":
            yield from _solution_problems(exercise, report)
        case forgery:
            yield from _forgery_problems(exercise, forgery, report)


def _forgery_problems(exercise: Exercise, forgery: str, report: Report) -> Iterator[Problem]:
    for check in report.checks:
        if check.verdict is Verdict.GRADER_ERROR:
            where = f"{exercise.id} {check.name}"
            yield Problem(where, f"breaks where a program sends a result of its own ({forgery}): {check.message}")


def _stub_problems(exercise: Exercise, report: Report) -> Iterator[Problem]:
    if report.points:
        yield Problem(exercise.id, f"the untouched stub earns {report.points} points")
    for check in report.checks:
        if check.verdict not in (Verdict.FAILED, Verdict.SKIPPED):
            yield Problem(exercise.id, f"on the stub {check.name} is {check.verdict}: {check.message}")


def _solution_problems(exercise: Exercise, report: Report) -> Iterator[Problem]:
    for check in report.checks:
        if check.verdict is not Verdict.PASSED:
            where = f" under {check.start_method}" if check.start_method else ""
            yield Problem(exercise.id, f"on the solution {check.name} is {check.verdict}{where}: {check.message}")


def _check_problems(exercise: Exercise, judgements: list[judging.Judgement]) -> Iterator[Problem]:
    """Each check must be the only one to reject some case; else it could go."""
    alone = {next(iter(judgement.failed)) for judgement in judgements if len(judgement.failed) == 1}
    for check in load(exercise).checks:
        if check.name not in alone:
            yield Problem(exercise.id, f"no wrong case fails {check.name} alone: write one, or drop the check")


def _quiet_problems(exercise: Exercise, returncodes: list[int | None]) -> Iterator[Problem]:
    quiet = sum(code == 0 for code in returncodes)
    if quiet * 2 < len(returncodes):
        yield Problem(exercise.id, f"{quiet} of {len(returncodes)} wrong cases exit with 0; at least half should")


def _stray_files(course: Course) -> Iterator[Problem]:
    expected = {course.root / "course.yml"}
    for exercise in course.exercises:
        expected |= {exercise.stub, exercise.solution, exercise.grader}
        expected |= {path for path in exercise.case_folder.glob("*.py") if path.name.startswith(("right_", "wrong_"))}
        expected |= {exercise.case_folder / mutants.EQUIVALENT}
        expected |= {exercise.case_folder / _NOTES, feedback.path_of(exercise), exercise.stub.parent / "README.md"}
    for tree in ("exercises", "solutions", "graders"):
        for path in sorted((course.root / tree).rglob("*")):
            if path.is_file() and path not in expected and not _ignored(path, course.root):
                yield Problem(str(path.relative_to(course.root)), "belongs to no exercise of course.yml")


def _ignored(path: Path, root: Path) -> bool:
    return any(part == "__pycache__" or part.startswith(".") for part in path.relative_to(root).parts)


def _docstring(path: Path) -> str | None:
    try:
        return ast.get_docstring(ast.parse(path.read_bytes()))
    except (SyntaxError, ValueError):
        return None
