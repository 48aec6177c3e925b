"""What runs inside the student's processes: standard library only.

Nothing here is imported by the rest of the engine; `startup` lies on the PYTHONPATH of
every process of a run.
"""

import contextlib
import importlib.util
from pathlib import Path

STARTUP = Path(__file__).parent / "startup"


def compile_startup() -> None:
    """Write the bytecode of what every process of a run loads, where it is missing or old.

    The processes themselves may not write it, and would compile it anew at every start.
    """
    _compile(STARTUP)


def compile_engine() -> None:
    """The same for what a supervisor loads, for one that finds the engine read-only."""
    for name in ("", "sandbox", "sandbox/supervisor", "conductor"):
        _compile(STARTUP.parents[1] / name)


def _compile(folder: Path) -> None:
    for source in folder.glob("*.py"):
        cached = Path(importlib.util.cache_from_source(str(source)))
        with contextlib.suppress(OSError):
            if not cached.exists() or cached.stat().st_mtime < source.stat().st_mtime:
                import py_compile

                py_compile.compile(str(source), quiet=2)
