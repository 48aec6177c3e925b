"""Is every statement of every solution needed? Delete each in turn, and grade what is left.

    python benchmarks/deletions.py [EXERCISE …]

A deletion that every check accepts is a survivor: it must stand in survivors.yml beside
this file, with the reason why it does no harm: by its statement, or by the function that
it stands in. Exit status 1 for one that does not, and for a reason whose survivor is gone.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from forklings import course as courses
from forklings.author import workers
from forklings.course import Exercise
from forklings.grading.grade import grade
from forklings.grading.wording import reason
from forklings.report import Report, Verdict

ROOT = Path(__file__).resolve().parents[1]
REASONS = Path(__file__).with_name("survivors.yml")


@dataclass(frozen=True)
class Deletion:
    exercise: Exercise
    line: int
    statement: str
    function: str
    source: str


class _Deleter(ast.NodeTransformer):
    """Takes the statement with a number out; a block that would be empty gets a pass."""

    def __init__(self, number: int) -> None:
        self._left = number
        self.deleted: ast.stmt | None = None

    def generic_visit(self, node: ast.AST) -> ast.AST:
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                for statement in list(block):
                    if self.deleted is None and not _is_docstring(statement) and not isinstance(statement, ast.Pass):
                        if self._left == 0:
                            self.deleted = statement
                            block.remove(statement)
                            if not block and name == "body":
                                block.append(ast.Pass())
                            return node
                        self._left -= 1
        return super().generic_visit(node)


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def deletions(exercise: Exercise) -> Iterator[Deletion]:
    text = exercise.solution.read_text("utf-8")
    for number in range(10_000):
        deleter = _Deleter(number)
        tree = deleter.visit(ast.parse(text))
        if deleter.deleted is None:
            return
        statement = ast.unparse(deleter.deleted).splitlines()[0]
        source = ast.unparse(ast.fix_missing_locations(tree))
        yield Deletion(exercise, deleter.deleted.lineno, statement, _function_at(text, deleter.deleted.lineno), source)


def _function_at(text: str, line: int) -> str:
    """The top-level function that a line stands in, as `name()`, or ""."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.lineno <= line <= (node.end_lineno or 0):
            return f"{node.name}()"
    return ""


def judged(deletion: Deletion) -> Report:
    return grade(deletion.exercise, deletion.source.encode())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("exercises", nargs="*")
    parser.add_argument("--jobs", type=int, default=2)
    chosen = parser.parse_args()
    course = courses.load(ROOT)
    exercises = [courses.exercise(course, name) for name in chosen.exercises] or list(course.exercises)
    reasons = yaml.safe_load(REASONS.read_text("utf-8")) or {}
    found = [deletion for exercise in exercises for deletion in deletions(exercise)]
    used: set[tuple[str, str]] = set()
    bad = survived = 0
    with workers.pool(chosen.jobs) as pool:
        for deletion, report in zip(found, pool.map(judged, found), strict=True):
            known = reasons.get(deletion.exercise.id, {})
            key = deletion.function if deletion.function in known else deletion.statement
            place = f"{deletion.exercise.id}:{deletion.line}  {deletion.statement}"
            if report.verdict is Verdict.FAILED:
                print(f"rejected  {place}\n          {reason(report)}")
                continue
            survived += 1
            why = known.get(key) if report.verdict is Verdict.PASSED else None
            used.add((deletion.exercise.id, key))
            bad += why is None
            print(f"{'survived ' if why else 'UNLISTED '} {place}\n          {why or report.verdict}")
    for exercise in exercises:
        for key in reasons.get(exercise.id, {}):
            if (exercise.id, key) not in used:
                bad += 1
                print(f"NO SURVIVOR  {exercise.id}  {key}: drop its reason from {REASONS.name}")
    print(f"\n{len(found)} deletions, {len(found) - survived} rejected, {survived} survived, {bad} to look at")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
