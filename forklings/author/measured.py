"""docs/strength.md: the figures of every grader that were measured, and of which grader each is."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from forklings.author import mutants
from forklings.author.cases import Case
from forklings.author.deciding import deciding
from forklings.author.mutants import Fate
from forklings.author.strength import Strength
from forklings.course import Course, Exercise

TABLE = "docs/strength.md"
REBUILD = "forklings author strength --docs"

_COLUMNS = ("exercise", "wrong cases", "right cases", "mutants tried", *(fate.value for fate in Fate), "of grader")
_ROW = re.compile(r"\| (\S+/\S+) \|.*\| `(\w+)` \|")
_ALIVE = re.compile(r"- (\S+/\S+): ")


def digest(exercise: Exercise, cases: tuple[Case, ...]) -> str:
    """Of all that the figures of an exercise hang on; a grader's words are not among it."""
    paths = [exercise.stub, exercise.solution, *(case.path for case in cases)]
    paths.append(exercise.case_folder / mutants.EQUIVALENT)
    whole = hashlib.sha256(deciding(exercise.grader.read_text(encoding="utf-8")).encode())
    for path in paths:
        whole.update(path.read_bytes() if path.is_file() else b"")
    return whole.hexdigest()[:12]


def write(course: Course, cases: Mapping[Exercise, tuple[Case, ...]], figures: Mapping[Exercise, Strength]) -> None:
    """Put figures into the table; those of other exercises stay as they are."""
    rows, alive = _read(course)
    for exercise, figure in figures.items():
        counts = [figure.wrong, figure.right, f"{sum(figure.fates.values())} of {figure.possible}"]
        counts += [figure.fates[fate.value] for fate in Fate]
        rows[exercise.id] = (
            f"| {' | '.join(map(str, (exercise.id, *counts)))} | `{digest(exercise, cases[exercise])}` |"
        )
        alive[exercise.id] = [
            f"- {exercise.id}: {told['operator']}, line {told['line']} of {told['of']}: {told['fate']} `{told['key']}`"
            for told in sorted(figure.survivors, key=lambda told: str(told["key"]))
        ]
    ordered = [exercise.id for exercise in course.exercises if exercise.id in rows]
    lines = [
        "# How strong the graders are",
        "",
        f"Each grader was tried on its cases and on mutants: its solution and its right cases, changed in one place; "
        "where not all were tried, a sample was. A mutant is killed when the grader fails it, and equivalent when the "
        f"exercise's `{mutants.EQUIVALENT}` says why it is right all the same. Measured, and written, by `{REBUILD}`; "
        "a row is of the grader and the cases that the digest names.",
        "",
        f"| {' | '.join(_COLUMNS)} |",
        f"|{'---|' * len(_COLUMNS)}",
        *(rows[name] for name in ordered),
        _sum([rows[name] for name in ordered]),
    ]
    living = [line for name in ordered for line in alive.get(name, [])]
    if living:
        lines += ["", "Not killed, and not known to be equivalent:", "", *living]
    path = course.root / TABLE
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def stale(course: Course, cases: Mapping[Exercise, tuple[Case, ...]]) -> list[str]:
    """The exercises that the table does not have, or has the figures of another grader or other cases of."""
    rows, _ = _read(course)
    found = []
    for exercise, of_it in cases.items():
        row = _ROW.fullmatch(rows.get(exercise.id, ""))
        if row is None or row[2] != digest(exercise, of_it):
            found.append(exercise.id)
    return found


def _read(course: Course) -> tuple[dict[str, str], dict[str, list[str]]]:
    path = course.root / TABLE
    rows: dict[str, str] = {}
    alive: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        if row := _ROW.fullmatch(line):
            rows[row[1]] = line
        elif living := _ALIVE.match(line):
            alive.setdefault(living[1], []).append(line)
    return rows, alive


def _sum(rows: list[str]) -> str:
    tables = [[cell.strip() for cell in row.strip("|").split("|")][1:-1] for row in rows]
    sums = []
    for column in zip(*tables, strict=True):
        parts = [[int(number) for number in cell.split(" of ")] for cell in column]
        sums.append(" of ".join(str(sum(numbers)) for numbers in zip(*parts, strict=True)))
    return f"| all | {' | '.join(sums)} | |"
