"""Does any verdict change? Every case again and again, with both cores kept busy.

    python benchmarks/repeats.py [--repeat 30] [--slow-repeat 3] [--every 1] [--jobs 2] [EXERCISE …]

Cases that end by the time limit are repeated --slow-repeat times; every Nth case of each exercise is
a sample. Exit status 1 when a
verdict or an outcome changed, or was not the one that the case's header says.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from overhead import busy

from forklings import course as courses
from forklings.author import cases, judging
from forklings.report import Outcome

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("exercises", nargs="*")
    parser.add_argument("--repeat", type=int, default=30)
    parser.add_argument("--slow-repeat", type=int, default=3)
    parser.add_argument("--every", type=int, default=1, help="take every Nth case of each exercise only")
    parser.add_argument("--jobs", type=int, default=2)
    chosen = parser.parse_args()
    course = courses.load(ROOT)
    exercises = [courses.exercise(course, name) for name in chosen.exercises] or list(course.exercises)
    seen: dict[tuple[str, str, str], Counter[tuple[object, ...]]] = defaultdict(Counter)
    problems: Counter[str] = Counter()
    if chosen.every < 1:
        parser.error("--every counts from 1")
    context = multiprocessing.get_context("spawn")
    with busy(True), ProcessPoolExecutor(chosen.jobs, mp_context=context) as pool:
        futures = [
            pool.submit(judging.judge, case, method)
            for exercise in exercises
            for case in cases.read(exercise)[:: chosen.every]
            for method in judging.start_methods_of(case)
            for _ in range(chosen.slow_repeat if case.ends is Outcome.TIMEOUT else chosen.repeat)
        ]
        for number, future in enumerate(as_completed(futures), 1):
            judgement = future.result()
            key = (judgement.case.exercise.id, judgement.case.name, judgement.start_method)
            seen[key][judgement.signature] += 1
            if judgement.problem:
                problems[f"{' '.join(key)}: {judgement.problem}"] += 1
            if sys.stderr.isatty() or number % 500 == 0:
                print(f"\r{number} of {len(futures)}", end="", file=sys.stderr)
    changed = {key: counts for key, counts in seen.items() if len(counts) > 1}
    print(f"\n{len(futures)} gradings of {len(seen)} cases and start methods under load:")
    print(f"{len(changed)} changed a verdict or an outcome, {sum(problems.values())} were not as their header says")
    for key, counts in changed.items():
        print(" ", *key, dict(counts))
    for problem, count in problems.items():
        print(f"  {count} times {problem}")
    sys.exit(1 if changed or problems else 0)


if __name__ == "__main__":
    main()
