"""A program that was forked from a waiting interpreter finds what it would find in a fresh one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from forklings.conductor import looking
from forklings.course import Limits
from forklings.program import Drive, Program, Run
from forklings.report import Outcome
from forklings.sandbox.client import Sandbox
from forklings.sandbox.supervisor import tree
from forklings.sandbox.tiers import Tier

# What a program can see of its process and its interpreter; pids aside, all of it must be equal.
FACTS = {
    "argv": "sys.argv, sys.orig_argv, __file__, __name__, __spec__, type(__loader__).__name__",
    "path": "sys.path, sys.prefix, sys.exec_prefix, sys.flags",
    "modules": "sorted(sys.modules)",
    "new modules": "sorted(set(after) - set(before))",
    "attributes": "sorted(vars(multiprocessing)), hasattr(multiprocessing, 'synchronize')",
    "importing": "[type(f).__name__ for f in sys.meta_path], len(sys.path_hooks)",
    "code": "importlib.machinery.SourceFileLoader.get_code.__name__, multiprocessing.__spec__.origin, json.__cached__",
    # Not os.popen: its pipe stays open where its process is not gone yet.
    # All but the moment at which the run began.
    "environment": (
        "{name: value for name, value in os.environ.items() if name != 'FORKLINGS_BEGAN'}, "
        "subprocess.check_output('env | grep -v FORKLINGS_BEGAN | sort', shell=True, text=True)"
    ),
    "folder": "os.getcwd(), os.listdir('.'), os.path.expanduser('~')",
    "command line": "open('/proc/self/cmdline').read(), os.readlink('/proc/self/exe')",
    "descriptors": "sorted((name, os.readlink(f'/proc/self/fd/{name}')[:7]) "
    "for name in os.listdir('/proc/self/fd') if os.path.exists(f'/proc/self/fd/{name}'))",
    "streams": "[(s.isatty(), s.line_buffering, s.encoding, s.errors, stat.S_IFMT(os.fstat(s.fileno()).st_mode)) "
    "for s in (sys.stdin, sys.stdout, sys.stderr)], sys.stdin.read()",
    "session": "os.getpgrp() == os.getpid() == os.getsid(0), os.getppid() > 1, len(os.listdir('/proc/self/task'))",
    "signals": "[(int(n), str(signal.getsignal(n))) for n in sorted(signal.valid_signals())], "
    "[l for l in open('/proc/self/status') if l.startswith(('Sig', 'Shd'))][1:]",
    "rights": "os.getresuid(), os.getresgid(), os.getgroups(), "
    "[l for l in open('/proc/self/status') if l.startswith(('Cap', 'NoNew', 'Seccomp'))]",
    "limits": "[resource.getrlimit(getattr(resource, n)) for n in sorted(dir(resource)) if n.startswith('RLIMIT_')]",
    "umask": "os.umask(0o22)",
    "own files": "os.stat('/proc/self/fd').st_uid, os.stat('/proc/self/environ').st_uid",
    "oom and priority": "open('/proc/self/oom_score_adj').read(), os.nice(0), sorted(os.sched_getaffinity(0))",
    "hashing": "hash('a string'), [*{'a', 'b', 'c', 'd'}]",
    "threads": "threading.active_count(), threading.current_thread().name, threading.main_thread().is_alive()",
    "collector": "gc.isenabled(), gc.get_threshold()",
    "audit and hooks": "sys.gettrace(), sys.excepthook is sys.__excepthook__, sys.displayhook.__name__",
    "clocks": "round(time.process_time(), 0), time.perf_counter() > 0",
    "type of a lock": "multiprocessing.Lock().acquire(), multiprocessing.get_start_method()",
}

ASKS = """\
import sys
before = list(sys.modules)
import multiprocessing
after = list(sys.modules)
attributes = ({attributes})
import gc, importlib.machinery, json, os, resource, signal, stat, subprocess, threading, time
def plain(value):
    return json.loads(json.dumps(value, default=str))
