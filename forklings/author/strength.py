"""`forklings author strength`: how many mistakes each grader finds, in figures."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import as_completed
from dataclasses import dataclass, field
from pathlib import Path

from forklings.author import mutants, workers
from forklings.author.cases import Case
from forklings.author.mutants import Fate, Mutant
from forklings.author.problems import Done, Problem
from forklings.course import Exercise


@dataclass
class Strength:
    """The figures of one exercise's grader, and the mutants that it lets live."""

    exercise: str
    wrong: int = 0
    right: int = 0
    possible: int = 0
    made: int = 0
    fates: Counter[str] = field(default_factory=Counter)
    survivors: list[dict[str, object]] = field(default_factory=list)

    def note(self, mutant: Mutant, fate: Fate) -> None:
        self.fates[fate.value] += 1
        if fate in (Fate.SURVIVED, Fate.UNDECIDED):
            told = {"key": mutant.key, "of": mutant.origin, "operator": mutant.operator, "line": mutant.line}
            self.survivors.append({**told, "fate": fate.value})


class Fates:
    """What was found out before, kept by content, so that a measuring that was interrupted goes on."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, fingerprint: str) -> Fate | None:
        try:
            return Fate((self._folder / fingerprint).read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    def keep(self, fingerprint: str, fate: Fate) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / fingerprint).write_text(fate.value, encoding="ascii")


@dataclass(frozen=True)
class Plan:
    """The mutants of each exercise that are to be tried, and the keys of all that there are."""

    chosen: dict[Exercise, list[Mutant]]
    possible: dict[Exercise, frozenset[str]]


def plan(cases: Mapping[Exercise, tuple[Case, ...]], *, size: int, seed: int) -> Plan:
    """The mutants to be tried: size of each exercise, or all for 0; raises MutationToolMissing."""
    made = {exercise: mutants.of_exercise(exercise, found) for exercise, found in cases.items()}
    chosen = {exercise: mutants.sample(listed, size, seed) for exercise, listed in made.items()}
    return Plan(chosen, {exercise: frozenset(mutant.key for mutant in listed) for exercise, listed in made.items()})


def listed_in_vain(planned: Plan) -> list[Problem]:
    """What EQUIVALENT.yml says of mutants that there are no more; raises EquivalentInvalid."""
    return [
        Problem(f"{exercise.id} {mutants.EQUIVALENT}", f"no mutant of these programs is {key}; take the line out")
        for exercise, keys in planned.possible.items()
        for key in mutants.equivalent(exercise)
        if key not in keys
    ]


def measure(planned: Plan, figures: Mapping[Exercise, Strength], fates: Fates, *, jobs: int) -> Iterator[Done]:
    """Try mutants, and note their fates in the figures; gives a Done for each. Raises EquivalentInvalid."""
    known = {exercise: mutants.equivalent(exercise) for exercise in planned.chosen}
    with workers.pool(jobs) as pool:
        futures = {}
        for exercise, chosen in planned.chosen.items():
            for mutant in chosen:
                before = fates.get(mutants.fingerprint(exercise, mutant))
                if before is None:
                    futures[pool.submit(mutants.fate, exercise, mutant)] = exercise, mutant
                else:
                    yield _noted(figures[exercise], exercise, mutant, before, known[exercise])
        try:
            for future in as_completed(futures):
                exercise, mutant = futures[future]
                fates.keep(mutants.fingerprint(exercise, mutant), future.result())
                yield _noted(figures[exercise], exercise, mutant, future.result(), known[exercise])
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _noted(figure: Strength, exercise: Exercise, mutant: Mutant, fate: Fate, known: Mapping[str, str]) -> Done:
    if fate is Fate.SURVIVED and mutant.key in known:
        fate = Fate.EQUIVALENT
    figure.note(mutant, fate)
    where = f"{exercise.id} {mutant.origin}:{mutant.line}"
    lives = fate in (Fate.SURVIVED, Fate.UNDECIDED)
    return Done(where, (Problem(where, f"{mutant.operator}: {fate} ({mutant.key})"),) if lives else ())


def begin(cases: Mapping[Exercise, tuple[Case, ...]], planned: Plan) -> dict[Exercise, Strength]:
    """The figures before the first mutant was tried."""
    return {
        exercise: Strength(
            exercise.id,
            wrong=sum(case.wrong for case in found),
            right=sum(not case.wrong for case in found),
            possible=len(planned.possible[exercise]),
            made=len(planned.chosen[exercise]),
        )
        for exercise, found in cases.items()
    }


def rows(figures: Iterable[Strength]) -> list[list[str]]:
    """A table: a row an exercise and one of all, below their headings."""
    table = [
        ["exercise", "wrong cases", "right cases", "mutants", *(fate.value for fate in Fate), "killed of the others"]
    ]
    listed = list(figures)
    whole = Strength("all")
    for figure in listed:
        whole.wrong, whole.right, whole.made = (
            whole.wrong + figure.wrong,
            whole.right + figure.right,
            whole.made + figure.made,
        )
        whole.fates += figure.fates
    for figure in (*listed, whole):
        counts = [figure.fates[fate.value] for fate in Fate]
        judged = sum(counts) - figure.fates[Fate.EQUIVALENT.value]
        share = f"{100 * figure.fates[Fate.KILLED.value] / judged:.1f} %" if judged else "–"
        table.append([figure.exercise, *map(str, (figure.wrong, figure.right, figure.made, *counts)), share])
    return table


def as_json(figures: Iterable[Strength], *, size: int, seed: int) -> str:
    """The same for programs, with every mutant that lives."""
    listed = [
        {
            "exercise": figure.exercise,
            "wrong_cases": figure.wrong,
            "right_cases": figure.right,
            "mutants": figure.made,
            **{fate.value: figure.fates[fate.value] for fate in Fate},
            "alive": sorted(figure.survivors, key=lambda told: str(told["key"])),
        }
        for figure in figures
    ]
    return json.dumps({"format": 1, "sample": size, "seed": seed, "exercises": listed}, indent=1)
