"""Hostile and broken programs, each run in each tier: does it get its outcome, in time, and is nothing left?

    python benchmarks/corpus.py [NAME]... [--times N] [--tier basic|hardened] [--load] [--jobs N]

The programs are in tests/corpus/, each bounded and ending by itself. The comment at the top of each
says what it does and what is right:

    # outcome: timeout            in both tiers
    # limits: seconds=15          where they differ from LIMITS
    # under: spawn                its start method, else fork
    # says: text                  what it writes; "hardened says", "basic says" for one tier
    # help: text                  the likely mistake that a student reads
    # needs: a user of its own    only right where the grader is root, or in the hardened tier
    # needs: another user than its supervisor's    only right where the grader is root
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from overhead import busy

from forklings.course import Limits
from forklings.program import CheckFailed, Program, Run
from forklings.sandbox import isolation
from forklings.sandbox.client import Sandbox
from forklings.sandbox.tiers import Tier

FOLDER = Path(__file__).resolve().parents[1] / "tests/corpus"

LIMITS = Limits(seconds=3, cpu_seconds=20, processes=20, memory_mb=200, output_kb=256, file_mb=8, exercise_seconds=60)

# What a verdict may take beyond the time of its run.
SECONDS_MORE = 3.0

_HEADER = re.compile(r"# (?P<key>[a-z ]+): (?P<value>.*)")

# An honest program: the next run of the same submission. It says what it finds of its user's.
HONEST = b"""\
import multiprocessing
import os


def look(queue):
    me, found = os.getuid(), []
    for folder in ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue"):
        try:
            entries = list(os.scandir(folder))
        except OSError:
            continue
        for entry in entries:
            try:
                if entry.stat(follow_symlinks=False).st_uid == me:
                    found.append(entry.path)
            except OSError:
                pass
    for kind in ("shm", "sem", "msg"):
        with open(f"/proc/sysvipc/{kind}") as table:
            place = next(table).split().index("uid")
            found += [f"System V {kind}" for row in table if row.split()[place] == str(me)]
    mine = {1, os.getpid(), os.getppid()}
    for name in os.listdir("/proc"):
        try:
            if name.isdigit() and int(name) not in mine and os.stat(f"/proc/{name}").st_uid == me:
                with open(f"/proc/{name}/cmdline") as command:
                    found.append(f"process {name} {command.read()[:80]!r}")
        except OSError:
            pass
    queue.put((me, found))


if __name__ == "__main__":
    queue = multiprocessing.SimpleQueue()
    child = multiprocessing.Process(target=look, args=(queue,))
    child.start()
    me, found = queue.get()
    child.join()
    print(me, [name for name in found if not name.rpartition("/")[2].startswith("pym-")])
