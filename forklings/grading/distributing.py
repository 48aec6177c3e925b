"""Under pytest-xdist: one exercise, one worker."""

from __future__ import annotations

from typing import Any

import pytest

from forklings.course.finding import TREES


def scheduler(config: pytest.Config, log: Any) -> Any:
    """A scheduler that hands out exercises whole, and all other tests one by one."""
    from xdist.scheduler.loadscope import LoadScopeScheduling

    root = config.rootpath

    class ByExercise(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            file, _, _ = nodeid.partition("::")
            return file if any(part in TREES for part in (root / file).parts) else nodeid

    return ByExercise(config, log)
