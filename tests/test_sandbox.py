"""What the sandbox attests, bounds, ends and sweeps, tried on real programs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from conftest import RunText, why_not_hardened

from forklings.course import Limits
from forklings.program import Kind, Run
from forklings.report import Outcome
from forklings.sandbox.supervisor import tree
from forklings.sandbox.tiers import Tier

METHODS = ("fork", "spawn", "forkserver")
QUICK = Limits(seconds=1.5)
BOTH_TIERS = True

TWO_CHILDREN = """
    import multiprocessing, os
    def work(n):
        print(f"child {n} {os.getpid()}")
    if __name__ == "__main__":
        children = [multiprocessing.Process(target=work, args=(n,), name=f"worker {n}") for n in range(2)]
        for child in children: child.start()
        for child in children: child.join()
        print("main", os.getpid(), multiprocessing.get_start_method())
"""


def alive_of(run: Run) -> list[int]:
    """Processes on this machine that belong to a run."""
    return tree.holding(f"FORKLINGS_WIRE={Path(run.evidence.folder).parent}/".encode(), "environ")


def alive(mark: str) -> list[int]:
    """Processes on this machine whose command line holds a mark."""
    return tree.holding(mark.encode(), "cmdline")


def descendants(root: int) -> set[int]:
    """Every process below one."""
    found, todo = set(), [root]
    while todo:
        for path in Path(f"/proc/{todo.pop()}/task").glob("*/children"):
            try:
                children = [int(word) for word in path.read_text().split()]
            except OSError:
                continue
            found.update(children)
            todo += children
    return found


@pytest.mark.parametrize("method", METHODS)
def test_the_kernel_says_who_wrote_each_line(run_text: RunText, method: str) -> None:
    run = run_text(TWO_CHILDREN, method=method)
    assert run.outcome is Outcome.FINISHED
    assert [child.name for child in run.children] == ["worker 0", "worker 1"]
    assert [child.exitcode for child in run.children] == [0, 0]
    for number, child in enumerate(run.children):
        assert run.lines_by(child) == (f"child {number} {child.pid}",)
    assert run.lines_by(run.main) == (f"main {run.main.pid} {method}",)


@pytest.mark.parametrize("method", METHODS)
def test_helpers_are_no_children_and_no_leftovers(run_text: RunText, method: str) -> None:
    run = run_text(TWO_CHILDREN, method=method)
    kinds = [process.kind for process in run.processes]
    assert kinds.count(Kind.CHILD) == 2
    assert Kind.OTHER not in kinds
    assert not run.evidence.leftovers


def test_an_orphan_in_a_session_of_its_own_is_found_and_ended(run_text: RunText) -> None:
    run = run_text(
        """
        import os, time
        if os.fork() == 0:
            os.setsid()
            if os.fork():
                os._exit(0)
            print("pid", os.getpid())
            time.sleep(1000)
        os.wait()
        """
    )
    assert run.outcome is Outcome.LEFTOVER_PROCESS
    assert not alive_of(run)


def test_a_zombie_is_a_leftover(run_text: RunText) -> None:
    run = run_text(
        """
        import os
        ready, done = os.pipe()
        if os.fork() == 0:
            os._exit(0)
        os.close(done)
        os.read(ready, 1)  # returns when the child is gone
        """
    )
    assert run.outcome is Outcome.LEFTOVER_PROCESS


def test_a_helper_that_is_too_young_to_have_spoken_is_no_leftover(run_text: RunText) -> None:
    """start() launches the resource tracker, fails to pickle, and the program is over at once."""
    run = run_text(
        """
        import multiprocessing
        def work(connection): pass
        if __name__ == "__main__":
            ours, theirs = multiprocessing.Pipe()
            theirs.close()
            multiprocessing.Process(target=work, args=(theirs,)).start()
        """,
        method="spawn",
    )
    assert (run.outcome, run.returncode) == (Outcome.FINISHED, 1)


@pytest.mark.parametrize("method", METHODS)
def test_a_child_that_nobody_waited_for_is_a_leftover_whoever_reaps_it(run_text: RunText, method: str) -> None:
    run = run_text(
        """
        import multiprocessing, os
        def work(): pass
        if __name__ == "__main__":
            child = multiprocessing.Process(target=work)
            child.start()
            multiprocessing.connection.wait([child.sentinel])
            os._exit(0)
        """.replace("import multiprocessing, os", "import multiprocessing.connection, os"),
        method=method,
    )
    assert run.outcome is Outcome.LEFTOVER_PROCESS


def test_the_way_a_process_ended_is_the_raw_status(run_text: RunText) -> None:
    assert run_text("import sys; sys.exit(3)").returncode == 3
    killed = run_text("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    assert (killed.outcome, killed.returncode) == (Outcome.SIGNALED, -9)


@pytest.mark.parametrize(
    ("source", "outcome"),
    [
        ("while True: pass", Outcome.TIMEOUT),
        ("import time; time.sleep(1000)", Outcome.TIMEOUT),
        ("import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(1000)", Outcome.TIMEOUT),
        ("while True: print('x' * 1000)", Outcome.OUTPUT_LIMIT),
        ("import sys\nwhile True: print('x' * 1000, file=sys.stderr)", Outcome.OUTPUT_LIMIT),
        ("import os\nwhile True: os.fork()", Outcome.PROCESS_LIMIT),
        ("import time\nheld = bytearray(700 << 20)\ntime.sleep(5)", Outcome.MEMORY_LIMIT),
        ("this is no Python", Outcome.INVALID),
        (b"print('\xff')", Outcome.INVALID),
        (b"print(1)  # \xff", Outcome.INVALID),
        (b"# coding: latin-1\nprint('\xff')", Outcome.FINISHED),
        ("print('ü')", Outcome.FINISHED),
        (b"print(1)\0", Outcome.INVALID),
        (b"# coding: no-such-thing\n", Outcome.INVALID),
        ("", Outcome.FINISHED),
        ("import os; os._exit(0)", Outcome.FINISHED),
        ("import os; os.closerange(0, 2000)", Outcome.FINISHED),
    ],
)
def test_every_way_to_end_has_its_outcome(run_text: RunText, source: str | bytes, outcome: Outcome) -> None:
    limits = Limits(seconds=5 if outcome is not Outcome.TIMEOUT else 1)
    assert run_text(source, limits=limits).outcome is outcome


def test_memory_is_summed_over_the_tree(run_text: RunText) -> None:
    source = """
        import multiprocessing, time
        def hold():
            held = bytearray(40 << 20)
            time.sleep(20)
        if __name__ == "__main__":
            children = [multiprocessing.Process(target=hold) for _ in range(6)]
            for child in children: child.start()
            for child in children: child.join()
        """
    assert run_text(source, limits=Limits(memory_mb=150)).outcome is Outcome.MEMORY_LIMIT


def test_sleeping_is_told_from_computing(run_text: RunText) -> None:
    asleep = run_text("import time; time.sleep(1)").evidence
    awake = run_text("import time\nwhile time.process_time() < 1: pass").evidence
    assert asleep.idle_seconds > asleep.cpu_seconds
    assert awake.cpu_seconds > awake.idle_seconds


def test_a_program_that_starts_processes_for_ever_is_stopped_by_their_number(run_text: RunText) -> None:
    source = """
        import os
        while True:
            if os.fork() == 0:
                os._exit(0)
            os.wait()
        """
    run = run_text(source, limits=Limits(seconds=20, processes=10))
    assert run.outcome is Outcome.PROCESS_LIMIT


def test_processes_that_are_all_left_at_once_were_there_at_once(run_text: RunText) -> None:
    """A parent that the kernel allows no more may end before anybody has counted what it had."""
    source = """
        import os
        if os.fork() == 0:
            for _ in range(12):
                if os.fork() == 0:
                    os._exit(0)
            os._exit(1)
        os.wait()
        """
    for _ in range(5):
        assert run_text(source, limits=Limits(processes=10)).outcome is Outcome.PROCESS_LIMIT


def test_a_chain_that_forks_while_it_is_killed_ends(run_text: RunText) -> None:
    source = """
        import os, signal, time
        print("begun")
        for number in (signal.SIGTERM, signal.SIGHUP): signal.signal(number, signal.SIG_IGN)
        while True:
            if os.fork():
                os._exit(0)
        """
    run = run_text(source, limits=QUICK)
    # Its main process ends at once, and the chain is a leftover.
    assert run.outcome is Outcome.LEFTOVER_PROCESS
    assert not alive_of(run)


@pytest.mark.skipif(os.getuid() != 0, reason="only a root grader gives programs a user of their own")
class TestUnderRoot:
    def test_the_program_can_forge_nothing_and_is_not_root(self, run_text: RunText) -> None:
        run = run_text(
            """
            import os
            lines = open("/proc/self/status").read().splitlines()
            status = dict(line.split(":\\t") for line in lines if ":\\t" in line)
            print(os.getuid() != 0, os.geteuid() != 0, os.getgroups())
            print(int(status["CapEff"], 16) & ~(1 << 2), int(status["CapBnd"], 16) & ~(1 << 2), status["NoNewPrivs"])
            """
        )
        assert [line.text for line in run.lines] == ["True True []", "0 0 1"]

    def test_credentials_cannot_be_forged(self, run_text: RunText) -> None:
        run = run_text(
            """
            import os, socket, struct
            mine = socket.socket(fileno=os.dup(1))
            forged = struct.pack("iii", os.getppid(), os.getuid(), os.getgid())
            try:
                mine.sendmsg([b"forged\\n"], [(socket.SOL_SOCKET, socket.SCM_CREDENTIALS, forged)])
            except PermissionError:
                print("refused")
            """
        )
        assert [line.text for line in run.lines] == ["refused"]

    @pytest.mark.parametrize(
        "source",
        [
            "import os, signal; os.kill(-1, signal.SIGKILL)",
            "import os, signal; os.killpg(0, signal.SIGKILL)",
            "import os, signal; os.kill(os.getppid(), signal.SIGKILL)",
            "import os, signal; os.kill(os.getppid(), signal.SIGSTOP)",
        ],
    )
    def test_signals_reach_nobody_else(self, run_text: RunText, source: str) -> None:
        run_text(source)
        assert run_text("print('still here')").stdout == "still here\n"

    def test_shared_memory_left_behind_is_found_and_swept(self, run_text: RunText) -> None:
        run = run_text(
            """
            import _posixshmem, os
            os.close(_posixshmem.shm_open("/left-by-a-test", os.O_CREAT | os.O_RDWR, mode=0o600))
            """
        )
        assert run.outcome is Outcome.LEFTOVER_RESOURCE
        assert run.evidence.resources == ("left-by-a-test",)
        assert not Path("/dev/shm/left-by-a-test").exists()

    def test_a_semaphore_of_multiprocessings_own_is_swept_and_blamed_on_nobody(self, run_text: RunText) -> None:
        """A Pool that is ended under spawn leaves one now and then, by no mistake of the program's."""
        run = run_text(
            """
            import _multiprocessing
            _multiprocessing.SemLock(1, 1, 1, "/mp-left-by-a-test", False)
            """
        )
        assert (run.outcome, run.evidence.resources) == (Outcome.FINISHED, ("sem.mp-left-by-a-test",))
        assert not Path("/dev/shm/sem.mp-left-by-a-test").exists()

    def test_the_course_cannot_be_written(self, run_text: RunText, tmp_path: Path) -> None:
        target = tmp_path / "grader.py"
        target.write_text("as it was")
        run_text(f"open({str(target)!r}, 'w').write('mine')")
        assert target.read_text() == "as it was"