facts = {{"attributes": plain(attributes), "modules": sorted(before), "new modules": sorted(set(after) - set(before))}}
{asks}
print(json.dumps(facts))
"""


def program(sandbox: Sandbox, text: str, *, seconds: float = 10, method: str = "fork") -> Program:
    source = textwrap.dedent(text).encode()
    return Program(source, file_name="here.py", limits=Limits(seconds=seconds), start_method=method, sandbox=sandbox)


def warm_and_cold(sandbox: Sandbox, text: str, *arguments: str) -> tuple[Run, Run]:
    cold = program(sandbox, text).conduct("round-robin", *arguments)
    warm = program(sandbox, text).conduct("round-robin", *arguments)
    assert (cold.evidence.warm, warm.evidence.warm) == (False, True)
    return cold, warm


def test_a_forked_interpreter_looks_like_a_fresh_one(sandbox: Sandbox) -> None:
    given = {"attributes", "modules", "new modules"}
    asks = "\n".join(f"facts[{name!r}] = plain(({fact}))" for name, fact in FACTS.items() if name not in given)
    text = ASKS.format(asks=asks, attributes=FACTS["attributes"])
    cold, warm = (json.loads(run.stdout or run.stderr) for run in warm_and_cold(sandbox, text, "one", "two"))
    assert set(cold) == set(FACTS)
    for fact in FACTS:
        assert warm[fact] == cold[fact], fact


def test_each_start_is_fresh_though_many_come_from_one(sandbox: Sandbox) -> None:
    text = """
        import multiprocessing, os, sys
        multiprocessing.seen = getattr(multiprocessing, "seen", 0) + 1
        sys.seen = getattr(sys, "seen", 0) + 1
        os.environ["SEEN"] = os.environ.get("SEEN", "") + "x"
        open("seen", "a").write("x")
        print(multiprocessing.seen, sys.seen, os.environ["SEEN"], open("seen").read())
    """
    runs = [program(sandbox, text).conduct(f"walk-{number}") for number in range(4)]
    assert {run.stdout for run in runs} == {"1 1 x x\n"}
    assert [run.evidence.warm for run in runs] == [False, True, True, True]
    # What is random is not the same in all of them.
    text = "import os, random; print(random.random(), os.urandom(8))"
    assert len({program(sandbox, text).conduct(f"walk-{number}").stdout for number in range(4)}) == 4


def test_what_is_registered_for_the_end_happens_in_the_same_order(sandbox: Sandbox) -> None:
    text = """
        import atexit
        atexit.register(print, "registered before the import")
        import multiprocessing
        atexit.register(print, "registered after it")

        def work():
            print("child")

        if __name__ == "__main__":
            multiprocessing.Process(target=work).start()
            print("main")
    """
    cold, warm = warm_and_cold(sandbox, text)
    assert warm.stdout == cold.stdout
    assert warm.stdout.endswith("child\nregistered after it\nregistered before the import\n")


ENDS_OF_MAIN = """
    import atexit, gc, multiprocessing, os, signal, sys, threading, weakref

    class Noisy:
        def __init__(self, name):
            self.name = name

        def __del__(self):
            print(self.name, os.getpid() > 0, multiprocessing.current_process().name, flush=True)

    def leave(how):
        if how == "exit":
            sys.exit(300)
        if how == "words":
            sys.exit("words")
        if how == "error":
            raise ValueError(how)
        if how == "interrupted":
            raise KeyboardInterrupt
        if how == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if how == "file":
            os.dup2(1, 77)
            global kept
            kept = open(77, "w")
            kept.write("never closed")
        if how == "finalizers":
            atexit.register(print, "at exit")
            weakref.finalize(noisy, print, "finalized")
        if how == "thread":
            threading.Timer(1, print, ["a thread's end"]).start()
        if how == "child":
            multiprocessing.Process(target=print, args=("a child",)).start()
        if how == "lost":
            # Deleted when it is collected, which is at the very end here.
            gc.disable()
            lost = Noisy("lost in a circle")
            lost.itself = lost
            gc.enable()
        if how == "no finders":
            sys.meta_path.clear()
        if how == "no endings":
            atexit._clear()
        if how == "no collector":
            gc.disable()

    if __name__ == "__main__":
        noisy, of_a_circle = Noisy("a global"), Noisy("of a circle")
        of_a_circle.itself = of_a_circle
        atexit.register(Noisy("of the endings").__del__)
        leave(sys.argv[1])
