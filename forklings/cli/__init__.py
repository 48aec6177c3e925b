"""The `forklings` command."""

from forklings.cli.main import main

__all__ = ["main"]
