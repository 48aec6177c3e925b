"""Mutants of right programs: which there are, and which the grader lets live.

A mutant changes only what a student writes: functions and classes that differ from the stub's. One that survives
and does what the contract says all the same is equivalent, and is listed with its reason in EQUIVALENT.yml
beside the cases.
"""

from __future__ import annotations

import ast
import difflib
import hashlib
import importlib
import itertools
import pickle
import random
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec
import yaml

import forklings
from forklings.author import mutations
from forklings.author.cases import Case
from forklings.author.deciding import deciding
from forklings.course import Exercise
from forklings.grading import checks
from forklings.grading.session import Session
from forklings.report import Verdict

EQUIVALENT = "EQUIVALENT.yml"

# Of cosmic-ray's operators those whose mutants are mistakes that somebody makes.
_GENERAL = (
    "break_continue.ReplaceBreakWithContinue",
    "break_continue.ReplaceContinueWithBreak",
    "boolean_replacer.ReplaceTrueWithFalse",
    "boolean_replacer.ReplaceFalseWithTrue",
    "boolean_replacer.AddNot",
    "boolean_replacer.ReplaceAndWithOr",
    "boolean_replacer.ReplaceOrWithAnd",
    "number_replacer.NumberReplacer",
    "zero_iteration_for_loop.ZeroIterationForLoop",
    "comparison_operator_replacement.ReplaceComparisonOperator_Eq_NotEq",
    "comparison_operator_replacement.ReplaceComparisonOperator_Lt_LtE",
    "comparison_operator_replacement.ReplaceComparisonOperator_LtE_Lt",
    "comparison_operator_replacement.ReplaceComparisonOperator_Gt_GtE",
    "comparison_operator_replacement.ReplaceComparisonOperator_GtE_Gt",
)


class Fate(StrEnum):
    KILLED = "killed"
    SURVIVED = "survived"
    EQUIVALENT = "equivalent"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Mutant:
    """A changed program: of which right program, by which operator, and where."""

    origin: str
    operator: str
    line: int
    text: str

    @property
    def key(self) -> str:
        """By what it says, whatever it was made from."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]


@dataclass
class MutationToolMissing(Exception):
    """cosmic-ray cannot be imported."""

    why: str

    def __str__(self) -> str:
        return f"cosmic-ray is needed for mutants: pip install 'forklings[strength]' ({self.why})"


@dataclass
class EquivalentInvalid(Exception):
    """The list of equivalent mutants does not say what it must."""

    path: Path
    problem: str

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}"


def of_exercise(exercise: Exercise, cases: tuple[Case, ...]) -> list[Mutant]:
    """The mutants of the solution and of each right case, none twice.

    Raises MutationToolMissing.
    """
    stub = exercise.stub.read_text(encoding="utf-8")
    found: dict[str, Mutant] = {}
    for path in (exercise.solution, *(case.path for case in cases if not case.wrong)):
        origin = "solution" if path == exercise.solution else path.stem
        for mutant in of_program(path.read_text(encoding="utf-8"), stub, origin):
            found.setdefault(mutant.key, mutant)
    return list(found.values())


def of_program(text: str, stub: str, origin: str) -> Iterator[Mutant]:
    """The mutants of one program that can be compiled."""
    changed = _lines_of_the_student(text, stub)
    for operator, mutated in _mutated(text):
        line = _first_changed(text, mutated)
        if line in changed and _compiles(mutated):
            yield Mutant(origin, operator, line, mutated)


def sample(mutants: list[Mutant], size: int, seed: int) -> list[Mutant]:
    """So many of them, the same ones for the same seed."""
    if size <= 0 or size >= len(mutants):
        return mutants
    return random.Random(seed).sample(sorted(mutants, key=lambda mutant: mutant.key), size)


def fate(exercise: Exercise, mutant: Mutant) -> Fate:
    """What the grader says of a mutant, under every start method of the exercise; one failed check says enough."""
    try:
        grader = checks.load(exercise)
    except checks.GraderBroken:
        return Fate.UNDECIDED
    seen = set()
    with Session(exercise, grader, mutant.text.encode()) as session:
        for check in grader.checks:
            seen.add(session.result(check).verdict)
            if Verdict.FAILED in seen:
                return Fate.KILLED
    return Fate.SURVIVED if seen == {Verdict.PASSED} else Fate.UNDECIDED


def equivalent(exercise: Exercise) -> dict[str, str]:
    """Mutants that are no mistakes, by key, each with its reason; raises EquivalentInvalid."""
    path = exercise.case_folder / EQUIVALENT
    if not path.is_file():
        return {}
    try:
        return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")) or {}, dict[str, str])
    except (yaml.YAMLError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise EquivalentInvalid(path, " ".join(str(error).split())) from error


def fingerprint(exercise: Exercise, mutant: Mutant) -> str:
    """Of all that a fate hangs on: the mutant, what of the grader decides, the limits and the engine."""
    grader = deciding(exercise.grader.read_text(encoding="utf-8"))
    parts = (mutant.text, grader, exercise.limits, exercise.start_methods)
    return hashlib.sha256(repr((parts, forklings.__version__)).encode()).hexdigest()


def _mutated(text: str) -> Iterator[tuple[str, str]]:
    try:
        for operator, change in mutations.edits(text):
            yield operator, mutations.apply(text, change)
    except SyntaxError:
        return
    try:
        mutating: Any = importlib.import_module("cosmic_ray.mutating")
        parsing: Any = importlib.import_module("cosmic_ray.ast")
    except ImportError as error:
        raise MutationToolMissing(str(error)) from error
    # A mutation changes the tree; a copy by pickle takes a fiftieth of the time that parsing anew does.
    tree = pickle.dumps(parsing.get_ast(text))
    for path in _GENERAL:
        module, _, name = path.partition(".")
        operator_class = getattr(importlib.import_module(f"cosmic_ray.operators.{module}"), name)
        for occurrence in itertools.count():
            visitor = mutating.MutationVisitor(occurrence, operator_class())
            mutated = visitor.walk(pickle.loads(tree)).get_code()
            if not visitor.mutation_applied:
                break
            if not mutations.is_no_mistake(text, mutated):
                yield name.partition("_")[2] or name, mutated


def _lines_of_the_student(text: str, stub: str) -> set[int]:
    """The lines of what stands at the top of a program and not, just so, in the stub."""
    known = {ast.unparse(node) for node in ast.parse(stub).body}
    lines: set[int] = set()
    for node in ast.parse(text).body:
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not is_text and ast.unparse(node) not in known:
            lines.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return lines


def _first_changed(old: str, new: str) -> int:
    matcher = difflib.SequenceMatcher(None, old.splitlines(), new.splitlines(), autojunk=False)
    return next((code[1] + 1 for code in matcher.get_opcodes() if code[0] != "equal"), 0)


def _compiles(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "mutant", "exec")
    except (SyntaxError, ValueError):
        return False
    return True
