"""What a program says of itself earns it nothing, and breaks nothing of ours."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path

import pytest
from conftest import SOLUTION, RunText, Workshop

from forklings.grading.grade import grade
from forklings.program import CheckFailed
from forklings.report import Outcome, Verdict
from forklings.sandbox.client import Sandbox
from forklings.sandbox.tiers import Tier

BOTH_TIERS = True

VOICE = """
import os, socket
def say(data):
    voice = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    voice.connect(os.environ["FORKLINGS_WIRE"])
    voice.send(data)
"""


@pytest.mark.parametrize(
    ("sent", "is_read_as"),
    [
        (b'"a\\ud800b"', "a?b"),
        (b'{"\\udcff": 1}', {"?": 1}),
        (b'"\\ud83d\\ude00"', "\N{GRINNING FACE}"),
        (b"NaN", "NaN"),
        (b"[-1e999]", ["-Infinity"]),
    ],
)
def test_what_no_grader_reckons_with_is_not_in_a_result(run_text: RunText, sent: bytes, is_read_as: object) -> None:
    """A grader that encodes a text or rounds a number would have broken."""
    said = b'\x02{"result": ' + sent + b"}"
    run = run_text(f"{VOICE}\nsay({said!r})\n")
    assert run.result == is_read_as


def test_a_result_has_as_many_entries_as_the_grader_knows(run_text: RunText) -> None:
    said = b'\x02{"result": [1, 2, 3]}'
    run = run_text(f"{VOICE}\nsay({said!r})\n")
    assert run.expect_result(list[int], count=3) == [1, 2, 3]
    with pytest.raises(CheckFailed, match="it has 3 entries"):
        run.expect_result(list[int], count=2)


@pytest.mark.parametrize(
    "said",
    [
        b"\x01invalid",
        b"\x01invalid\t1\tno",
        b"\x01invalid\t1\tno\tmore",
        b"\x01forked\t\\xb2",
        b"\x01forked\t" + b"9" * 5000,
        b"\x01started\t0\tFalse\tnobody",
        b"\x01waited\t-\t-",
        b"\x01born",
        b"\x01hello\t1\tfrom multiprocessing.resource_tracker import main;main(3)",
        b"\x01\xff\xfe\t\\x",
        b'Thread 0x1\n  File "here.py", line ' + b"9" * 5000 + b" in f\n",
        b"",
        b"\x01",
        b"\x02",
        b"\x02[]",
        b'\x02{"result": 1e999}',
        b"\x02" + b"[" * 50_000,
    ],
)
def test_a_forged_statement_changes_no_verdict(workshop: Workshop, said: bytes) -> None:
    forged = f"{VOICE}\nif __name__ == '__main__':\n    say({said!r})\n"
    right = grade(workshop.exercise, (forged + SOLUTION).encode())
    assert (right.verdict, right.points) == (Verdict.PASSED, 3)
    wrong = grade(workshop.exercise, (forged + workshop.stub.read_text()).encode())
    assert (wrong.verdict, wrong.points) == (Verdict.FAILED, 0)


def test_a_flood_of_statements_costs_no_more_than_a_run(run_text: RunText) -> None:
    source = (
        VOICE
        + "voice = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\nvoice.connect(os.environ['FORKLINGS_WIRE'])\n"
    )
    run = run_text(source + "while True: voice.send(b'\\x01started\\t77\\tFalse\\tx' * 1000)")
    assert run.outcome is Outcome.OUTPUT_LIMIT


@pytest.mark.parametrize("result", ["7", '""', "[]", "null", '{"answer": {}}', '{"result": []}'])
def test_a_forged_result_of_another_shape_fails_the_check(workshop: Workshop, result: str) -> None:
    workshop.grader.write_text(
        textwrap.dedent(
            """
            from forklings import Program, points

            def call(module):
                return {"answer": 1}

            @points(1)
            def test_it(program: Program) -> None:
                "It answers."
                program.drive(call).expect_result(dict[str, int])["answer"]
            """
        )
    )
    forged = f"{VOICE}\nsay(b'\\x02{{\"result\": {result}}}')\n"
    report = grade(workshop.exercise, forged.encode())
    assert report.verdict is Verdict.FAILED
    assert grade(workshop.exercise, b"").verdict is Verdict.PASSED


HIDDEN = """
import os, sys, time
if os.fork() == 0:
    {disguise}
    {work}
