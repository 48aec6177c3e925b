"""CPython's own tests of locks, shared values and messages, each as a conducted program: does it still pass?

    python benchmarks/fidelity.py [--write | --check] [--brief] [--classes NAME …] [--seconds N]

Each test method of the processes flavour runs by itself in the sandbox, from the test package of
the interpreter that runs this: bare, and conducted under a fair schedule with each start method,
and under fork with two schedules more, of which tests of messages take one. A test that does not
pass must stand in fidelity.yml beside this file with the reason. Exit status 1 for one that does
not stand there, for a reason that nothing needs, and for less than 80 % under the fair schedule;
2 where there is no test package. --write writes this Python's part of docs/fidelity.md, --check says
whether it still holds.
--brief takes half the time: the fair schedule with each start method, and bare under fork.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import yaml

from forklings.course import Limits
from forklings.program import Program, Run
from forklings.report import Outcome
from forklings.sandbox.client import Sandbox

REASONS = Path(__file__).with_name("fidelity.yml")
PAGE = Path(__file__).resolve().parents[1] / "docs/fidelity.md"
REBUILD = "python benchmarks/fidelity.py --write"

LOCKS = ("Lock", "Semaphore", "Condition", "Event", "Barrier", "Value", "Array", "SharedCTypes")
EXECUTOR = "ProcessPoolExecutor"
MESSAGES = (
    *("Queue", "Connection", "Poll", "Listener", "ListenerClient", "PicklingConnections"),
    *("Pool", "PoolWorkerErrors", "PoolWorkerLifetime", EXECUTOR),
)
CLASSES = (*LOCKS, *MESSAGES)

# Everyone in turn, and no timeout ends while anyone can go on: what the tests take for granted
# of a machine that is fast enough.
FAIR = "round-robin-lazy"
BARE = ""
# Any timeout may end at any time, as on a machine that is arbitrarily slow.
IMPATIENT = "round-robin"

LEAST_PASSED = 0.8

_SECONDS = 20.0

_HEAD = """\
import sys
import unittest

try:
    from test import _test_multiprocessing
except ImportError as error:
    sys.exit(f"no test package: {error}")

_test_multiprocessing.install_tests_in_module_dict(globals(), METHOD, only_type="processes")
try:
    from test.test_concurrent_futures import test_process_pool
except ImportError:
    pass  # not every Python comes with it
else:
    name = f"ProcessPool{METHOD.capitalize()}ProcessPoolExecutorTest"
    WithProcessesTestProcessPoolExecutor = getattr(test_process_pool, name)
"""

_LIST = """
for name in CLASSES:
    if tests := globals().get("WithProcessesTest" + name):
        for test in unittest.TestLoader().getTestCaseNames(tests):
            print(name, test)
"""

# A main module that spawn may import again; only what the main process says counts.
_ONE = """
if __name__ == "__main__":
    result = unittest.main(argv=["test", NAME], verbosity=0, exit=False).result
    if not result.wasSuccessful():
        print("failed")
    elif result.skipped:
        print("skipped")
    elif result.testsRun == 1:
        print("passed")
