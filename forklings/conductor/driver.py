"""The conductor: a driver that lets one step at a time happen, and says who goes next.

Every actor of the run, a thread with a gate connection, is either parked at a gate or on its
way to the next one. When all are parked the strategy chooses; while one is on its way nobody
else is let go. So between two choices one actor runs, and a schedule gives one run.

A deadlock is claimed only where the account proves it: everything that lives is parked, no
step is possible, and no clock would make one so. Anything that went around the gates makes the
run undecided instead.
"""

from __future__ import annotations

import os
import socket

from forklings.conductor import files, looking, pipes, proof
from forklings.conductor.account import AT_PIPES, STEPS, WITH_FDS, Account, Malformed, Step
from forklings.conductor.choosing import Chooser, place
from forklings.conductor.members import MOST_BYTES_OF_A_MESSAGE, Actor, Member, Message
from forklings.conductor.progress import MOST_STEPS, Progress
from forklings.conductor.record import Record
from forklings.conductor.roster import Roster
from forklings.conductor.settling import Settling
from forklings.sandbox.supervisor import driver, tree

# How long the loop waits for the one that runs before it looks whether it is blocked.
_WAIT_MS = 5

# Far above what the threads of an honest run say, in messages and in bytes.
_MOST_MESSAGES = 20 * MOST_STEPS
_MOST_BYTES = 16 * 1024 * 1024

# Descriptors that come with steps, of all who wait: with the gates, and one message's more, below the 1,024
# that a process may have.
_MOST_KEPT = 200

_NO_GATE = "a message at a gate that no gate sends"

# What is told of threads and of the locks among them, each with a number.
_OF_THREADS = frozenset({"thread", "unstarted", "done", "freed", "taken"})


