"""Drives: a grader's function that is shipped into the student's process and calls the student's there."""

from __future__ import annotations

import inspect
import json
import textwrap
from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any

from forklings.program.errors import EngineFault

FILE = "drive.py"


class Drive:
    """A function of the grader's, and the JSON arguments that it gets after the student's module.

    The function, and the functions and classes it uses, are shipped as source: they import
    what they need themselves and see nothing else of the grader. What the function returns
    comes back as JSON in Run.result.
    """

    def __init__(
        self, function: Callable[..., Any], /, *, uses: Sequence[Callable[..., Any]] = (), **arguments: Any
    ) -> None:
        """Raises EngineFault where the function could not run on its own."""
        self._name = function.__name__
        self._parts = [_source_of(shipped) for shipped in (*uses, function)]
        self._arguments = json.dumps(arguments)

    def script(self, file_name: str) -> str:
        """The program that imports the student's file as a module and calls the function."""
        module = file_name.removesuffix(".py")
        call = (
            'if __name__ == "__main__":\n'
            "    import json, sitecustomize\n"
            f"    sitecustomize.drive({self._name}, {module!r}, json.loads({self._arguments!r}))\n"
        )
        return "\n\n".join([*self._parts, call])


def _source_of(shipped: Callable[..., Any]) -> str:
    """The text of a function or class of the grader.

    Raises EngineFault where it could not run on its own: it names something of the grader.
    """
    if isinstance(shipped, FunctionType):
        missing = inspect.getclosurevars(shipped).nonlocals
        if missing:
            raise EngineFault(f"the drive {shipped.__name__} uses {', '.join(missing)} of the grader")
    return textwrap.dedent(inspect.getsource(shipped))
