"""What a claim of a deadlock rests on beside the account, and what is told of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace

from forklings.conductor import files, looking
from forklings.conductor.account import Account, Step
from forklings.conductor.members import Actor, Member
from forklings.conductor.pipes import Pipes
from forklings.conductor.record import Record
from forklings.sandbox.supervisor import tree


def stranger(members: Mapping[int, Member], is_helper: Callable[[int], bool]) -> str:
    """What lives in this run and is at no gate, as the kernel has it; "" where all that lives is at one."""
    for pid in tree.of_the_run(os.getpid()):
        if pid in members:
            if looking.count_of_tasks(pid) > len(members[pid].actors):
                return "threads of the program's own"
        elif tree.state(pid) not in ("Z", "X", "") and not is_helper(pid):
            return "a process that was not started with multiprocessing"
    return ""


def is_inner(step: Step, members: Mapping[int, Member], pipes: Pipes) -> bool:
    """Whether only processes of the run can make a step possible.

    Of locks by fcntl(2) the kernel keeps an account itself: who closed a circle has an error (EDEADLK).
    """
    if step.lock is not None:
        return step.lock.is_flock and bool(files.holders(step, members))
    return pipes.is_inner(step)


def is_anyone_ending(members: Mapping[int, Member]) -> bool:
    """Whether the kernel still counts threads that have said that they are done, or a process closes its gates."""
    return any(
        (member.ended and 0 < looking.count_of_tasks(member.pid) - len(member.actors) <= member.ended)
        or looking.is_ending(member.pid)
        for member in members.values()
    )


def note_wait(actor: Actor, members: Mapping[int, Member], pipes: Pipes, account: Account, record: Record) -> None:
    """Put into the record what one waits for, and what is known of why that does not come."""
    step = actor.parked[-1]
    if not step.told:
        # What it waits for is the answer to what it called.
        step = replace(step, kind="call", object=actor.calls)
    holders: list[int] = []
    contents = 0
    if step.kind in ("read", "write"):
        holders = pipes.holders(step, sorted(members, key=lambda pid: members[pid].name))
        contents = pipes.contents(step)
    elif step.kind == "flock":
        holders = files.holders(step, members)
    record.waits(actor.pid, step, account.semaphores.get(step.object), holders=holders, contents=contents)
