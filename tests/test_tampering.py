"""Where the program shares the grader's user it can reach its supervisor, and gains nothing by it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading

import pytest

from forklings.course import Limits
from forklings.program import Program
from forklings.program.errors import EngineFault
from forklings.report import Outcome
from forklings.sandbox.client import Sandbox
from forklings.sandbox.supervisor import identity, tree
from forklings.sandbox.tiers import Tier

# As another user than root, yet able to reach an interpreter in root's home.
AS_NOBODY = [
    "setpriv",
    "--reuid=65534",
    "--regid=65534",
    "--clear-groups",
    "--inh-caps=-all,+dac_read_search",
    "--ambient-caps=-all,+dac_read_search",
    "--bounding-set=-all,+dac_read_search",
]

SCRIPT = """
import sys
from forklings.course import Limits
from forklings.program import Program
from forklings.program.errors import EngineFault
from forklings.sandbox.client import Sandbox

with Sandbox() as sandbox:
    for name, source in ((sys.argv[2], sys.argv[1]), ("honest", "print('honest')")):
        program = Program(source.encode(), file_name=f"{name}.py", limits=Limits(seconds=2), start_method="fork",
                          sandbox=sandbox)
        run = program.run()
        print(run.outcome, repr(run.stdout), run.evidence.folder)
"""

WAIT = "import time; time.sleep(1000)"


@pytest.mark.skipif(
    os.getuid() == 0 and shutil.which("setpriv") is None, reason="a root grader needs setpriv to grade as another user"
)
@pytest.mark.parametrize(
    ("source", "outcome"),
    [
        ("import os; os.kill(os.getppid(), 9)", "tampering"),
        (f"import os; os.kill(os.getppid(), 9); {WAIT}", "tampering"),
        (f"import os; os.kill(os.getppid(), 19); {WAIT}", "tampering"),
        (f"import os; parent = os.getppid(); child = os.fork(); child or os.kill(parent, 9); {WAIT}", "tampering"),
        (f"import os; os.killpg(0, 9); {WAIT}", "signaled"),
    ],
)
def test_a_program_that_turns_on_its_supervisor(source: str, outcome: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"attack_{os.getpid()}"
    prefix = AS_NOBODY if os.getuid() == 0 else []
    monkeypatch.setenv("FORKLINGS_ISOLATION", "basic")
    result = subprocess.run(
        [*prefix, sys.executable, "-c", SCRIPT, source, name],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    attack, honest = result.stdout.splitlines()
    assert attack.split()[0] == outcome
    assert honest.split()[:2] == ["finished", r"'honest\n'"]
    assert not tree.holding(b"\0%b.py\0" % name.encode(), "cmdline")


@pytest.mark.skipif(not identity.may_switch(), reason="only root's programs have a user of their own")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_a_supervisor_that_the_system_ends_is_no_tampering(number: signal.Signals) -> None:
    """With another user than its supervisor's, the program was not the one who sent that signal."""
    with Sandbox(tier=Tier.BASIC) as sandbox:
        program = Program(b"", file_name="here.py", limits=Limits(seconds=2), start_method="fork", sandbox=sandbox)
        assert program.run().outcome == Outcome.FINISHED
        assert sandbox._process is not None
        supervisor = sandbox._process.pid
        waits = Program(
            WAIT.encode(), file_name="waits.py", limits=Limits(seconds=60), start_method="fork", sandbox=sandbox
        )

        def end_it() -> None:
            while not tree.holding(b"\0waits.py\0", "cmdline"):
                pass
            os.kill(supervisor, number)

        killer = threading.Thread(target=end_it)
        killer.start()
        with pytest.raises(EngineFault, match="from outside"):
            waits.run()
        killer.join()
    assert not tree.holding(b"\0waits.py\0", "cmdline")