"""


HOW_MAIN_ENDS = ["end", "exit", "words", "error", "interrupted", "killed", "file", "finalizers", "thread", "child"]
HOW_MAIN_ENDS += ["lost", "no finders", "no endings", "no collector"]


@pytest.mark.parametrize("how", HOW_MAIN_ENDS)
def test_a_forked_interpreter_ends_as_a_fresh_one_does(sandbox: Sandbox, how: str) -> None:
    cold, warm = warm_and_cold(sandbox, ENDS_OF_MAIN, how)
    assert (warm.stdout, warm.stderr, warm.evidence.status) == (cold.stdout, cold.stderr, cold.evidence.status)
    assert "a global" in cold.stdout or how == "killed"


def test_an_interpreter_that_waits_serves_every_start_method_and_begins_its_clocks_anew(sandbox: Sandbox) -> None:
    text = """
        import multiprocessing, os, time
        print(multiprocessing.get_start_method())
        open("now", "w").close()
        assert abs(time.time() - os.stat("now").st_mtime) < 5, (time.time(), os.stat("now").st_mtime)
        began = time.monotonic()
        time.sleep(7)
        assert round(time.monotonic() - began) == 7
    """
    made = [program(sandbox, text, method=method) for method in ("fork", "fork", "spawn", "forkserver", "fork")]
    runs = [one.conduct("round-robin-lazy") for one in made]
    assert [run.stdout.strip() for run in runs] == ["fork", "fork", "spawn", "forkserver", "fork"]
    assert [run.stderr for run in runs] == [""] * 5
    assert [run.evidence.warm for run in runs] == [False, True, True, True, True]


def test_real_runs_start_cold(sandbox: Sandbox) -> None:
    for number in range(3):
        assert program(sandbox, f"print({number})").run().evidence.warm is False


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_a_warm_start_takes_the_same_steps(sandbox: Sandbox, method: str) -> None:
    text = """
        import multiprocessing

        def work(lock, value):
            with lock:
                value.value += 1

        if __name__ == "__main__":
            lock, value = multiprocessing.Lock(), multiprocessing.Value("i", 0)
            workers = [multiprocessing.Process(target=work, args=(lock, value)) for _ in range(2)]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
            print(value.value)
    """
    runs = [program(sandbox, text, method=method).conduct("walk-5") for _ in range(3)]
    assert [run.evidence.warm for run in runs] == [False, True, True]
    assert len({(run.schedule, run.stdout, run.outcome) for run in runs}) == 1


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_what_a_warm_program_defines_comes_back_from_a_child(sandbox: Sandbox, method: str) -> None:
    """Spawned children pickle it by the program's second name, __mp_main__."""
    text = """
        import multiprocessing, sys

        class Answer:
            pass

        def work(answers):
            answers.put(Answer())

        if __name__ == "__main__":
            answers = multiprocessing.SimpleQueue()
            worker = multiprocessing.Process(target=work, args=(answers,))
            worker.start()
            print(type(answers.get()) is Answer, sys.modules["__mp_main__"] is sys.modules["__main__"])
            worker.join()
    """
    runs = [program(sandbox, text, method=method).conduct("round-robin-lazy") for _ in range(2)]
    assert [(run.stdout, run.stderr, run.evidence.warm) for run in runs] == [
        ("True True\n", "", False),
        ("True True\n", "", True),
    ]


SILENT = """
import multiprocessing.util
import os
import signal
import sys

BODY = '''
import os, signal
signal.alarm(20)
if os.fork() == 0:
    os.setsid()
    signal.alarm(20)
    print(os.getpid(), flush=True)
    kept = bytearray(120 << 20)
    while True:
        for place in range(0, len(kept), 4096):
            kept[place] = 1
signal.pause()
'''

if __name__ == "__main__":
    del os.environ["FORKLINGS_WIRE"]
    python = os.fsencode(sys.executable)
    multiprocessing.util.spawnv_passfds(python, [python, b"-c", BODY.encode()], [])
    signal.sigtimedwait((), 5)
"""


