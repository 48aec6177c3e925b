"""Right programs under the conductor: none may be called deadlocked, hang or end otherwise.

    python benchmarks/no_false_deadlock.py [--programs 1000] [--schedules 3] [--wrong 100] [--kind both] [--seed 0]

Each right program runs under so many schedules, the start methods in turn. Then wrong ones,
each a right one with a mistake put in: one of the schedules that explore() takes must
find it, and the same schedule must find it again, step for step, under every start method.
Prints what was seen, and the text of every program that was judged wrongly.
"""

from __future__ import annotations

import argparse
import collections
import sys

from hypothesis import HealthCheck, given, seed, settings
from right_messages import right_messages
from right_programs import RightProgram, right_programs
from wrong_messages import wrong_messages
from wrong_programs import wrong_programs

from forklings.conductor.strategies import schedules
from forklings.course import Limits
from forklings.program import Program, Run
from forklings.report import Outcome
from forklings.sandbox.client import Sandbox

METHODS = ("fork", "spawn", "forkserver")
RIGHT = {"locks": right_programs(), "messages": right_messages(), "both": right_programs() | right_messages()}
WRONG = {"locks": wrong_programs(), "messages": wrong_messages(), "both": wrong_programs() | wrong_messages()}


def conduct(sandbox: Sandbox, program: RightProgram, schedule: str, method: str) -> Run:
    """One conducted run."""
    made = Program(
        program.text.encode(), file_name="right.py", limits=Limits(seconds=20), start_method=method, sandbox=sandbox
    )
    return made.conduct(schedule)


def why_wrong(program: RightProgram, run: Run) -> str:
    """What a run shows that this right program cannot do, or ""."""
    if run.outcome is Outcome.UNDECIDED and program.around:
        return ""
    if run.outcome is not Outcome.FINISHED:
        return f"{run.outcome}: {run.explanation().message}"
    lines = program.seen(run.stdout)
    if run.returncode != 0 or lines != program.expected:
        return f"exit code {run.returncode}, {lines} and not {program.expected}; {run.stderr[-500:]}"
    return ""


def why_not_found(sandbox: Sandbox, program: RightProgram) -> str:
    """What is amiss with the finding of a wrong program, or ""."""
    for name in schedules(20):
        run = conduct(sandbox, program, name, "fork")
        if run.outcome is Outcome.FINISHED:
            continue
        if run.outcome not in (Outcome.DEADLOCK, Outcome.STEP_LIMIT):
            return f"{name}: {run.outcome}: {run.explanation().message}"
        again = [conduct(sandbox, program, name, method) for method in METHODS]
        paths = {str(made.schedule).partition(".")[2] for made in (run, *again)}
        if len(paths) > 1 or {made.outcome for made in again} != {run.outcome}:
            return f"{name} took another path: {paths}, {[made.outcome for made in again]}"
        return ""
    return "no schedule found it"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=int, default=1000)
    parser.add_argument("--schedules", type=int, default=3, help="runs of each program")
    parser.add_argument("--kind", choices=RIGHT, default="both", help="what the programs do")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--wrong", type=int, default=100, help="wrong programs")
    words = parser.parse_args()
    seen: collections.Counter[str] = collections.Counter()
    wrong: list[str] = []
    names = schedules(12)

    with Sandbox() as sandbox:

        @seed(words.seed)
        @settings(
            max_examples=max(1, words.programs), deadline=None, database=None, suppress_health_check=list(HealthCheck)
        )
        @given(RIGHT[words.kind])
        def judge(program: RightProgram) -> None:
            number = seen["programs"]
            seen["programs"] += 1
            for index in range(words.schedules):
                method = METHODS[(number + index) % len(METHODS)]
                name = names[(number * words.schedules + index) % len(names)]
                run = conduct(sandbox, program, name, method)
                seen[f"outcome {run.outcome}"] += 1
                if why := why_wrong(program, run):
                    wrong.append(f"{program.text}\n--- {name}, {method}: {why}\n")
                    print(wrong[-1], flush=True)

        @seed(words.seed)
        @settings(
            max_examples=max(1, words.wrong), deadline=None, database=None, suppress_health_check=list(HealthCheck)
        )
        @given(WRONG[words.kind])
        def find(program: RightProgram) -> None:
            seen["wrong programs"] += 1
            if why := why_not_found(sandbox, program):
                wrong.append(f"{program.text}\n--- {why}\n")
                print(wrong[-1], flush=True)

        if words.programs:
            judge()
        if words.wrong:
            find()
    for name, count in sorted(seen.items()):
        print(f"{count:6} {name}")
    print(f"{len(wrong):6} wrong")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
