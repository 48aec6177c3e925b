"""Hostile and broken programs and files, each with the outcome that is right; benchmarks/corpus.py runs them often."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import corpus
import pytest
from conftest import RunText, why_not_hardened

from forklings.grading.grade import ProgramUnreadable, read_program
from forklings.report import Outcome
from forklings.sandbox.tiers import Tier

BOTH_TIERS = True

ITEMS = corpus.items()


def test_the_corpus_is_there() -> None:
    assert len(ITEMS) >= 60
    assert {item.outcome for item in ITEMS} >= {outcome for outcome in Outcome if outcome.endswith("_limit")} - {
        Outcome.STEP_LIMIT  # of conducted runs alone
    }


@pytest.mark.parametrize("tier", list(Tier))
@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.name)
def test_a_program_gets_its_outcome_and_leaves_nothing(item: corpus.Item, tier: Tier) -> None:
    if tier is Tier.HARDENED and (why := why_not_hardened()):
        pytest.skip(why)
    if not corpus.is_right_in(item, tier):
        pytest.skip("the program shares the grader's user")
    assert corpus.problems(item, tier) == []


# -- what is handed in and is no program, or an odd one --------------------------------

INVALID = {
    "not_python": b"this is no Python",
    "python_2": b"print 'hello'\n",
    "html": b"<!DOCTYPE html>\n<html><body>404</body></html>\n",
    "an_archive": b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + bytes(range(256)),
    "an_executable": b"\x7fELF\x02\x01\x01" + b"\0" * 500,
    "compressed": b"\x1f\x8b\x08\x00" + bytes(range(255, 0, -1)),
    "a_picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "a_document": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "latin_1_without_saying_so": b"print('\xff')\n",
    "latin_1_in_a_comment": b"print(1)  # \xff\n",
    "utf_16": "print(1)\n".encode("utf-16"),
    "utf_16_without_a_mark": "print(1)\n".encode("utf-16-le"),
    "utf_32": "print(1)\n".encode("utf-32"),
    "a_zero_byte": b"print(1)\0\n",
    "only_zero_bytes": b"\0" * 1000,
    "an_unknown_encoding": b"# coding: no-such-thing\nprint(1)\n",
    "an_encoding_that_is_no_text": b"# coding: hex\n7072696e74\n",
    "a_mark_and_another_encoding": b"\xef\xbb\xbf# coding: latin-1\nprint(1)\n",
    "an_open_bracket": b"print((1)\n",
    "an_open_string": b"text = '''\nnever closed\n",
    "an_open_line": b"x = 1 + \\",
    "tabs_and_spaces": b"if True:\n        x = 1\n\tx = 2\n",
    "no_block": b"if __name__ == '__main__':\nprint(1)\n",
    "a_merge_conflict": b"<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> theirs\n",
    "a_magic_line": b"%%exercise greet\nprint(1)\n",
    "typographic_quotes": "print(“hello”)\n".encode(),
    "a_space_that_is_none": "x\xa0= 1\n".encode(),
    "a_terminal_session": b">>> print(1)\n1\n",
    "return_outside_of_a_function": b"return 1\n",
    "brackets_without_end": b"(" * 5000 + b")" * 5000,
    "folders_of_blocks": b"".join(b" " * depth + b"if 1:\n" for depth in range(200)) + b" " * 200 + b"pass\n",
    "braces": b"from __future__ import braces\n",
}

FINE = {
    "empty": b"",
    "blank": b"\n \n\t\n",
    "one_comment": b"# nothing yet",
    "a_mark_of_its_encoding": b"\xef\xbb\xbfprint(1)\n",
    "latin_1_and_says_so": b"# coding: latin-1\nprint('\xff')\n",
    "windows_lines": b"x = 1\r\nprint(x)\r\n",
    "old_mac_lines": b"x = 1\rprint(x)\r",
    "a_page_break": b"x = 1\n\x0c\nprint(x)\n",
    "letters_of_other_scripts": "größe, 数 = 1, 2\nprint(größe, 数)\n".encode(),
    "text_turned_around": "x = 'a\u202eb'  # \u2066\nprint(len(x))\n".encode(),
    "a_notebook": b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}\n',
    "a_hundred_thousand_lines": b"x = 1\n" * 100_000,
    "one_line_of_half_a_megabyte": b"x = '" + b"y" * 500_000 + b"'\n",
    "an_error": b"raise ValueError('no')\n",
    "no_such_module": b"import no_such_module\n",
    "itself": b"import here\n",
}


@pytest.mark.parametrize("name", INVALID)
def test_a_file_that_is_no_program_is_invalid(run_text: RunText, name: str) -> None:
    assert run_text(INVALID[name]).outcome is Outcome.INVALID
    assert run_text(b"print('honest')").stdout == "honest\n"


@pytest.mark.parametrize("name", FINE)
def test_an_odd_file_that_is_a_program_is_run(run_text: RunText, name: str) -> None:
    assert run_text(FINE[name]).outcome is Outcome.FINISHED
    assert run_text(b"print('honest')").stdout == "honest\n"


def test_what_is_no_regular_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "dangling.py").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop.py").symlink_to(tmp_path / "loop.py")
    os.mkfifo(tmp_path / "pipe.py")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(tmp_path / "socket.py"))
    (tmp_path / "large.py").write_bytes(b"#" * (1 << 20) + b"\n")
    (tmp_path / "device.py").symlink_to("/dev/zero")
    for path in (*tmp_path.iterdir(), tmp_path / "missing.py", tmp_path / "folder.py/below.py"):
        with pytest.raises(ProgramUnreadable):
            read_program(path)