def test_a_spare_that_says_nothing_is_of_the_run_all_the_same() -> None:
    """It was taken for one that still waits: nothing was measured, and its children lived on."""
    with Sandbox(tier=Tier.BASIC) as sandbox:
        silent = Program(
            SILENT.encode(),
            file_name="here.py",
            limits=Limits(seconds=10, memory_mb=64),
            start_method="spawn",
            sandbox=sandbox,
        )
        for schedule in ("round-robin", "last-first"):
            run = silent.conduct(schedule)
            assert run.outcome == Outcome.MEMORY_LIMIT
            assert not os.path.exists(f"/proc/{int(run.stdout)}")
        assert run.evidence.warm


def test_drives_start_warm_and_name_the_students_lines(sandbox: Sandbox) -> None:
    def ask(module: object) -> object:
        return module.work()  # type: ignore[attr-defined]

    text = "import multiprocessing\n\ndef work():\n    with multiprocessing.Lock():\n        return 7\n"
    runs = [program(sandbox, text).conduct(f"walk-{number}", drive=Drive(ask)) for number in range(3)]
    assert [run.result for run in runs] == [7, 7, 7]
    assert [run.evidence.warm for run in runs] == [False, True, True]
    steps = [run.conducted.steps for run in runs if run.conducted is not None]
    assert {step.line for step in steps[2]} >= {4}


def test_a_program_that_does_not_compile_says_so_from_a_warm_start(sandbox: Sandbox) -> None:
    for run in warm_and_cold(sandbox, "def broken(:\n"):
        assert run.outcome == "invalid"


HOSTILE = {
    "kills all it may": "import os, signal; os.kill(-1, signal.SIGKILL)",
    "stops all it may": "import os, signal\nsignal.signal(signal.SIGCONT, signal.SIG_IGN)\nos.kill(-1, signal.SIGSTOP)",
    "kills its parent": "import os, signal; os.kill(os.getppid(), signal.SIGKILL)",
    "reads its siblings": """
        import os
        for pid in os.listdir("/proc"):
            if pid.isdigit():
                try:
                    open(f"/proc/{pid}/mem", "r+b").read(1)
                except OSError:
                    pass
    """,
}


@pytest.mark.parametrize("way", HOSTILE)
def test_a_hostile_program_harms_no_later_start(sandbox: Sandbox, way: str) -> None:
    if os.geteuid() != 0 and way != "reads its siblings":
        pytest.skip("only a grader that is root can give a program a user of its own")
    for number in range(3):
        program(sandbox, HOSTILE[way]).conduct(f"walk-{number}")
    run = program(sandbox, "print('fine')").conduct("round-robin")
    assert (run.outcome, run.stdout) == ("finished", "fine\n")


def test_a_waiting_interpreter_is_no_part_of_a_run_and_ends_with_its_sandbox() -> None:
    with Sandbox() as sandbox:
        text = "import os; print(len(os.listdir('.')))"
        runs = [program(sandbox, text).conduct(f"walk-{number}") for number in range(3)]
        assert {run.evidence.peak_processes for run in runs} <= {0, 1}
        assert all(not run.evidence.leftovers for run in runs)
        assert len(_zygotes()) == 1
    deadline = time.monotonic() + 10
    while _zygotes() and time.monotonic() < deadline:
        os.sched_yield()
    assert _zygotes() == []


def test_a_waiting_interpreter_that_is_gone_costs_no_verdict(sandbox: Sandbox) -> None:
    text = "print('fine')"
    for number in range(2):
        program(sandbox, text).conduct(f"walk-{number}")
    for pid in _zygotes():
        os.kill(pid, signal.SIGKILL)
    run = program(sandbox, text).conduct("walk-7")
    assert (run.stdout, run.evidence.warm) == ("fine\n", False)
    assert program(sandbox, text).conduct("walk-8").evidence.warm is True


def _zygotes() -> list[int]:
    """Interpreters below this process that wait to be forked."""
    return [pid for pid in tree.holding(b"FORKLINGS_ZYGOTE=", "environ") if _is_below(pid)]


