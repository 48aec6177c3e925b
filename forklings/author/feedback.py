"""What a student reads for each wrong case of an exercise, in one file that a reviewer reads in one sitting.

graders/NN_chapter/exercise/FEEDBACK.md is written by `forklings author feedback`. It says of which grader and
cases it is, so that one that is out of date is seen without grading anything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import as_completed
from pathlib import Path

from forklings.author import judging, workers
from forklings.author.cases import Case
from forklings.author.judging import Judgement
from forklings.author.problems import Done, Problem
from forklings.course import Exercise
from forklings.grading.wording import failure_lines, method_line
from forklings.report import Verdict

FILE = "FEEDBACK.md"
REBUILD = "forklings author feedback"


def path_of(exercise: Exercise) -> Path:
    return exercise.case_folder / FILE


def is_fresh(exercise: Exercise, cases: Iterable[Case]) -> bool:
    """Whether the file is there and of this grader and these cases."""
    try:
        text = path_of(exercise).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return text.startswith(_head(exercise, cases))


def write(cases: Mapping[Exercise, Iterable[Case]], *, jobs: int) -> Iterator[Done]:
    """Judge the wrong cases of exercises and write each file when its last case is judged; a Done for each case."""
    with workers.pool(jobs) as pool:
        futures = {
            pool.submit(judging.judge, case, case.under[0]): exercise
            for exercise, of_it in cases.items()
            for case in of_it
            if case.wrong
        }
        left = {exercise: sum(other is exercise for other in futures.values()) for exercise in cases}
        judged: dict[Exercise, list[Judgement]] = {exercise: [] for exercise in cases}
        for future in as_completed(futures):
            exercise, judgement = futures[future], future.result()
            judged[exercise].append(judgement)
            left[exercise] -= 1
            # What a broken grader says is nothing that a student reads: the file stays as it was, and is not fresh.
            if not left[exercise] and not any(map(_is_broken, judged[exercise])):
                path_of(exercise).write_text(page(exercise, judged[exercise]), encoding="utf-8")
            where = f"{exercise.id} {judgement.case.name}"
            yield Done(where, (Problem(where, judgement.problem),) if judgement.problem else ())


def _is_broken(judgement: Judgement) -> bool:
    return any(check.verdict is Verdict.GRADER_ERROR for check in judgement.report.checks)


def page(exercise: Exercise, judgements: Iterable[Judgement]) -> str:
    """The file's text; each wrong case was judged under the first start method under which it must fail."""
    of_each = {judgement.case.name: judgement for judgement in judgements}
    lines = [_head(exercise, [judgement.case for judgement in of_each.values()])]
    for name in sorted(of_each):
        lines += ["", *_section(of_each[name])]
    return "\n".join(lines) + "\n"


def _head(exercise: Exercise, cases: Iterable[Case]) -> str:
    parts = [exercise.grader.read_bytes()]
    parts += [case.path.read_bytes() for case in sorted(cases, key=lambda case: case.name) if case.wrong]
    digest = hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]
    return f"# What a student reads: {exercise.title}\n\n<!-- {REBUILD} {exercise.name}; of {digest} -->"


def _section(judgement: Judgement) -> Iterator[str]:
    yield f"## {judgement.case.name}"
    yield ""
    yield f"Believes: {judgement.case.misconception}"
    for check in judgement.report.checks:
        if check.verdict in (Verdict.PASSED, Verdict.SKIPPED):
            continue
        yield ""
        yield f"**{check.promise}**"
        yield ""
        yield "```text"
        yield from failure_lines(check)
        yield "```"
    if all(not method_line(check) for check in judgement.report.checks) and judgement.start_method != "fork":
        yield ""
        yield f"Under {judgement.start_method}."
