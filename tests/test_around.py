"""What goes around the gates: strangers, garbage and closed gates, never a wrong verdict."""

from __future__ import annotations

import contextlib
import itertools
import os
import pathlib
import select
import signal
import socket
import subprocess
import sys
import textwrap

import pytest
from conducting import Conduct, program

from forklings.conductor import looking
from forklings.conductor.members import Actor
from forklings.conductor.roster import Roster
from forklings.program import CheckFailed, Undecided
from forklings.report import Outcome
from forklings.sandbox.supervisor import tree

AROUND = {
    "a pipe of the program's own": """
        def main():
            reader, writer = os.pipe()
            lock = multiprocessing.Lock()
            lock.acquire()
            child = multiprocessing.Process(target=os.read, args=(reader, 1))
            child.start()
            lock.acquire()
    """,
    "an alarm": """
        def main():
            signal.signal(signal.SIGALRM, lambda *_: sys.exit(0))
            signal.alarm(2)
            lock = multiprocessing.Lock()
            lock.acquire()
            lock.acquire()
    """,
    "bare threads": """
        def main():
            import _thread
            lock = multiprocessing.Lock()
            lock.acquire()
            def release():
                os.read(os.open("/dev/zero", os.O_RDONLY), 1 << 24)
                lock.release()
            _thread.start_new_thread(release, ())
            lock.acquire()
            print("woken")
    """,
    "short timeouts in a thread": """
        def main():
            import threading
            over = []
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
            lock = multiprocessing.Lock()
            lock.acquire()
            child = multiprocessing.Process(target=lock.release)
            def listen():
                while not over:
                    signal.sigtimedwait({signal.SIGUSR1}, 0.01)
            thread = threading.Thread(target=listen)
            child.start()
            thread.start()
            lock.acquire()
            child.join()
            over.append(True)
            thread.join()
            print("woken")
    """,
    "a subprocess": """
        def main():
            import subprocess
            signal.signal(signal.SIGUSR1, lambda *_: lock.release())
            lock = multiprocessing.Lock()
            lock.acquire()
            child = subprocess.Popen(["sh", "-c", f"sleep 0.5; kill -USR1 {os.getpid()}"])
            lock.acquire()
            child.wait()
            print("woken")
    """,
    "os.fork": """
        def main():
            lock = multiprocessing.Lock()
            lock.acquire()
            if os.fork() == 0:
                time.sleep(1)
                lock.release()
                os._exit(0)
            lock.acquire()
            os.wait()
            print("woken")
    """,
}


WOKEN = ("bare threads", "short timeouts in a thread", "os.fork", "a subprocess")


@pytest.mark.parametrize("way", AROUND)
def test_what_goes_around_the_gates_is_never_called_a_deadlock(conduct: Conduct, way: str) -> None:
    # Such a run has its own time alone, on a busy machine too; and some of these wait for ever.
    run = conduct(program(AROUND[way]), seconds=30 if way in WOKEN else 4)
    assert run.outcome in (Outcome.FINISHED, Outcome.UNDECIDED, Outcome.TIMEOUT), run.explanation().message
    if way in WOKEN:
        assert (run.outcome, run.stdout) == (Outcome.FINISHED, "woken\n")


def test_what_fails_in_a_lazy_run_around_the_gates_is_left_to_a_person(conduct: Conduct) -> None:
    """There a nap lasts until nobody else can go on, and what was not asked is nobody."""
    run = conduct(program(AROUND["a subprocess"]), "round-robin-lazy")
    run.expect_output("woken\n")
    with pytest.raises(Undecided, match="may be chance"):
        run.expect_output("asleep\n")
    with pytest.raises(Undecided, match="may be chance"):
        run.children[7]
    with pytest.raises(CheckFailed, match="asleep"):
        run.fail("It fell asleep.", certain=True)
    with pytest.raises(CheckFailed, match="wrote it"):
        run.expect_line("woken", by=run.children)


def test_what_fails_in_another_run_around_the_gates_has_failed(conduct: Conduct) -> None:
    """No time is promised in it, and the order that the system chose is one of those that may come."""
    run = conduct(program(AROUND["a subprocess"]))
    run.expect_output("woken\n")
    with pytest.raises(CheckFailed):
        run.expect_output("asleep\n")


def test_a_process_that_ends_is_no_stranger_meanwhile() -> None:
    """Its gates close one by one, and the kernel counts its tasks until the last of them has."""
    pid = os.fork()
    if pid == 0:
        signal.pause()
        os._exit(0)
    assert not looking.is_ending(pid)
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert looking.is_ending(pid)
    os.waitpid(pid, 0)
    assert looking.is_ending(pid)


THREADS_ON = """
import ctypes, os, sys, threading
def spin():
    while True:
        pass
def rest():
    threading.Event().wait()
if not os.fork():
    threading.Thread(target=globals()[sys.argv[1]]).start()
    print("up", flush=True)
    ctypes.CDLL(None).pthread_exit(None)
os.wait()
"""