"""


class NoTests(Exception):
    """This interpreter came without its test package, or the list of its tests could not be had."""


class Verdict(StrEnum):
    PASSED = "passed"
    SKIPPED = "skipped"
    FAILED = "failed"
    UNDECIDED = "undecided"
    HUNG = "hung"


@dataclass(frozen=True)
class Way:
    """How a test is run: with a start method, and under a schedule, "" for bare."""

    method: str
    schedule: str

    def __str__(self) -> str:
        return f"{self.schedule or 'bare'}, {self.method}"


@dataclass(frozen=True)
class Seen:
    """What one run of a test showed; around says what went around the gates, detail is for whoever looks."""

    verdict: Verdict
    around: str
    detail: str


WAYS = (
    *(Way(method, schedule) for method in ("fork", "spawn", "forkserver") for schedule in (BARE, FAIR)),
    Way("fork", "walk-1-lazy"),
    Way("fork", IMPATIENT),
)

BRIEF = (WAYS[0], *(way for way in WAYS if way.schedule == FAIR))

Results = dict[str, dict[Way, Seen]]


def names_of(sandbox: Sandbox, classes: Sequence[str]) -> list[str]:
    """The tests of these classes, as Class.test; raises NoTests."""
    run = _program(sandbox, f"METHOD = 'fork'\nCLASSES = {tuple(classes)!r}\n{_HEAD}{_LIST}", "fork", 60).run()
    if run.outcome is not Outcome.FINISHED or run.returncode != 0:
        raise NoTests(run.stderr.strip()[-500:])
    return [".".join(line.split()) for line in run.stdout.splitlines()]


def run_test(sandbox: Sandbox, test: str, way: Way, seconds: float = _SECONDS) -> Seen:
    """Run one test in one way."""
    text = f"METHOD = {way.method!r}\nNAME = 'WithProcessesTest{test}'\n{_HEAD}{_ONE}"
    program = _program(sandbox, text, way.method, seconds)
    return _seen(program.conduct(way.schedule) if way.schedule else program.run())


def _program(sandbox: Sandbox, text: str, method: str, seconds: float) -> Program:
    limits = Limits(seconds=seconds, memory_mb=2048, exercise_seconds=2 * seconds)
    return Program(text.encode(), file_name="cpython.py", limits=limits, start_method=method, sandbox=sandbox)


def _seen(run: Run) -> Seen:
    around = run.conducted.around if run.conducted is not None else ""
    said = run.stdout.split()[-1:]
    if run.outcome is Outcome.FINISHED and run.returncode == 0 and said in (["passed"], ["skipped"]):
        return Seen(Verdict(said[0]), around, "")
    detail = f"{run.outcome}: {run.explanation().message}\n{run.stderr[-1500:]}"
    if run.outcome is Outcome.TIMEOUT:
        return Seen(Verdict.HUNG, around, detail)
    return Seen(Verdict.UNDECIDED if run.outcome is Outcome.UNDECIDED else Verdict.FAILED, around, detail)


# -- the reasons ---------------------------------------------------------------------------


class Reasons:
    """fidelity.yml: by schedule and test, the verdict that is known and why; notes which were needed."""

    def __init__(self, document: dict[str, dict[str, dict[str, str]]]) -> None:
        self._known = {
            (schedule, test, verdict): why
            for schedule, by_test in document.items()
            for test, by_verdict in by_test.items()
            for verdict, why in by_verdict.items()
        }
        self._used: set[tuple[str, str, str]] = set()

    def reason(self, schedule: str, test: str, verdict: Verdict) -> str:
        """Why a test does not pass, or ""."""
        key = (schedule or "bare", test, verdict.value)
        self._used.add(key)
        return self._known.get(key, "")

    def unused(self, tests: Sequence[str], schedules: Sequence[str]) -> list[str]:
        """Those that nothing needed, though these tests ran under these schedules."""
        return [
            " ".join(key) for key in self._known if key not in self._used and key[0] in schedules and key[1] in tests
        ]


def faults(results: Results, reasons: Reasons) -> Iterator[str]:
    """What is to be looked at: a sentence each."""
    for test, by_way in results.items():
        for way, seen in by_way.items():
            if seen.verdict not in (Verdict.PASSED, Verdict.SKIPPED) and not reasons.reason(
                way.schedule, test, seen.verdict
            ):
                yield f"{test} ({way}): {seen.verdict}, and {REASONS.name} has no reason\n{seen.detail}"
    schedules = {way.schedule or "bare" for by_way in results.values() for way in by_way}
    for key in reasons.unused(list(results), sorted(schedules)):
        yield f"{key}: nothing needs this reason in {REASONS.name}"
    passed, ran = _share(results)
    if passed < LEAST_PASSED * ran:
        yield f"{passed} of {ran} pass under {FAIR}, fewer than {LEAST_PASSED:.0%}"


def _share(results: Results) -> tuple[int, int]:
    """How many pass under the fair schedule, of those that CPython does not skip here."""
    seen = [seen.verdict for by_way in results.values() for way, seen in by_way.items() if way.schedule == FAIR]
    return seen.count(Verdict.PASSED), len(seen) - seen.count(Verdict.SKIPPED)


# -- the page ------------------------------------------------------------------------------

_INTRODUCTION = f"""\
# CPython's own tests under the conductor

`{REBUILD}` runs the tests of multiprocessing's locks, conditions, events, barriers, shared values,
queues, connections and pools out of the test package of the Python that runs it (`test._test_multiprocessing`, the
processes flavour), and those of ProcessPoolExecutor (`test.test_concurrent_futures`) where it comes with them,
each by itself in the sandbox, and writes that Python's part of this page; `--check`
says whether it still holds. A part with four columns of runs was made with `--brief`. A cell says how many
tests pass; *bare* is the same program without the conductor.

Under `{FAIR}` everyone has a turn, and the clock moves only when nobody can go on without: that is
what these tests take for granted of a machine that is fast enough, so it is the measure. `walk-1-lazy`
gives turns by chance. Under `round-robin` a timeout may end at any time, as on a machine that is
arbitrarily slow; a test that sleeps and then looks, or that relies on 30 seconds being long, fails there,
and that is what the schedule is for; tests of messages, which do it everywhere, are not run under it.
"""


def section(results: Results, reasons: Reasons) -> str:
    """This Python's part of the page; nothing in it depends on the machine or its speed."""
    ways = list(dict.fromkeys(way for by_way in results.values() for way in by_way))
    passed, ran = _share(results)
    lines = [
        f"{_heading()}\n",
        f"Of {ran} runs under `{FAIR}` {passed} pass, which is {passed / ran:.0%}.\n",
        *_table(results, ways),
        "",
        *_list_of_the_rest(results, reasons),
    ]
    around = sorted(
        test
        for test, by_way in results.items()
        if any(way.schedule == FAIR and seen.around and seen.verdict is Verdict.PASSED for way, seen in by_way.items())
    )
    if around:
        names = ", ".join(f"`{test}`" for test in around)
        lines.append(f"\nThese pass, and something in them is no step; a hang would be undecided: {names}.")
    return "\n".join(lines) + "\n"