def _is_below(pid: int) -> bool:
    while pid > 1:
        if pid == os.getpid():
            return True
        fields = tree.stat_fields(pid)
        pid = int(fields[1]) if fields else 0
    return False


# What a spawned process sees of itself; under a name of its own where a spare shows what it was made from.
SPAWNED = """\
import json, os, sys

def plain(value):
    return json.loads(json.dumps(value, default=str))

def tell():
    before = sorted(sys.modules)
    import gc, importlib.machinery, multiprocessing, resource, signal, stat, subprocess, threading, time
    facts = {{}}
{asks}
    facts["family"] = [multiprocessing.parent_process().pid == os.getppid(), os.getpgrp() == os.getsid(0)]
    facts["made from"] = open("/proc/self/cmdline").read()
    print(json.dumps(facts))

if __name__ == "__main__":
    import multiprocessing
    os.environ["ADDED"] = "by the program"
    child = multiprocessing.Process(target=tell)
    child.start()
    child.join()
"""


def both(sandbox: Sandbox, text: str, method: str) -> tuple[Run, Run]:
    """A program with fresh interpreters and then with spares, in one schedule."""
    cold, warm = (program(sandbox, text, method=method).conduct("round-robin") for _ in range(2))
    assert (cold.evidence.warm, warm.evidence.warm) == (False, True)
    return cold, warm


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_a_spare_looks_like_a_fresh_interpreter(sandbox: Sandbox, method: str) -> None:
    left_out = {"attributes", "new modules", "command line", "own files", "session"}
    asks = "\n".join(f"    facts[{name!r}] = plain(({fact}))" for name, fact in FACTS.items() if name not in left_out)
    cold, warm = (json.loads(run.stdout or run.stderr) for run in both(sandbox, SPAWNED.format(asks=asks), method))
    assert "multiprocessing" in cold.pop("made from")
    assert "here.py" in warm.pop("made from")
    assert cold["environment"][0]["ADDED"] == "by the program"
    assert cold.keys() == warm.keys()
    for fact in cold:
        assert warm[fact] == cold[fact], fact


ENDS = """
    import atexit, multiprocessing, os, signal, sys, threading, time

    class Noisy:
        def __del__(self):
            print("deleted at the very end", flush=True)

    noisy = Noisy()

    def leave(how):
        print(how, noisy is not None)
        if how == "exit":
            sys.exit(300)
        if how == "words":
            sys.exit("words")
        if how == "error":
            raise ValueError(how)
        if how == "abort":
            os.abort()
        if how == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if how == "file":
            global kept
            kept = open("kept", "w")
            kept.write("never closed")
        if how == "atexit":
            atexit.register(print, "at exit")
        if how == "thread":
            threading.Thread(target=lambda: (time.sleep(1), print("a thread's end"))).start()
        if how == "nested":
            inner = multiprocessing.Process(target=leave, args=("exit",))
            inner.start()
            inner.join()
            print(inner.exitcode)

    if __name__ == "__main__":
        for how in ("exit", "words", "error", "abort", "killed", "file", "atexit", "thread", "nested"):
            child = multiprocessing.Process(target=leave, args=(how,))
            child.start()
            child.join()
            print(how, child.exitcode)
        print(open("kept").read())
"""


def test_a_spare_ends_as_a_fresh_interpreter_does(sandbox: Sandbox) -> None:
    cold, warm = both(sandbox, ENDS, "spawn")
    assert warm.stdout == cold.stdout
    assert warm.stderr == cold.stderr
    assert "never closed" in warm.stdout
    assert "abort -6" in warm.stdout


def test_what_cannot_be_spawned_says_so_from_a_spare_too(sandbox: Sandbox) -> None:
    text = """
        import multiprocessing

        def work():
            pass

        child = multiprocessing.Process(target=work)
        child.start()
        child.join()
        print("exit code", child.exitcode)
    """
    cold, warm = both(sandbox, text, "spawn")
    assert "freeze_support" in cold.stderr
    assert warm.stdout == cold.stdout
    # Python 3.13 shows the command that was given to a fresh one, and how far it was.
    said = [
        [
            line
            for line in run.stderr.splitlines()
            if line.startswith(("  File", "Runtime", " " * 8)) and "~" not in line
        ]
        for run in (cold, warm)
    ]
    assert said[0] == said[1]


