"""A grader file, read: its checks in the order in which they stand."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import inspect
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType, ModuleType

from forklings.course import Exercise
from forklings.program import ATTRIBUTE, CheckFunction, Points

# In a released grader: the points of the checks that were left out, one number each.
HIDDEN = "HIDDEN"


@dataclass
class GraderBroken(Exception):
    """The grader itself cannot be used: never the student's fault."""

    path: Path
    why: str

    def __str__(self) -> str:
        return f"the grader {self.path.name} cannot be used: {self.why}"


@dataclass(frozen=True)
class Check:
    """One test of a grader. promise is the first paragraph of its docstring, on one line."""

    name: str
    promise: str
    points: int
    needs: str
    hidden: bool
    function: CheckFunction
    line: int


@dataclass(frozen=True)
class Grader:
    """The checks that grade one exercise.

    hidden holds the points of those that a release leaves out, one number each.
    """

    path: Path
    sha256: str
    checks: tuple[Check, ...]
    hidden: tuple[int, ...] = ()

    @property
    def max_points(self) -> int:
        return sum(check.points for check in self.checks)

    def check(self, name: str) -> Check:
        """Raises KeyError when there is none of this name."""
        for check in self.checks:
            if check.name == name:
                return check
        raise KeyError(name)


def load(exercise: Exercise) -> Grader:
    """Import the grader of an exercise.

    Raises GraderBroken when it is not there, does not import, or holds no usable check.
    """
    try:
        modified = exercise.grader.stat().st_mtime_ns
    except OSError as error:
        raise GraderBroken(exercise.grader, "there is no such file") from error
    return _load(exercise.grader, modified)


@functools.lru_cache(maxsize=256)
def _load(path: Path, modified: int) -> Grader:
    module = _import(path)
    functions = [
        value
        for name, value in vars(module).items()
        if name.startswith("test_") and isinstance(value, FunctionType) and value.__module__ == module.__name__
    ]
    checks = tuple(_check(path, function) for function in functions)
    hidden = _hidden(path, module)
    if not checks and not hidden:
        raise GraderBroken(path, "it holds no check, a function whose name begins with test_")
    names = [check.name for check in checks]
    for index, check in enumerate(checks):
        if check.needs and check.needs not in names[:index]:
            raise GraderBroken(path, f"{check.name} needs {check.needs}, which does not stand above it")
        if check.needs and not check.hidden and checks[names.index(check.needs)].hidden:
            raise GraderBroken(path, f"{check.name} needs {check.needs}, which is hidden and not released")
    return Grader(path, hashlib.sha256(path.read_bytes()).hexdigest(), checks, hidden)


def _hidden(path: Path, module: ModuleType) -> tuple[int, ...]:
    points = getattr(module, HIDDEN, ())
    if not isinstance(points, tuple) or not all(isinstance(number, int) for number in points):
        raise GraderBroken(path, f"{HIDDEN} must be a tuple of points")
    return points


def _import(path: Path) -> ModuleType:
    name = f"forklings_graders.{path.parent.name}.{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise GraderBroken(path, "it is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        last = traceback.extract_tb(error.__traceback__)[-1]
        raise GraderBroken(path, f"{type(error).__name__}: {error} (line {last.lineno})") from error
    return module


def _check(path: Path, function: FunctionType) -> Check:
    mark = getattr(function, ATTRIBUTE, None)
    if not isinstance(mark, Points):
        raise GraderBroken(path, f"{function.__name__} has no points; put @points(…) above it")
    if list(inspect.signature(function).parameters) != ["program"]:
        raise GraderBroken(path, f"{function.__name__} must take one argument, program")
    promise = " ".join((inspect.getdoc(function) or "").split("\n\n")[0].split())
    if not promise:
        raise GraderBroken(path, f"{function.__name__} has no promise; write its docstring")
    return Check(
        name=function.__name__,
        promise=promise,
        points=mark.points,
        needs=mark.needs,
        hidden=mark.hidden,
        function=function,
        line=function.__code__.co_firstlineno,
    )
