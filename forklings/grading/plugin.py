"""The pytest plugin: exercises and solutions are collected as the checks of their grader.

pytest imports a file that is named on its command line even when a plugin collects it
too, so the hook that collects is a wrapper whose result replaces all others: a program
is never imported, whatever its name and whatever stands in it.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from forklings.grading.summary import Summary

# The folders of a course whose files may be ours; looked at before anything is imported.
_TREES = frozenset({"exercises", "solutions"})

_SUMMARY = "forklings-summary"


def _may_be_ours(path: Path) -> bool:
    return path.suffix == ".py" and path.parent.parent.name in _TREES


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    collected = yield
    if not _may_be_ours(file_path):
        return collected
    from forklings.grading import collecting

    ours = collecting.collector(file_path, parent)
    return collected if ours is None else [ours]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep the checks of one exercise on one worker, where they share its runs."""
    if config.getvalue("dist") != "load" or not any(_names_a_tree(config, word) for word in config.args):
        return None
    from forklings.grading.distributing import scheduler

    return scheduler(config, log)


def _names_a_tree(config: pytest.Config, word: str) -> bool:
    path = Path(config.invocation_params.dir, word.split("::")[0])
    return any(part in _TREES for part in path.parts)


def _summary(config: pytest.Config) -> Summary:
    from forklings.grading.summary import Summary

    found = config.pluginmanager.get_plugin(_SUMMARY)
    if found is None:
        found = Summary()
        config.pluginmanager.register(found, _SUMMARY)
    assert isinstance(found, Summary)
    return found


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("forklings").addoption(
        "--require-isolation",
        action="store_true",
        help="run the programs of exercises in the hardened sandbox, or not at all",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--require-isolation"):
        _require_isolation()
    if not hasattr(config, "workerinput"):
        _summary(config)


def _require_isolation() -> None:
    from forklings.sandbox import isolation
    from forklings.sandbox.errors import IsolationMissing

    try:
        isolation.require()
    except IsolationMissing as error:
        raise pytest.UsageError(str(error)) from error
