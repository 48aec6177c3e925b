"""Which tier is in force and how that is said; what a program in the hardened one finds, and does not."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from conftest import RunText, Workshop, why_not_hardened
from test_nbgrader import CHAPTER, hand_in, nbgrader, release

from forklings.course import Limits
from forklings.program import Program
from forklings.report import Outcome
from forklings.sandbox import bubblewrap, isolation, refusals
from forklings.sandbox.client import Sandbox
from forklings.sandbox.errors import IsolationMissing
from forklings.sandbox.tiers import Tier

COMMAND = [sys.executable, "-c", "from forklings.cli import main; main()"]
METHODS = ("fork", "spawn", "forkserver")


def forklings(workshop: Workshop, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words],
        cwd=workshop.root,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


@pytest.fixture
def broken_bubblewrap(tmp_path: Path) -> str:
    """A PATH on which bubblewrap is one that may not make a box."""
    fake = tmp_path / "bin/bwrap"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    fake.chmod(0o755)
    return f"{fake.parent}:{os.environ['PATH']}"


@pytest.mark.parametrize("is_the_environment", [True, False])
def test_the_course_is_hidden_where_it_lies_in_a_folder_that_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_the_environment: bool
) -> None:
    """A clone may lie below /usr, or be the folder of the virtual environment itself."""
    if why := why_not_hardened():
        pytest.skip(why)
    seen = tmp_path / "seen"
    course = seen if is_the_environment else seen / "course"
    (course / "solutions").mkdir(parents=True)
    (course / "solutions/answer.py").write_text("42")
    (course / "gradebook.db").write_text("everybody's points")
    (course / "lib").mkdir()
    (course / "lib/module.py").write_text("")
    interpreter = bubblewrap._interpreter()
    monkeypatch.setattr(bubblewrap, "_interpreter", lambda: [*interpreter, str(seen)])
    text = f"""
        import os
        print(os.listdir({str(course)!r}))
        print(os.listdir({str(course / "solutions")!r}), os.listdir({str(course / "lib")!r}))
        try:
            print(open({str(course / "gradebook.db")!r}).read())
        except OSError as error:
            print(error)
    """
    with Sandbox(tier=Tier.HARDENED, hidden=course) as sandbox:
        run = Program(
            textwrap.dedent(text).encode(), file_name="here.py", limits=Limits(), start_method="fork", sandbox=sandbox
        ).run()
    assert "answer.py" not in run.stdout
    assert "points" not in run.stdout
    assert ("module.py" in run.stdout) is is_the_environment
    assert run.outcome == Outcome.FINISHED


# -- which tier ------------------------------------------------------------------------


@pytest.mark.parametrize("tier", list(Tier))
def test_a_report_names_its_tier_and_the_command_says_why(workshop: Workshop, tier: Tier) -> None:
    if tier is Tier.HARDENED and (why := why_not_hardened()):
        pytest.skip(why)
    told = forklings(workshop, "grade", "--json", "solutions/01_first/greet.py", FORKLINGS_ISOLATION=tier.value)
    assert json.loads(told.stdout)["isolation"] == tier.value
    assert told.stderr.startswith(f"isolation: {tier.value}")
    shown = forklings(workshop, "grade", "solutions/01_first/greet.py", FORKLINGS_ISOLATION=tier.value)
    assert shown.stdout.endswith(told.stderr)


def test_a_box_that_cannot_be_made_is_done_without_and_said(workshop: Workshop, broken_bubblewrap: str) -> None:
    told = forklings(workshop, "grade", "solutions/01_first/greet.py", PATH=broken_bubblewrap, FORKLINGS_ISOLATION="")
    assert told.returncode == 0
    assert told.stdout.splitlines()[-1] == (
        "isolation: basic, not hardened: bwrap: No permissions to create new namespace"
    )


def test_required_isolation_is_not_done_without(workshop: Workshop, broken_bubblewrap: str) -> None:
    for words in (["grade"], ["grade", "--json"], ["author", "check"]):
        file = ["solutions/01_first/greet.py"] if words[0] == "grade" else []
        told = forklings(workshop, *words, "--require-isolation", *file, PATH=broken_bubblewrap)
        assert (told.returncode, told.stdout, told.stderr.count("\n")) == (2, "", 1)
        assert "No permissions to create new namespace" in told.stderr
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "--require-isolation", "solutions"],
        cwd=workshop.root,
        env={**os.environ, "PATH": broken_bubblewrap},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == pytest.ExitCode.USAGE_ERROR
    assert "No permissions" in result.stderr


def test_nothing_runs_where_the_wish_cannot_be_met(monkeypatch: pytest.MonkeyPatch, broken_bubblewrap: str) -> None:
    monkeypatch.setenv("PATH", broken_bubblewrap)
    monkeypatch.setenv(isolation.VARIABLE, "hardened")
    monkeypatch.setattr(isolation, "_found", {})
    with pytest.raises(IsolationMissing), Sandbox() as sandbox:
        sandbox.warm_up()


def test_without_bubblewrap_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "apt install bubblewrap" in isolation.why_not_hardened()


def test_pytest_says_the_tier_with_the_points(workshop: Workshop) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "solutions"],
        cwd=workshop.root,
        env={**os.environ, "FORKLINGS_ISOLATION": "basic"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "isolation: basic, not hardened: FORKLINGS_ISOLATION asks for basic" in result.stdout


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_a_filter_is_whole_instructions_and_ends_by_allowing(machine: str) -> None:
    code = refusals.program(machine)
    assert len(code) % 8 == 0
    assert code[-8:] == bytes([6, 0, 0, 0, 0, 0, 255, 127])


def test_an_unknown_processor_has_no_filter() -> None:
    with pytest.raises(refusals.MachineUnknown):
        refusals.program("z80")


# -- what works in a box ------------------------------------------------------------------

EVERYTHING = """
    import multiprocessing, socket, sys
    from multiprocessing import shared_memory, managers
    def square(n):
        return n * n
    def fill(name, lock, queue, server):
        with lock:
            block = shared_memory.SharedMemory(name)
            block.buf[0] = 7
            block.close()
        with socket.create_connection(("localhost", server)) as connection:
            queue.put(connection.recv(10))
    if __name__ == "__main__":
        with multiprocessing.Pool(2) as pool:
            print(pool.map(square, range(4)))
            pool.close(); pool.join()
        with multiprocessing.Manager() as manager:
            shared = manager.dict(a=1)
            shared["b"] = 2
            print(dict(shared))
        block = shared_memory.SharedMemory(create=True, size=48 << 20)
        queue, lock = multiprocessing.Queue(), multiprocessing.Lock()
        with socket.create_server(("localhost", 0)) as server:
            child = multiprocessing.Process(target=fill, args=(block.name, lock, queue, server.getsockname()[1]))
            child.start()
            with server.accept()[0] as connection:
                connection.send(b"hello")
            print(queue.get(), block.buf[0])
        child.join()
        block.close(); block.unlink()
        with managers.BaseManager(("127.0.0.1", 0), b"key") as manager: pass