def test_the_folder_is_fresh_empty_and_thrown_away(run_text: RunText) -> None:
    source = """
        import os, tempfile
        print(os.getcwd())
        print(os.listdir("."), os.listdir(tempfile.gettempdir()), os.listdir(os.environ["HOME"]))
        open("made.txt", "w").close()
        os.mkdir("closed"); os.chmod("closed", 0)
    """
    first, second = run_text(source, "1"), run_text(source, "2")
    assert first.lines[1].text == second.lines[1].text == "['here.py'] [] []"
    assert first.files == ("closed/", "made.txt")
    for run in (first, second):
        assert not Path(run.lines[0].text).parent.exists()


def test_the_environment_is_built_from_nothing(run_text: RunText, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SECRET_OF_THE_GRADER", "x")
    run = run_text("import os, sys; print('A_SECRET_OF_THE_GRADER' in os.environ, sys.stdin.read() == '')")
    assert run.stdout == "False True\n"


def test_a_hang_says_where_each_process_waits(run_text: RunText) -> None:
    run = run_text(
        """\
        import multiprocessing
        def work(lock):
            with lock:
                print("never")
        if __name__ == "__main__":
            lock = multiprocessing.Lock()
            lock.acquire()
            child = multiprocessing.Process(target=work, args=(lock,))
            child.start()
            child.join()
        """,
        limits=QUICK,
    )
    with pytest.raises(Exception, match=r"did not end within 1\.5 seconds") as failure:
        run.expect_exit(0)
    assert "The main process waits in join(), called at here.py:10." in str(failure.value)
    assert "Child 1 waits to enter the `with` at here.py:3." in str(failure.value)


def test_a_child_of_a_forked_child_is_placed_by_its_own_frames(run_text: RunText) -> None:
    run = run_text(
        """\
        import multiprocessing, time
        def work():
            time.sleep(1000)
        def main():
            child = multiprocessing.Process(target=work)
            child.start()
            child.join()
        main()
        """,
        limits=QUICK,
    )
    with pytest.raises(Exception, match="did not end") as failure:
        run.expect_exit(0)
    assert str(failure.value).splitlines()[1:] == [
        "The main process waits in join(), called at here.py:7.",
        "Child 1 waits at here.py:3.",
    ]


def test_a_signal_that_the_grader_ignores_is_not_ignored_by_the_program(run_text: RunText) -> None:
    """As SIGHUP is under nohup; what is ignored stays so over exec."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        run = run_text("import signal; print(signal.getsignal(signal.SIGHUP) is signal.SIG_DFL)")
    finally:
        signal.signal(signal.SIGHUP, before)
    assert run.stdout == "True\n"


WAITS = "import os, time; os.fork(); time.sleep(1000)"
CHAIN = """
import os, time
if os.fork():
    time.sleep(1000)
while True:
    if os.fork():
        os._exit(0)
"""


@pytest.mark.parametrize("tier", list(Tier))
@pytest.mark.parametrize("source", [WAITS, CHAIN])
def test_nothing_of_a_run_outlives_its_grader(tmp_path: Path, tier: Tier, source: str) -> None:
    """The grader is killed in the middle of a run, and cannot say goodbye."""
    if tier is Tier.HARDENED and (why := why_not_hardened()):
        pytest.skip(why)
    mark = f"orphan_{os.getpid()}"
    script = tmp_path / "grader.py"
    script.write_text(
        textwrap.dedent(
            f"""
            from forklings.course import Limits
            from forklings.program import Program
            from forklings.sandbox.client import Sandbox
            from forklings.sandbox.tiers import Tier
            with Sandbox(tier=Tier({tier.value!r})) as sandbox:
                Program({source.encode()!r}, file_name="{mark}.py", start_method="fork",
                        # The chain forks thousands of times before a busy machine has looked twice.
                        limits=Limits(seconds=100, processes=5000), sandbox=sandbox).run()
            """
        )
    )
    grader = subprocess.Popen([sys.executable, script])
    try:
        while len(alive(f"{mark}.py")) < 2:
            assert grader.poll() is None
        supervisors = descendants(grader.pid) - set(alive(f"{mark}.py"))
    finally:
        grader.send_signal(signal.SIGKILL)
        grader.wait()
    assert supervisors
    while alive(f"{mark}.py") or any(os.path.exists(f"/proc/{pid}") for pid in supervisors):
        pass