@pytest.mark.parametrize("what", ["spin", "rest"])
def test_a_process_whose_first_thread_is_gone_still_moves(what: str) -> None:
    """Its state is a zombie's; so it is in the middle of every end of a process that has threads."""
    with subprocess.Popen([sys.executable, "-c", THREADS_ON, what], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        (pid,) = tree.descendants(parent.pid)
        try:
            while tree.state(pid) != "Z":
                pass
            if what == "spin":
                assert looking.switches_of_all_asleep(parent.pid) is None
            else:
                while looking.switches_of_all_asleep(parent.pid) is None:
                    pass
        finally:
            os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize(("around", "most"), [(False, 100), (True, 4)])
def test_who_waits_over_and_over_is_found_on_a_busy_machine(
    monkeypatch: pytest.MonkeyPatch, around: bool, most: int
) -> None:
    """Two looks of three find it on its way to the processor, so never are many in a row asleep."""
    seen = itertools.count()
    monkeypatch.setattr(
        looking, "switches_of_all_asleep", lambda _: number if (number := next(seen)) % 3 == 0 else None
    )
    watch = looking.Watch(1)
    blocked = []
    for _ in range(3 * most - 2):
        watch.look()
        blocked.append(watch.is_blocked(around=around))
    assert blocked == [False] * (3 * most - 3) + [True]
    watch.moved()
    watch.look()
    assert not watch.is_blocked(around=around)


def test_who_lives_is_not_buried_for_the_number_of_a_descriptor(tmp_path: pathlib.Path) -> None:
    """Of what one poll found, the first may be closed, and its number another process's, when the last is attended."""
    gates = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    gates.bind(str(tmp_path / "gates"))
    roster = Roster(select.poll(), gates)
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as living:
        member = roster.enrol(living.pid, "0.1")
        assert member is not None
        assert roster.ended_at(member.pidfd) is None
        assert living.stdin is not None
        living.stdin.close()
        os.waitid(os.P_PID, living.pid, os.WEXITED | os.WNOWAIT)
        assert roster.ended_at(member.pidfd) is member
    roster.close()


def test_a_thread_that_ends_leaves_no_gate_behind(conduct: Conduct) -> None:
    """Each step waited for the dead ones to come to a gate, and five hundred of them counted as tampering."""
    text = program("""
        def main():
            import threading
            lock = multiprocessing.Lock()
            def work():
                with lock:
                    pass
            for _ in range(510):
                thread = threading.Thread(target=work)
                thread.start()
                while thread.is_alive():
                    time.sleep(0)
            print("fine")
    """)
    run = conduct(text, "round-robin-lazy", seconds=30)
    assert (run.outcome, run.stdout) == (Outcome.FINISHED, "fine\n")


WORDS = {
    "a name that the kernel's own words begin with": """
            with open("/proc/self/comm", "w") as name:
                name.write("ctxt_switches:")
            signal.sigtimedwait((), 0.2)
    """,
    "a place in a file that no lock has": """
            import _forklings_gates as gates
            with open("x", "w") as file:
                gates.ask("flock", "lockf", 0, 0, 0, 99999, ends=(file.fileno(),))
            os.remove("x")
    """,
    "six thousand steps at once with long names": """
            import _forklings_gates as gates
            fd, word = gates.way().fd, "\\\\1" * 500
            for number in range(6500):
                os.write(fd, f"!call\\t{10 ** 6 + number}\\t1\\t{word}\\t{word}".encode())
                os.read(fd, 1000)
    """,
    "more gates than threads": """
            import socket
            opened = [socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) for _ in range(600)]
            for gate in opened:
                gate.connect(os.environ["FORKLINGS_GATES"])
            multiprocessing.Lock().acquire()
    """,
}


@pytest.mark.parametrize("what", WORDS)
def test_a_program_that_speaks_for_its_gates_breaks_nothing(conduct: Conduct, what: str) -> None:
    """Nor is it said to have broken the supervisor: it is undecided at worst."""
    text = program(f"""
        def main():
            {WORDS[what].strip()}
            print("fine")
    """)
    run = conduct(text, seconds=20)
    assert run.outcome in (Outcome.FINISHED, Outcome.UNDECIDED), run.explanation().message
    assert run.stdout == "fine\n" or run.outcome is Outcome.UNDECIDED


def test_what_the_engine_needs_is_bound_before_the_program(conduct: Conduct) -> None:
    """Locks were counted anew for another pid, and whoever waited for one was called stuck."""
    text = program("""
        def main():
            import threading
            getpid, lock = os.getpid, threading.Lock()
            os.getpid = lambda: getpid() + threading.get_ident() % 1000
            def work():
                with lock:
                    time.sleep(0.1)
            threads = [threading.Thread(target=work) for _ in range(3)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            print("fine")
    """)
    run = conduct(text)
    assert (run.outcome, run.stdout) == (Outcome.FINISHED, "fine\n"), run.explanation().message


def test_garbage_at_the_gates_breaks_nothing(conduct: Conduct) -> None:
    text = program("""
        def main():
            import socket
            for message in (b"", b"x", b"acquire", b"sleep\\t0\\t\\tnan", b"made\\t\\xff", b"started\\tx"):
                gate = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
                gate.connect(os.environ["FORKLINGS_GATES"])
                gate.send(message)
                gate.close()
            lock = multiprocessing.Lock()
            own = os.getpid()
            for message in (f"started\\t{own}", "started\\t1", f"started\\t{10 ** 30}", f"signaled\\t{own}"):
                gate = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
                gate.connect(os.environ["FORKLINGS_GATES"])
                for _ in range(3):
                    gate.send(message.encode())
                gate.close()
            with lock:
                print("fine")
    """)
    run = conduct(text)
    assert (run.outcome, run.stdout) == (Outcome.FINISHED, "fine\n")


GATE = """
    def gate():
        import socket
        opened = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        opened.connect(os.environ["FORKLINGS_GATES"])
        return opened
"""

BREAKING = {
    "a signal to one that has ended meanwhile": """
        def main():
            own = gate()
            for _ in range(300):
                own.send(b"freed\\t1")
            own.send(f"signaled\\t{os.getpid()}\\t9".encode())
            os._exit(0)
    """,
    "a gate that outlives its process": """
        import socket

        ours, theirs = socket.socketpair()

        def child():
            own = gate()
            own.send(b"done\\t7")
            own.send(b"lock\\t1\\t0\\tx\\t7\\t")
            socket.send_fds(theirs, [b"x"], [own.fileno()])

        def main():
            lock = multiprocessing.Lock()
            lock.acquire()
            process = multiprocessing.Process(target=child)
            process.start()
            process.join()
            kept = socket.recv_fds(ours, 1, 1)
            lock.acquire()
    """,
    "a flood of names": """
        def main():
            own = gate()
            message = b"made\\t0\\tr\\t\\t1\\tLock\\t" + b"x" * 8000
            for _ in range(3000):
                own.send(message)
            print("fine")
    """,
    "a flood of what is no text": """
        def main():
            own = gate()
            message = b"made\\t0\\tr\\t\\t1\\tLock\\t" + b"\\xff" * 8000
            for _ in range(3000):
                own.send(message)
            print("fine")
    """,
}


@pytest.mark.parametrize("way", BREAKING)
def test_what_is_said_at_the_gates_never_breaks_the_conductor(conduct: Conduct, way: str) -> None:
    """An error there would be told as a fault of the grader's."""
    run = conduct(program(textwrap.dedent(GATE) + textwrap.dedent(BREAKING[way])))
    assert run.outcome in (Outcome.FINISHED, Outcome.UNDECIDED, Outcome.DEADLOCK)


def test_threads_that_say_much_are_not_called_tampering(conduct: Conduct) -> None:
    """While another one waits for a lock, each acquire and release of it is told, and none is a step."""
    text = program("""
        def main():
            import threading
            lock = threading.Lock()
            lock.acquire()
            waiting = threading.Thread(target=lock.acquire, daemon=True)
            waiting.start()
            for _ in range(60_000):
                lock.release()
                lock.acquire()
            os._exit(0)
    """)
    assert conduct(text, seconds=60).outcome in (Outcome.FINISHED, Outcome.UNDECIDED)


@pytest.mark.parametrize("message", [b"", b"made\t\\x"])
def test_descriptors_that_come_with_garbage_are_not_kept(message: bytes) -> None:
    """The supervisor has no more of them than anyone."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        actor = Actor(os.getpid(), ours)
        socket.send_fds(theirs, [message], [0, 0, 0])
        before = len(os.listdir("/proc/self/fd"))
        with contextlib.suppress(ValueError):
            assert actor.hear() is None
        assert len(os.listdir("/proc/self/fd")) == before


def test_a_program_that_closes_its_gates_goes_on(conduct: Conduct) -> None:
    text = program("""
        def main():
            os.closerange(3, 1024)
            lock = multiprocessing.Lock()
            with lock:
                print("fine")
    """)
    assert conduct(text).stdout == "fine\n"


def test_only_what_is_below_the_supervisor_is_of_the_run() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    me = os.getpid()
    try:
        assert tree.is_of_the_run(child.pid, me)
        tree.NOT_OF_THE_RUN.add(child.pid)
        assert not tree.is_of_the_run(child.pid, me)
    finally:
        tree.NOT_OF_THE_RUN.discard(child.pid)
        child.communicate(b"\n")
    # Itself, its parents, the first processes of a machine, and what is none.
    for pid in (me, os.getppid(), child.pid, 1, 2, 0, -1, 1 << 40):
        assert not tree.is_of_the_run(pid, me), pid


@pytest.mark.parametrize("pid", ["1", "2", "os.getppid()", "-1", "os.getpid()"])
def test_a_child_that_was_made_up_holds_nobody_up(conduct: Conduct, pid: str) -> None:
    text = program(f"""
        import _forklings_gates

        def main():
            multiprocessing.Lock().acquire()
            _forklings_gates.tell("started", {pid}, "forged")
            time.sleep(1)
            print("on its way")
    """)
    run = conduct(text, "round-robin")
    assert run.stdout == "on its way\n"