"""


class TestInside:
    """Each of these in both tiers where it says so, else in the hardened one."""

    @pytest.fixture(autouse=True)
    def _needs_a_box(self) -> None:
        if why := why_not_hardened():
            pytest.skip(why)

    @pytest.mark.parametrize("sandbox", list(Tier), indirect=True)
    @pytest.mark.parametrize("method", METHODS)
    def test_what_multiprocessing_offers_works(self, run_text: RunText, method: str) -> None:
        run = run_text(EVERYTHING, method=method)
        assert (run.outcome, run.stderr, run.returncode) == (Outcome.FINISHED, "", 0)
        assert [line.text for line in run.lines] == ["[0, 1, 4, 9]", "{'a': 1, 'b': 2}", "b'hello' 7"]

    @pytest.mark.parametrize("sandbox", [Tier.HARDENED], indirect=True)
    def test_nothing_of_this_machine_is_seen(self, run_text: RunText, tmp_path: Path) -> None:
        (tmp_path / "solution.py").write_text("the answer")
        run = run_text(
            f"""
            import os, socket
            def tried(work):
                try: return work()
                except OSError as error: return error.strerror
            print(sorted({{int(name) for name in os.listdir("/proc") if name.isdigit()}} - {{os.getpid()}}))
            print(os.listdir("/tmp"), os.listdir("/dev/shm"), os.listdir("/sandbox"), os.listdir("/etc"))
            for path in ({str(tmp_path)!r}, {str(Path(__file__).parent)!r}, "/root/.ssh", "/home"):
                print(tried(lambda: os.listdir(path)))
            print(tried(lambda: socket.create_connection(("192.0.2.1", 80), 1)))
            """
        )
        lines = [line.text for line in run.lines]
        assert lines[0] == "[1]"
        assert "solution" not in run.stdout
        assert lines[2:4] == ["No such file or directory"] * 2
        assert lines[-1] == "Network is unreachable"

    @pytest.mark.parametrize("sandbox", [Tier.HARDENED], indirect=True)
    def test_the_system_is_read_only_and_its_gates_are_closed(self, run_text: RunText) -> None:
        run = run_text(
            """
            import ctypes, os, sys
            libc = ctypes.CDLL(None, use_errno=True)
            def tried(work):
                try: return work()
                except OSError as error: return error.strerror
            folders = ["/", "/usr", "/etc", "/forklings", "/sandbox", sys.prefix, sys.base_prefix, "/proc/sys/kernel"]
            for folder in folders:
                print(folder, tried(lambda: open(f"{folder}/new", "w")))
            for name, flags in (("user", 0x10000000), ("mount", 0x20000)):
                print(name, libc.unshare(flags), os.strerror(ctypes.get_errno()))
            print("mount", libc.mount(b"none", b"/tmp", b"tmpfs", 0, None), os.strerror(ctypes.get_errno()))
            print([line for line in open("/proc/self/status") if line.startswith("CapPrm")][0].split()[1].strip("0"))
            print("keyctl", libc.syscall(250 if os.uname().machine == "x86_64" else 219, 0, -3, 0))
            """
        )
        for line in run.lines[:8]:
            assert line.text.endswith(("Read-only file system", "Permission denied", "No such file or directory"))
        refused = [line.text for line in run.lines[8:]]
        expected = [f"{what} -1 Operation not permitted" for what in ("user", "mount", "mount")]
        assert refused == [*expected, "", "keyctl -1"]

    @pytest.mark.parametrize("sandbox", [Tier.HARDENED], indirect=True)
    @pytest.mark.parametrize("number", [9, 19, 15, 2])
    def test_the_supervisor_is_out_of_reach(self, run_text: RunText, number: int) -> None:
        run = run_text(
            f"""
            import os
            for pid in (os.getppid(), 1, -1):
                try: os.kill(pid, {number})
                except OSError: pass
            """
        )
        assert run.outcome in (Outcome.FINISHED, Outcome.SIGNALED)
        assert run_text("print('still here')").stdout == "still here\n"

    @pytest.mark.parametrize("sandbox", [Tier.HARDENED], indirect=True)
    def test_one_run_leaves_nothing_to_the_next(self, run_text: RunText) -> None:
        look = """
            import os
            found = [f"{folder}/{name}" for folder in ("/tmp", "/dev/shm", "/dev/mqueue", "/sandbox")
                     for name in os.listdir(folder)]
            print(found, [len(open(f"/proc/sysvipc/{kind}").readlines()) for kind in ("shm", "sem", "msg")])
        """
        leave = """
            import ctypes, os
            libc = ctypes.CDLL(None)
            libc.semget(0, 1, 0o600 | 0o1000); libc.shmget(0, 4096, 0o600 | 0o1000); libc.msgget(0, 0o600 | 0o1000)
            for folder in ("/tmp", "/dev/shm"):
                os.mkdir(f"{folder}/left"); os.chmod(f"{folder}/left", 0)
        """
        assert run_text(leave).evidence.resources == (
            "System V msg",
            "System V sem",
            "System V shm",
            "left",
            "left",
        )
        found = run_text(look).stdout
        assert "left" not in found
        assert found.endswith("[1, 1, 1]\n")

    @pytest.mark.parametrize("method", METHODS)
    def test_a_schedule_takes_the_same_steps_in_both_tiers(self, method: str) -> None:
        source = textwrap.dedent(
            """
            import multiprocessing, time
            def add(lock, value):
                with lock:
                    value.value += 1
                time.sleep(5)
            if __name__ == "__main__":
                lock, value = multiprocessing.Lock(), multiprocessing.Value("i", 0)
                children = [multiprocessing.Process(target=add, args=(lock, value)) for _ in range(2)]
                for child in children: child.start()
                for child in children: child.join()
                print(value.value)
            """
        ).encode()
        seen = []
        for tier in Tier:
            with Sandbox(tier=tier) as sandbox:
                program = Program(source, file_name="here.py", limits=Limits(), start_method=method, sandbox=sandbox)
                # Twice each: the second schedule of a command starts warm.
                for run in (program.conduct("round-robin"), program.conduct("run-to-block")):
                    conducted = run.conducted
                    assert conducted is not None
                    assert (run.outcome, run.stdout, conducted.around) == (Outcome.FINISHED, "2\n", "")
                    seen.append((run.schedule, [(step.who, step.kind, step.clock) for step in conducted.steps]))
        assert seen[:2] == seen[2:]

    def test_two_submissions_have_two_boxes(self) -> None:
        with Sandbox(tier=Tier.HARDENED) as one, Sandbox(tier=Tier.HARDENED) as other:
            one.warm_up()
            other.warm_up()
            assert one._process is not other._process

    def test_a_box_is_made_for_an_interpreter_in_any_place(self) -> None:
        words = bubblewrap.Box(is_root=True).words
        for path in (sys.base_prefix, sys.prefix):
            assert path.startswith("/usr") or path in words


AS_NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all"]

# An interpreter that any user can reach; root's own may lie in root's home.
PYTHON = "/usr/bin/python3"

SCRIPT = """
import sys
from forklings.course import Limits
from forklings.program import Program
from forklings.sandbox.client import Sandbox
from forklings.sandbox import isolation