class Conductor(driver.Driver):
    """Watches one program as any driver does, and grants its steps in the order of a schedule."""

    def prepare(self, schedule: str, gates: socket.socket) -> None:
        """Listen at the gates; raises UnknownSchedule."""
        self._record = Record(schedule)
        self._chooser = Chooser(schedule)
        self._progress = Progress()
        self._account = Account()
        self._pipes = pipes.Pipes()
        self._roster = Roster(self._poll, gates)
        self._around = ""
        self._watch = looking.Watch(os.getpid())
        self._heard = self._heard_bytes = 0
        self._settling = Settling()
        self._enrol(self._main, "0")

    def _more_seconds(self) -> float:
        """Time that a busy machine took; a run that goes around its gates has its own time alone."""
        if self._around:
            return 0.0
        meter = self._meter
        return self._patience.more_seconds(meter.cpu_seconds, meter.idle_seconds, self._progress.steps)

    def _end_of_time(self) -> None:
        if self._patience.was_held_up:
            self._conclude("undecided", "the machine was too busy for the run to come to an end in its time")
        else:
            super()._end_of_time()

    # -- one turn of the loop -----------------------------------------------------------

    def _turn(self, seconds: float) -> None:
        wait = _WAIT_MS if not self._around else 1
        events = self._poll.poll(min(wait, max(1, int(seconds * 1000))))
        for fd, _ in events:
            self._attend(fd)
        if events:
            self._watch.moved()
        elif not self._roster.all_parked:
            self._look_for_the_blocked()
        # What is there to be read comes first: it may be the death of the one that runs.
        if self._roster.all_parked and not self._poll.poll(0):
            self._decide()

    def _attend(self, fd: int) -> None:
        if self._roster.is_entrance(fd):
            if not self._roster.welcome():
                self._conclude("undecided", "more gates were opened than an honest run has")
        elif fd in self._roster.actors:
            self._hear_gate(fd)
        elif member := self._roster.ended_at(fd):
            self._bury(member)
        else:
            super()._attend(fd)

    def _hear_gate(self, fd: int) -> bool:
        """Take one message from a gate; False where there is none."""
        actor = self._roster.actors[fd]
        if self._heard > _MOST_MESSAGES or self._heard_bytes > _MOST_BYTES or self._record.is_full:
            # Threads that pass a lock to and fro say much between two steps, and mean no harm.
            self._conclude("undecided", "more was said at the gates than can be followed")
            return False
        self._heard += 1
        try:
            message = actor.hear()
        except BlockingIOError:
            return False
        except ValueError:
            self._heard_bytes += MOST_BYTES_OF_A_MESSAGE
            self._go_around(_NO_GATE)
            return True
        if message is None:
            self._roster.forget(fd)
            return False
        self._heard_bytes += message.size
        self._heed(actor, message)
        return True

    def _heed(self, actor: Actor, message: Message) -> None:
        """Understand a message, and see to it that the descriptors that came with it are somebody's."""
        try:
            self._understand(actor, message)
        except (Malformed, ValueError, IndexError):
            self._go_around(_NO_GATE)
        for fd in message.fds:
            os.close(fd)

    def _understand(self, actor: Actor, message: Message) -> None:
        kind, fields = message.kind, message.fields
        member = self._roster.members.get(actor.pid)
        if message.fds and sum(other.kept for other in self._roster.actors.values()) > _MOST_KEPT:
            raise Malformed(kind)
        if member is None:
            actor.early.append(Message(kind, fields, message.fds, message.size))
            message.fds = ()
        elif kind.lstrip("~!") in STEPS:
            self._hear_step(actor, member, kind.lstrip("~!"), message)
        elif kind == "started":
            pid = int(fields[0])
            if pid in self._roster.members:
                raise Malformed(kind)
            member.children += 1
            self._enrol(pid, f"{member.name}.{member.children}")
        elif kind == "made":
            self._record.made(self._account.made(member.name, fields))
        elif kind == "pipe":
            self._record.made_pipe(self._pipes.made(member.name, fields))
        elif kind == "notified":
            self._record.notified(member.name, self._account.name_of(fields[2]), fields)
        elif kind == "signaled":
            self._settle(int(fields[0]))
        elif kind == "again":
            # An answer that a signal handler's step has heard in place of its own.
            number, word, clock = int(fields[0]), fields[1], float(fields[2])
            actor.answer(number, word, clock)
        elif kind == "server":
            member.is_server = True
        elif kind in _OF_THREADS:
            self._hear_of_threads(member, actor, kind, int(fields[0]))
        elif kind == "alarm":
            self._go_around("an alarm")
        else:
            self._go_around("a lock that was taken past its gate")

    def _hear_step(self, actor: Actor, member: Member, kind: str, message: Message) -> None:
        fields = message.fields
        if kind == "leave":
            # A signal handler raised, so nobody waits any more for what it interrupted.
            for step in actor.parked:
                if step.number == int(fields[3]):
                    pipes.close(step)
            actor.parked = [step for step in actor.parked if step.number != int(fields[3])]
        step = self._account.step(member.name, kind, fields[1:])
        if kind == "begin":
            actor.number = int(fields[3])
            member.begins(actor.number)
        step.number, step.thread = int(fields[0]), actor.number
        step.aside = member.is_server or message.kind != kind
        step.told = not member.is_server and not message.kind.startswith("~")
        if member.is_server and not actor.number and kind == "lock":
            step.until = None  # it only looks every second whether it shall stop, and is woken for that too
        elif kind == "call":
            actor.calls = step.object
        if kind in WITH_FDS:
            if sum(awaited.has_fd for awaited in step.awaited) != len(message.fds):
                raise Malformed(kind)
            step.fds, message.fds = message.fds, ()
        if kind in AT_PIPES:
            step.object = self._pipes.name_of(step)
        elif kind == "flock":
            step.pid = actor.pid
        elif kind == "close":
            step.object = self._pipes.name(int(step.object))
        actor.in_handler = False
        self._take_in(actor, step)

    def _hear_of_threads(self, member: Member, actor: Actor, kind: str, number: int) -> None:
        match kind:
            case "thread":
                member.starts(number)
            case "unstarted":
                member.starting.discard(number)
            case "done":
                self._account.done(member.name, number)
                member.ended += 1
                # No step will come from it. Until its gate closes others may still see it, by a weak reference say.
                member.actors.remove(actor)
                member.leaving.add(actor.gate.fileno())
            case "freed":
                self._account.freed(member.name, number)
            case _:
                self._account.taken(member.name, number)

    def _take_in(self, actor: Actor, step: Step) -> None:
        """A quiet step is nobody else's business: it is taken at once where it can be."""
        ended = frozenset(self._roster.ended)
        if step.quiet and pipes.is_contended(step, self._roster.parked):
            step.quiet = False
        if step.quiet:
            pipes.see([step])
        if step.quiet and self._account.is_possible(step, ended) and actor.pid not in self._roster.ended:
            self._grant(actor, step, ended)
        else:
            actor.parked.append(step)

    def _go_around(self, how: str) -> None:
        """Something can move the run that is no step; from here on nothing is proven by steps."""
        self._around = self._around or how

    def _enrol(self, pid: int, name: str) -> None:
        if tree.SPARES:
            # A spare that was taken has said hello, on another way, before its parent could speak of it; so has a
            # fork server that was one before its children were spoken of.
            self._hear()
        member = self._roster.enrol(pid, name)
        if member is None:
            return
        self._record.enrolled(pid, name)
        for actor in member.actors:
            early, actor.early = actor.early, []
            for message in early:
                self._heed(actor, message)

    def _bury(self, member: Member) -> None:
        self._roster.mark_ended(member)
        # Whom it started, and what it gave back, it may have said a moment before it died.
        for fd in [actor.gate.fileno() for actor in member.actors]:
            while fd in self._roster.actors and self._hear_gate(fd):
                pass
        self._record.ended(member.name)
        self._roster.bury(member)

    def _settle(self, pid: int) -> None:
        """After a signal."""
        member = self._roster.members.get(pid) if pid not in self._roster.ended else None
        if member is not None and not self._settling.after(member):
            self._go_around("a signal after which a process did not come to rest")

    # -- the next step --------------------------------------------------------------------

    def _look_for_the_blocked(self) -> None:
        """The one that runs may wait in the kernel for something that is no step, a pipe say."""
        self._watch.look()
        around = bool(self._around)
        if not self._watch.is_at_rest(around=around):
            return
        in_handlers = [actor for actor in self._roster.actors.values() if actor.in_handler]
        for actor in in_handlers:
            # All sleep, so its handler is over and it is back at the step that was interrupted.
            actor.in_handler = False
        leaving = [member for member in self._roster.members.values() if member.leaving]
        for member in leaving:
            # A copy of its gate is somebody's still; the thread itself is gone.
            member.leaving.clear()
        if in_handlers or leaving or self._take_in_strangers():
            self._watch.moved()
        elif self._watch.is_blocked(around=around):
            self._watch.moved()
            self._go_around("something waited for that is no step")
            self._decide()

    def _take_in_strangers(self) -> bool:
        """Processes at a gate that no start() told of: they came from os.fork."""
        some = False
        for pid, parent in self._roster.strangers():
            self._go_around("os.fork")
            parent.children += 1
            self._enrol(pid, f"{parent.name}.{parent.children}")
            some = some or pid in self._roster.members
        return some

    def _decide(self) -> None:
        if self.facts.stopped_by or self._main not in self._roster.members:
            return
        ended = frozenset(self._roster.ended)
        parked = sorted(
            (actor for actor in self._roster.actors.values() if actor.parked),
            key=lambda actor: place(actor.parked[-1].actor),
        )
        steps = [actor.parked[-1] for actor in parked]
        pipes.see(steps)
        files.see(steps)
        step = self._chooser.choose(steps, self._account, ended)
        if step is None:
            self._claim_deadlock(parked)
        elif self._progress.is_over:
            self._end_at_the_bound(parked)
        else:
            actor = next(actor for actor in parked if actor.parked[-1] is step)
            actor.parked.pop()
            waiting = self._account.waiting(steps, ended)
            result = self._grant(actor, step, ended)
            if not step.aside:
                self._chooser.taken(steps, step, result=result)
            if step.told:
                clock, output = self._account.clock, self._pieces
                self._record.step(actor.pid, step, result=result, clock=clock, output=output, waiting=waiting)

    def _grant(self, actor: Actor, step: Step, ended: frozenset[int]) -> bool:
        if step.kind == "signal" and step.pid in self._roster.members:
            self._settling.before(self._roster.members[step.pid])
        result = self._account.take(step, ended)
        word = "ok" if result else "no"
        if step.kind == "wait" and result:
            word = " ".join(["ok", *map(str, self._account.found(step, ended))])
        pipes.close(step)
        counts = not (step.quiet or step.aside)
        self._progress.note(step.actor, step.kind, step.object or str(step.pid), result=result, counts=counts)
        actor.in_handler = bool(actor.parked)
        actor.answer(step.number, word, self._account.clock)
        return result

    # -- the end ----------------------------------------------------------------------------

    def _claim_deadlock(self, actors: list[Actor]) -> None:
        """Only where all that lives is at a gate: anyone else may still wake one of these."""
        if not self._roster.all_parked:
            return
        if proof.is_anyone_ending(self._roster.members):
            return
        if stranger := proof.stranger(self._roster.members, self._is_helper):
            # It may come to a gate yet, or end; the clock of the run decides.
            self._go_around(stranger)
            self._take_in_strangers()
            return
        if not all(proof.is_inner(actor.parked[-1], self._roster.members, self._pipes) for actor in actors):
            self._go_around("something waited for that is no pipe")
            return
        # One at its gate may be on its way out of it, by a signal that came a moment ago.
        if self._watch.is_still():
            self._stop_for_deadlock(actors)

    def _stop_for_deadlock(self, actors: list[Actor]) -> None:
        self._note_waits(actors)
        if self._around:
            self._conclude("undecided", self._around)
        else:
            self._stop_for("deadlock")

    def _note_waits(self, actors: list[Actor]) -> None:
        for actor in actors:
            if not self._roster.members[actor.pid].is_server:
                proof.note_wait(actor, self._roster.members, self._pipes, self._account, self._record)

    def _end_at_the_bound(self, actors: list[Actor]) -> None:
        steps = [actor.parked[-1] for actor in actors]
        asleep = [step.actor for step in steps if step.until is not None and step.until > self._account.clock]
        if (
            self._progress.is_stuck(asleep)
            and self._roster.all_parked
            and not self._around
            and not proof.stranger(self._roster.members, self._is_helper)
        ):
            self._note_waits(actors)
            self._conclude("step_limit", "")
        else:
            self._conclude("undecided", f"the run took {MOST_STEPS} steps and had not come to an end")

    def _conclude(self, outcome: str, why: str) -> None:
        self._around = why
        self._stop_for(outcome)

    def account_of_the_run(self) -> dict[str, object]:
        """What the grader is told of the schedule: the steps, and at a deadlock who waits for what."""
        return self._record.as_told(self._progress.asked_in_vain[:10], self._around, self._account.clock)

    def drain(self) -> None:
        """Hear also what was said at gates a moment before the end."""
        for fd in list(self._roster.actors):
            while fd in self._roster.actors and self._hear_gate(fd):
                pass
        super().drain()

    def close(self) -> None:
        """Close every gate; whoever still waits at one ends at once."""
        self._roster.close()