"""


@dataclass(frozen=True)
class Item:
    """A program of the corpus, and what is right of it."""

    name: str
    source: bytes
    outcome: str
    limits: Limits
    method: str
    says: dict[Tier, str]
    help: str
    needs: str


def items() -> list[Item]:
    """All of the corpus, by name."""
    return [_read(path) for path in sorted(FOLDER.glob("*.py"))]


def _read(path: Path) -> Item:
    source = path.read_text()
    header: dict[str, str] = {}
    for line in source.splitlines():
        if not line.startswith("#"):
            break
        if match := _HEADER.fullmatch(line):
            header[match["key"]] = match["value"]
    changes = dict(word.split("=") for word in header.get("limits", "").split())
    limits = replace(LIMITS, **{name: type(getattr(LIMITS, name))(value) for name, value in changes.items()})
    return Item(
        name=path.stem,
        source=source.encode(),
        outcome=header["outcome"],
        limits=limits,
        method=header.get("under", "fork"),
        says={tier: header.get(f"{tier} says", header.get("says", "")) for tier in Tier},
        help=header.get("help", ""),
        needs=header.get("needs", ""),
    )


def is_right_in(item: Item, tier: Tier) -> bool:
    """Whether what the item says holds for this grader; a program that shares its user may do more."""
    in_a_box = tier is Tier.HARDENED and "supervisor" not in item.needs
    return not item.needs or os.getuid() == 0 or in_a_box


def problems(item: Item, tier: Tier) -> list[str]:
    """Run one item in a sandbox of its own, then an honest program: what is not as it should be."""
    found: list[str] = []
    with Sandbox(tier=tier) as sandbox:
        sandbox.warm_up()
        started = time.monotonic()
        run = _run(sandbox, item.source, item.limits, item.method)
        seconds = time.monotonic() - started
        found += _of_run(item, tier, run)
        if seconds > item.limits.seconds + SECONDS_MORE:
            found.append(f"took {seconds:.1f} seconds, its limit is {item.limits.seconds:g}")
        honest = _run(sandbox, HONEST, Limits(seconds=20), "fork")
        match = re.fullmatch(r"(?P<uid>[0-9]+) (?P<left>\[.*\])\n", honest.stdout)
        if honest.outcome != "finished" or match is None:
            found.append(f"an honest program next: {honest.outcome}: {honest.explanation().message} {honest.stderr}")
        elif os.getuid() == 0 or tier is Tier.HARDENED:
            found += [f"left {match['left']}"] if match["left"] != "[]" else []
            if int(match["uid"]) != os.getuid():
                found += [f"left process {pid} on the machine" for pid in _processes_of(int(match["uid"]))]
        process = sandbox._process
    folder = Path(run.evidence.folder).parent
    if tier is Tier.BASIC and folder.exists():
        found.append(f"left {folder}")
    if process is not None and process.returncode != 0:
        found.append(f"the supervisor ended with {process.returncode}")
    found += [f"left {pid} below the grader" for pid in _children()]
    return found


def _run(sandbox: Sandbox, source: bytes, limits: Limits, method: str) -> Run:
    return Program(source, file_name="here.py", limits=limits, start_method=method, sandbox=sandbox).run()


def _of_run(item: Item, tier: Tier, run: Run) -> Iterator[str]:
    if run.outcome != item.outcome:
        yield f"ended as {run.outcome}, not as {item.outcome}: {run.explanation().message} {run.stderr[-300:]}"
    if item.says[tier] not in run.stdout + run.stderr:
        yield f"did not say {item.says[tier]!r}: {run.stdout[-300:]} {run.stderr[-300:]}"
    if item.help:
        try:
            run.expect_exit(0)
            run.expect_no_error()
        except CheckFailed as failed:
            if item.help not in failed.help:
                yield f"says {failed.help!r} to the student, not {item.help!r}"
        else:
            yield "fails no check"


def _processes_of(uid: int) -> list[int]:
    found = []
    for name in os.listdir("/proc"):
        with contextlib.suppress(OSError):
            if name.isdigit() and os.stat(f"/proc/{name}").st_uid == uid:
                found.append(int(name))
    return found


def _children() -> list[int]:
    """Children of this process's main thread, zombies too."""
    try:
        return [int(word) for word in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]
    except OSError:
        return []


def _tried(name: str, tier: Tier) -> tuple[str, Tier, float, list[str], int]:
    item = next(item for item in items() if item.name == name)
    started = time.monotonic()
    try:
        found = problems(item, tier)
    except Exception as error:
        found = [f"{type(error).__name__}: {error}"]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return name, tier, time.monotonic() - started, found, peak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("names", nargs="*", help="programs of the corpus (default all)")
    parser.add_argument("--times", type=int, default=1, help="how often each is run (default 1)")
    parser.add_argument("--tier", choices=[tier.value for tier in Tier], help="default: each that is there")
    parser.add_argument("--load", action="store_true", help="keep all processors busy meanwhile")
    parser.add_argument("--jobs", type=int, default=1, help="how many are run at a time (default 1)")
    chosen = parser.parse_args()
    tiers = [Tier(chosen.tier)] if chosen.tier else list(Tier)
    if Tier.HARDENED in tiers and (why := isolation.why_not_hardened()):
        print(f"the hardened tier cannot be had: {why}")
        tiers.remove(Tier.HARDENED)
    names = [item.name for item in items() if not chosen.names or item.name in chosen.names]
    work = [(item, tier) for tier in tiers for item in items() if item.name in names and is_right_in(item, tier)]
    wrong: Counter[tuple[str, Tier]] = Counter()
    longest, peaks = 0.0, []
    with busy(chosen.load), ProcessPoolExecutor(chosen.jobs) as pool:
        todo = [pool.submit(_tried, item.name, tier) for _ in range(chosen.times) for item, tier in work]
        for done in todo:
            name, tier, seconds, found, peak = done.result()
            longest = max(longest, seconds)
            peaks.append(peak)
            for problem in found:
                print(f"{name} ({tier}): {problem}", flush=True)
            wrong[name, tier] += bool(found)
    failed = sum(wrong.values())
    print(f"{len(work) * chosen.times} runs of {len(names)} programs, {failed} not as they should be.")
    print(f"memory of a grader, at most: {min(peaks) >> 10} MB after the first, {max(peaks) >> 10} MB after the last.")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