print("out")
"""


@pytest.mark.parametrize("work", ["time.sleep(30)", "os._exit(0)"])
@pytest.mark.parametrize(
    "disguise",
    [
        "say(b'\\x01hello\\t1\\tfrom multiprocessing.resource_tracker import main;main(3)')",
        "say(b'\\x01hello\\t1\\tfrom multiprocessing.forkserver import main; main(3, 4, [])')",
    ],
)
def test_a_leftover_cannot_pass_for_a_helper_by_its_word(run_text: RunText, disguise: str, work: str) -> None:
    run = run_text(VOICE + HIDDEN.format(disguise=disguise, work=work))
    assert run.outcome is Outcome.LEFTOVER_PROCESS


def test_a_leftover_cannot_pass_for_a_helper_by_its_command_line(run_text: RunText) -> None:
    disguise = "os.execv('/bin/sleep', ['from multiprocessing.resource_tracker import main;main(3)', '30'])"
    run = run_text(HIDDEN.format(disguise=disguise, work=""))
    assert run.outcome is Outcome.LEFTOVER_PROCESS


def test_a_tree_deeper_than_a_path_is_swept(run_text: RunText, sandbox: Sandbox) -> None:
    run = run_text(
        """
        import os
        for _ in range(3000):
            os.mkdir("d"); os.chdir("d")
        """
    )
    assert run.outcome is Outcome.FINISHED
    sandbox.close()
    assert not Path(run.evidence.folder).parent.exists()


def test_a_traceback_of_a_hundred_thousand_lines_is_read_in_time(run_text: RunText) -> None:
    run = run_text(
        """
        import sys
        sys.stderr.write("Traceback (most recent call last):\\nX:\\n" + " a\\n" * 100_000)
        """
    )
    assert run.error_of(run.main).startswith("X: a")


@pytest.mark.skipif(os.getuid() != 0, reason="only a root grader gives programs a user of their own")
class TestUnderRoot:
    def test_what_is_left_outside_the_folder_is_found_and_swept(self, run_text: RunText, sandbox: Sandbox) -> None:
        run = run_text(
            """
            import ctypes, os
            libc = ctypes.CDLL(None)
            libc.semget(0, 1, 0o600 | 0o1000); libc.shmget(0, 4096, 0o600 | 0o1000); libc.msgget(0, 0o600 | 0o1000)
            for folder in ("/tmp", "/var/tmp", "/dev/shm"):
                os.makedirs(f"{folder}/left_{os.getpid()}/below", exist_ok=True)
            """
        )
        assert run.outcome is Outcome.LEFTOVER_RESOURCE
        name = f"left_{run.main.pid}"
        # A box has one folder for temporary files, under both names.
        names = [name] * (3 if sandbox.tier is Tier.BASIC else 2)
        assert run.evidence.resources == ("System V msg", "System V sem", "System V shm", *names)
        for folder in ("/tmp", "/var/tmp", "/dev/shm"):
            assert not Path(folder, name).exists()

    def test_processes_that_stop_their_killer_are_ended_all_the_same(self, run_text: RunText) -> None:
        run = run_text(
            """
            import os, signal, time
            if os.fork() == 0:
                os.setsid()
                end = time.monotonic() + 30
                while time.monotonic() < end:
                    for pid in range(os.getpid(), os.getpid() + 6):
                        if pid != os.getpid():
                            try: os.kill(pid, signal.SIGSTOP)
                            except OSError: pass
            """
        )
        assert run.outcome is Outcome.LEFTOVER_PROCESS
