"""The course in a Jupyter kernel: `%load_ext forklings.notebook`."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Give a kernel `%%exercise`, `%hint` and grade()."""
    from forklings.notebook.magics import load

    load(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Take back what makes `%%exercise` cells differ from others."""
    from forklings.notebook.magics import unload

    unload(shell)
