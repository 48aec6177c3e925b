"""A conducted run as one JSON object, for who wants to draw it otherwise."""

from __future__ import annotations

from typing import Any

from forklings.pictures.names import Names
from forklings.pictures.spans import safe
from forklings.program import Facts


def document(run: Facts, *, diverged: bool) -> dict[str, Any]:
    """schedule, start_method, diverged, outcome, processes, steps, waits, clock and around, and nothing raw.

    Processes are named by their places in the tree of the run, 0 and 0.1, and never by pid;
    clocks are in virtual seconds. Raises ValueError for a run that the system scheduled.
    """
    conducted = run.conducted
    if conducted is None:
        raise ValueError("this run was not conducted")
    names = Names(run, conducted)
    processes = []
    for who in names.lanes:
        process = names.process(who)
        name = process.name if process is not None else ""
        exitcode = process.exitcode if process is not None else None
        processes.append({"who": who, "shown": names.short(who), "name": safe(name), "exitcode": exitcode})
    steps = [
        {
            "who": step.who,
            "kind": safe(step.kind),
            "object": safe(step.object),
            "line": step.line,
            "call": safe(step.call),
            "result": step.result,
            "clock": step.clock,
            "output": step.output,
            "waiting": list(step.waiting),
        }
        for step in conducted.steps
    ]
    waits = [
        {
            "who": names.who(wait.pid),
            "kind": safe(wait.kind),
            "line": wait.line,
            "call": safe(wait.call),
            "object": safe(wait.object),
            "made_at": wait.made_at,
            "child": names.who(wait.child),
            "holder": names.who(wait.holder),
            "held_since": wait.held_since,
        }
        for wait in conducted.waits
    ]
    return {
        "schedule": run.schedule,
        "start_method": run.start_method,
        "diverged": diverged,
        "outcome": run.outcome.value,
        "processes": processes,
        "steps": steps,
        "waits": waits,
        "clock": conducted.clock,
        "around": safe(conducted.around),
    }
