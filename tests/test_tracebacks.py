"""The last error of a process, from what it wrote to stderr."""

from __future__ import annotations

import pytest

from forklings.program.tracebacks import lacks_guard, last_error

SIMPLE = """\
Traceback (most recent call last):
  File "/box/here.py", line 3, in <module>
    work()
  File "/box/here.py", line 2, in work
    raise LookupError("no such page")
LookupError: no such page
"""

IN_A_LIBRARY = """\
Process Process-1:
Traceback (most recent call last):
  File "/lib/process.py", line 314, in _bootstrap
    self.run()
  File "/box/here.py", line 7, in work
    json.loads("")
  File "/lib/decoder.py", line 355, in raw_decode
    raise JSONDecodeError
json.decoder.JSONDecodeError: Expecting value: line 1
"""

CHAINED = SIMPLE + "\nDuring handling of the above exception, another exception occurred:\n\n" + IN_A_LIBRARY

GUARD = """\
Traceback (most recent call last):
  File "<string>", line 1, in <module>
  File "/box/here.py", line 4, in <module>
    child.start()
RuntimeError:
        An attempt has been made to start a new process before the
        current process has finished its bootstrapping phase.

        This probably means that you are not using fork
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("nothing of the kind\n", ""),
        (SIMPLE, "LookupError: no such page (here.py:2)"),
        (IN_A_LIBRARY, "json.decoder.JSONDecodeError: Expecting value: line 1 (here.py:7)"),
        (CHAINED, "json.decoder.JSONDecodeError: Expecting value: line 1 (here.py:7)"),
        ("Traceback (most recent call last):\nMyOwnTrouble\n", "MyOwnTrouble"),
        (
            GUARD,
            "RuntimeError: An attempt has been made to start a new process before the "
            "current process has finished its bootstrapping phase. (here.py:4)",
        ),
    ],
)
def test_the_last_error_with_the_students_line(text: str, expected: str) -> None:
    assert last_error(text.splitlines(), "/box/here.py", "here.py") == expected


def test_a_missing_guard_is_known_by_what_multiprocessing_says() -> None:
    assert lacks_guard(GUARD)
    assert not lacks_guard(SIMPLE)