print(isolation.in_force().line)
with Sandbox() as sandbox:
    for source in (*sys.argv[1:], "print('honest')"):
        program = Program(source.encode(), file_name="here.py", limits=Limits(seconds=2), start_method="fork",
                          sandbox=sandbox)
        run = program.run()
        print(run.outcome, repr(run.stdout))
"""


@pytest.fixture
def as_nobody() -> list[str]:
    """The words before a script that is to be run by another user than root."""
    if os.getuid() != 0 or shutil.which("setpriv") is None or not Path(PYTHON).exists():
        pytest.skip("another user is tried by root, with setpriv and the system's interpreter")
    packages = [path for path in sys.path if path.endswith("site-packages")]
    root = str(Path(bubblewrap.__file__).parents[2])
    words = [*AS_NOBODY, "env", f"PYTHONPATH={os.pathsep.join([root, *packages])}", PYTHON]
    tried = subprocess.run(
        [*words, "-c", "import msgspec, yaml, forklings.program"], capture_output=True, text=True, check=False
    )
    if tried.returncode != 0:
        pytest.skip(f"that interpreter cannot grade: {tried.stderr.splitlines()[-1]}")
    return words


def test_a_grader_that_is_not_root_has_the_hardened_tier_too(as_nobody: list[str]) -> None:
    """By a user namespace. The program is the supervisor's user, and pid 1 is out of its reach all the same."""
    wait = "; import time; time.sleep(1000)"
    sources = [
        "import os; os.kill(os.getppid(), 9)",
        f"import os; os.kill(1, 19){wait}",
        "import os; os.kill(-1, 9)",
        "print(open('/proc/1/environ').read())",
    ]
    result = subprocess.run([*as_nobody, "-c", SCRIPT, *sources], capture_output=True, text=True, check=False)
    line, *outcomes = result.stdout.splitlines()
    if line != "isolation: hardened":
        pytest.skip(line)
    assert outcomes == ["finished ''", "timeout ''", "finished ''", "finished ''", r"finished 'honest\n'"]


