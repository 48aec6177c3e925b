"""A Jupyter server with folders of its own, and the commands that a person types beside it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

# A server on a busy machine with two cores; one that is idle takes about four seconds.
SECONDS_TO_START = 60.0
SECONDS_TO_STOP = 30.0
SECONDS_BETWEEN_LOOKS = 0.1
SECONDS_A_COMMAND = 120.0


def environment(home: Path) -> dict[str, str]:
    """An environment in which Jupyter reads and writes below home and nowhere else.

    nbgrader calls `alembic` by its name, so this interpreter's commands come first.
    """
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("JUPYTER", "IPYTHON", "PYTEST"))}
    return kept | {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", os.defpath)]),
        "HOME": str(home),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "LANG": "C.UTF-8",
    }


def command(home: Path, folder: Path, *words: str) -> None:
    """Run a command that has to succeed."""
    result = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS_A_COMMAND,
        check=False,
    )
    assert result.returncode == 0, f"{' '.join(words)}:\n{result.stdout}"


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, and the word that opens it."""

    url: str
    token: str

    def address(self, *parts: str) -> str:
        """The address of a page, with the token in it."""
        return f"{self.url}{'/'.join(quote(part) for part in parts)}?token={self.token}"


@contextmanager
def serving(home: Path, folder: Path) -> Iterator[Server]:
    """JupyterLab, and what else is installed beside it, started in a folder; ended with its kernels."""
    settings = home / "config/lab/user-settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings"
    settings.parent.mkdir(parents=True, exist_ok=True)
    # Else the first page asks whether it may fetch news.
    settings.write_text(json.dumps({"fetchNews": "false", "checkForUpdates": False}))
    log = home / "server.log"
    words = ["jupyter", "lab", "--no-browser", "--ip=127.0.0.1", "--port=0"]
    if os.geteuid() == 0:
        words.append("--allow-root")
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=folder,
            env=environment(home),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield _ready(process, home / "runtime" / f"jpserver-{process.pid}.json", log)
    finally:
        _end(process)


def _ready(process: subprocess.Popen[bytes], info: Path, log: Path) -> Server:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        server = _read(info)
        if server is not None and _answers(server):
            return server
        try:
            process.wait(SECONDS_BETWEEN_LOOKS)
        except subprocess.TimeoutExpired:
            continue
        raise AssertionError(f"the server has ended:\n{log.read_text()}")
    raise AssertionError(f"the server did not answer within {SECONDS_TO_START:g} s:\n{log.read_text()}")


def _read(info: Path) -> Server | None:
    try:
        document = json.loads(info.read_text())
    except (OSError, ValueError):
        return None  # not written yet, or half written
    return Server(document["url"], document["token"])


def _answers(server: Server) -> bool:
    try:
        with urllib.request.urlopen(server.address("api", "status"), timeout=SECONDS_TO_START) as answer:
            return bool(answer.status == 200)
    except urllib.error.URLError:
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    # Asked to end, a server ends its kernels, which are no members of its process group.
    try:
        process.send_signal(signal.SIGTERM)
        process.wait(SECONDS_TO_STOP)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