@pytest.mark.parametrize(
    "change",
    [
        "os.mkdir('below'); os.chdir('below')",
        "os.environ['PYTHONHASHSEED'] = '7'",
        "signal.signal(signal.SIGINT, signal.SIG_IGN)",
        "os.umask(0)",
        "resource.setrlimit(resource.RLIMIT_STACK, (1 << 22, resource.getrlimit(resource.RLIMIT_STACK)[1]))",
        "os.nice(1)",
        "os.closerange(900, 1024)",
        "multiprocessing.set_executable('/proc/self/exe')",
    ],
)
def test_where_a_spare_would_differ_a_fresh_interpreter_is_started(sandbox: Sandbox, change: str) -> None:
    text = f"""
        import multiprocessing, os, resource, signal

        def tell():
            umask = os.umask(0)
            print(os.path.basename(os.getcwd()), hash("x"), signal.getsignal(signal.SIGINT), umask, os.nice(0))
            print(resource.getrlimit(resource.RLIMIT_STACK))
            print("fresh" if "multiprocessing" in open("/proc/self/cmdline").read() else "a spare")

        if __name__ == "__main__":
            {change}
            child = multiprocessing.Process(target=tell)
            child.start()
            child.join()
    """
    cold, warm = both(sandbox, text, "spawn")
    assert warm.stdout == cold.stdout
    assert warm.stdout.endswith("fresh\n")


def test_a_program_gets_as_many_spares_as_its_last_run_had_use_for(sandbox: Sandbox) -> None:
    text = """
        import multiprocessing, sys

        def work():
            print("fresh" if "spawn_main" in open("/proc/self/cmdline").read() else "spare")

        if __name__ == "__main__":
            children = [multiprocessing.Process(target=work) for _ in range(int(sys.argv[1]))]
            for child in children:
                child.start()
            for child in children:
                child.join()
    """

    def counts(children: int) -> tuple[int, int]:
        run = program(sandbox, text, method="spawn").conduct("round-robin", str(children))
        return run.stdout.count("fresh"), run.stdout.count("spare")

    assert [counts(8) for _ in range(3)] == [(8, 0), (4, 4), (1, 7)]
    assert counts(8) == (0, 8)
    # Other arguments are another command, which starts cold once.
    assert [counts(1) for _ in range(3)] == [(1, 0), (0, 1), (0, 1)]


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_a_resource_tracker_that_was_a_spare_clears_up_after_its_program(sandbox: Sandbox, method: str) -> None:
    """It outlives the main process, to unlink what that has not."""
    text = """
        import multiprocessing
        from multiprocessing import shared_memory

        def work(memory):
            memory.buf[0] = 7

        if __name__ == "__main__":
            memory = shared_memory.SharedMemory(create=True, size=8)
            worker = multiprocessing.Process(target=work, args=(memory,))
            worker.start()
            worker.join()
            print(memory.buf[0])
    """
    for _ in range(5):
        run = program(sandbox, text, method=method).conduct("run-to-block")
        assert (run.outcome, run.stdout) == ("finished", "7\n")
        assert "1 leaked shared_memory objects" in run.stderr
    assert run.evidence.warm


def test_unused_spares_are_of_no_run_and_gone_after_it(sandbox: Sandbox) -> None:
    text = "import os; print(len(open(f'/proc/self/task/{os.getpid()}/children').read().split()))"
    cold, warm = both(sandbox, text, "spawn")
    assert (cold.stdout, warm.stdout) == ("0\n", "5\n")
    assert warm.evidence.peak_processes <= 1
    warm.expect_nothing_left()


def test_who_waits_for_a_spare_that_is_not_ready_is_not_taken_for_blocked() -> None:
    """Of the run all sleep then, and something comes of it all the same."""
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as spare:
        tree.NOT_OF_THE_RUN.add(spare.pid)
        try:
            assert spare.pid not in tree.descendants(os.getpid())
            assert looking.switches_of_all_asleep(os.getpid()) is None
        finally:
            tree.NOT_OF_THE_RUN.discard(spare.pid)
            spare.kill()
