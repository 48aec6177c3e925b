"""The bundled submissions get the points they should, whatever is wrong with them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

DEMO = Path(__file__).parents[1] / "demo"

EXPECTED = {
    "ada/clean_exit.py": "5 of 5",
    "ada/exit_codes.py": "6 of 6",
    "ada/fork_once.py": "6 of 6",
    "ada/pipe_eof.py": "6 of 6",
    "ben/clean_exit.py": "0 of 5",
    "ben/exit_codes.py": "4 of 6",
    "ben/fork_once.py": "5 of 6",
    "ben/pipe_eof.py": "4 of 6",
    "cleo/clean_exit.py": "0 of 5",
    "cleo/exit_codes.py": "0 of 6",
    "cleo/fork_once.py": "0 of 6",
    "cleo/pipe_eof.py": "0 of 6",
    "dan/clean_exit.py": "0 of 5",
    "dan/exit_codes.py": "0 of 6",
    "dan/fork_once.py": "0 of 6",
    "dan/pipe_eof.py": "0 of 6",
    "eva/clean_exit.py": "0 of 5",
    "eva/exit_codes.py": "0 of 6",
    "eva/fork_once.py": "0 of 6",
    "eva/homework.py": "",
    "eva/pipe_eof.py": "0 of 6",
    "finn/clean_exit.py": "0 of 5",
    "finn/exit_codes.py": "0 of 6",
    "finn/pipe_eof.py": "0 of 6",
}


def test_every_submission_gets_its_points_and_its_reason() -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); import grade_all, pathlib\n"
        "if __name__ == '__main__':\n"
        "    for row in grade_all.grade_all(grade_all.submissions(pathlib.Path(sys.argv[1], 'submitted'))):\n"
        "        print(f'{row.student}/{row.program}|{row.points}|{row.verdict}|{row.reason}')\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", script, str(DEMO)], capture_output=True, text=True, timeout=280, check=True
    )
    rows = [line.split("|", 3) for line in result.stdout.splitlines() if line.count("|") >= 3]
    assert {row[0]: row[1] for row in rows} == EXPECTED
    for name, _points, verdict, reason in rows:
        assert bool(reason) == (verdict != "passed"), name
        assert "grader_error" not in verdict