def _heading() -> str:
    return f"## Python {sys.version_info.major}.{sys.version_info.minor}"


def _table(results: Results, ways: Sequence[Way]) -> Iterator[str]:
    yield f"| class | tests | {' | '.join(map(str, ways))} |"
    yield "|---" * (2 + len(ways)) + "|"
    names = [test.partition(".")[0] for test in results]
    for name in dict.fromkeys(names):
        cells = [_count(results, way, f"{name}.") for way in ways]
        yield f"| {name} | {names.count(name)} | {' | '.join(cells)} |"
    yield f"| all | {len(names)} | {' | '.join(_count(results, way, '') for way in ways)} |"


def _count(results: Results, way: Way, prefix: str) -> str:
    seen = [by_way[way].verdict for test, by_way in results.items() if test.startswith(prefix) and way in by_way]
    if not seen:
        return "–"
    skipped = seen.count(Verdict.SKIPPED)
    return str(seen.count(Verdict.PASSED)) + (f", {skipped} skipped" if skipped else "")


def _list_of_the_rest(results: Results, reasons: Reasons) -> Iterator[str]:
    """Every test that does not pass, with the reason; tests that share it, and where, share the line."""
    found: dict[tuple[str, str], list[str]] = {}
    for test, by_way in results.items():
        where: dict[str, list[str]] = {}
        for way, seen in by_way.items():
            if seen.verdict not in (Verdict.PASSED, Verdict.SKIPPED):
                why = reasons.reason(way.schedule, test, seen.verdict) or "not known yet"
                where.setdefault(f"{seen.verdict}. {why[0].upper()}{why[1:]}.", []).append(str(way))
        for what, names in where.items():
            found.setdefault((what, "; ".join(names)), []).append(f"`{test}`")
    if not found:
        yield "All pass."
    for (what, where_it_is), names in found.items():
        yield f"- {', '.join(names)} ({where_it_is}): {what}"


def page(text: str, part: str) -> str:
    """The whole page with one Python's part put in place of what it had; the parts in the order of the versions."""
    parts = {_version(old): old for old in re.split(r"(?m)^(?=## Python )", text)[1:]}
    parts[_version(part)] = part
    return "\n".join([_INTRODUCTION, *(parts[version].strip("\n") + "\n" for version in sorted(parts))])


def _version(part: str) -> tuple[int, ...]:
    return tuple(int(number) for number in part.split()[2].split("."))


def measured(sandbox: Sandbox, names: Sequence[str], ways: Sequence[Way], seconds: float) -> Results:
    """Run these tests in these ways, and print as it goes."""
    results: Results = {}
    for test in names:
        is_patient = test.partition(".")[0] in MESSAGES
        taken = [way for way in ways if not (is_patient and way.schedule == IMPATIENT)]
        results[test] = {way: run_test(sandbox, test, way, seconds) for way in taken}
        verdicts = [f"{way}: {seen.verdict}" for way, seen in results[test].items() if seen.verdict != Verdict.PASSED]
        print(f"{test:36} {'; '.join(verdicts) or 'passed'}", flush=True)
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--classes", nargs="+", choices=CLASSES, default=CLASSES)
    parser.add_argument("--brief", action="store_true", help="the fair schedule alone, and bare under fork")
    parser.add_argument("--seconds", type=float, default=_SECONDS, help="of one run, until it counts as hung")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--write", action="store_true")
    what.add_argument("--check", action="store_true")
    words = parser.parse_args()
    if (words.write or words.check) and tuple(words.classes) != CLASSES:
        parser.error("the page is about all classes")
    reasons = Reasons(yaml.safe_load(REASONS.read_text("utf-8")))
    with Sandbox() as sandbox:
        try:
            names = names_of(sandbox, words.classes)
        except NoTests as error:
            print(f"Python {sys.version.split()[0]}: nothing was measured; {error}", file=sys.stderr)
            sys.exit(2)
        results = measured(sandbox, names, BRIEF if words.brief else WAYS, words.seconds)
    bad = list(faults(results, reasons))
    part = section(results, reasons)
    print(f"\n{part}")
    old = PAGE.read_text("utf-8") if PAGE.exists() else ""
    new = page(old, part)
    if words.write:
        PAGE.write_text(new, "utf-8")
    elif words.check and old != new:
        bad.append(f"{PAGE.name} is not what was measured; this rebuilds it: {REBUILD}")
    for fault in bad:
        print(f"LOOK: {fault}")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
