"""Programs for the conductor, given as text."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

from forklings.program import Run

METHODS = ("fork", "spawn", "forkserver")

Conduct = Callable[..., Run]

HEAD = """\
import multiprocessing
import os
import signal
import sys
import time

"""
TAIL = """
if __name__ == "__main__":
    main()
"""


def program(text: str) -> str:
    return HEAD + textwrap.dedent(text).strip("\n") + "\n" + TAIL