@pytest.mark.parametrize("tier", ["hardened", "basic"])
@pytest.mark.parametrize("limit", ["CPU", "NOFILE", "AS", "FSIZE", "NPROC"])
def test_who_takes_the_supervisors_limits_is_found_out(as_nobody: list[str], limit: str, tier: str) -> None:
    """prlimit asks for the same user alone (prlimit(2))."""
    source = f"import os, resource as r, time; r.prlimit(os.getppid(), r.RLIMIT_{limit}, (1, 1)); time.sleep(1)"
    result = subprocess.run(
        [*as_nobody, "-c", SCRIPT, source],
        env={**os.environ, "FORKLINGS_ISOLATION": tier if tier == "basic" else ""},
        capture_output=True,
        text=True,
        check=False,
    )
    line, *outcomes = result.stdout.splitlines()
    if not line.startswith(f"isolation: {tier}"):
        pytest.skip(line)
    assert outcomes == ["tampering ''", r"finished 'honest\n'"]


def test_autograding_that_requires_isolation_grades_nothing_without(
    workshop: Workshop, broken_bubblewrap: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    release(workshop)
    hand_in(workshop, "iris")
    hand_in(workshop, "olga")
    with (workshop.root / "nbgrader_config.py").open("a") as config:
        config.write("c.GradePrograms.require_isolation = True\n")
    monkeypatch.setenv("PATH", broken_bubblewrap)
    monkeypatch.delenv("FORKLINGS_ISOLATION", raising=False)
    result = nbgrader(workshop, "autograde", CHAPTER)
    print(result.stderr)
    assert result.returncode != 0
    assert "Traceback" not in result.stderr
    assert result.stderr.count("No permissions to create new namespace") == 1
    assert not (workshop.root / "autograded").exists()
