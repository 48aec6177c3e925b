"""The hardened tier's box: what bubblewrap is asked for, and what a program finds inside.

Inside are the system, the interpreter and the engine, all read-only, and nothing else of
this machine: a /tmp, /dev/shm, /proc and network of the box's own, which end with it. The
supervisor is its pid 1, so no process outlives it, and no signal from inside ends it.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from forklings.sandbox import refusals

NAME = "bwrap"

# Where the engine's package lies inside; its own place may be below the course.
ENGINE = "/forklings"

# Where the folders of runs are made; short, since addresses of Unix sockets are.
RUNS = "/sandbox"

# Sizes in bytes. Runs are stopped before these are full; they bound what happens between two looks.
_SHARED_MEMORY = 1 << 30
_FILES = 320 << 20

# The system's folders: links to /usr on most machines, folders on some.
_SYSTEM = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_SETTINGS = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime")

# What the supervisor of a root grader needs: another user for the program, and power over that user's
# processes and files. The program itself has none of these.
_CAPABILITIES = (
    "CAP_CHOWN",
    "CAP_DAC_OVERRIDE",
    "CAP_DAC_READ_SEARCH",
    "CAP_FOWNER",
    "CAP_KILL",
    "CAP_SETGID",
    "CAP_SETPCAP",
    "CAP_SETUID",
    "CAP_SYS_PTRACE",
)

# What a virtual environment has in its folder, which may be that of the course.
_OF_AN_ENVIRONMENT = ("bin", "include", "lib", "lib64", "pyvenv.cfg", "share")

# localhost has to have an address where there is no other name service.
_FILES_OF_OURS = {
    "/etc/hosts": b"127.0.0.1 localhost\n::1 localhost\n",
    "/etc/nsswitch.conf": b"hosts: files\npasswd: files\ngroup: files\n",
}


def find() -> str | None:
    """bubblewrap's path, or None where it is not installed."""
    return shutil.which(NAME)


class Box:
    """The arguments that make the box, and the descriptors that they speak of."""

    def __init__(self, *, is_root: bool, hidden: Path | None = None) -> None:
        """is_root: the kernel obeys this process as root, and needs no user namespace for a box.

        hidden is a folder whose contents are not seen inside, though it may lie in one that is.
        """
        self.fds: list[int] = []
        self.words = [
            NAME,
            "--as-pid-1",
            "--unshare-ipc",
            "--unshare-pid",
            "--unshare-net",
            "--unshare-uts",
            "--unshare-cgroup-try",
            "--hostname",
            "sandbox",
            "--clearenv",
            *_words("--setenv", "PATH", "/usr/local/bin:/usr/bin:/bin"),
            *_words("--setenv", "LANG", "C.UTF-8"),
            *_words("--setenv", "TMPDIR", RUNS),
            "--cap-drop",
            "ALL",
        ]
        if is_root:
            for name in _CAPABILITIES:
                self.words += ["--cap-add", name]
        else:
            self.words += ["--unshare-user"]
        self._mount()
        if hidden is not None:
            self._hide(Path(os.path.realpath(hidden)))
        try:
            self.words += ["--seccomp", str(self._file(refusals.program()))]
        except refusals.MachineUnknown:
            # The least of what a filter does; a grader that is root has to do without it here.
            self.words += [] if is_root else ["--disable-userns"]
        self.words += ["--remount-ro", "/", "--chdir", "/", "--"]

    def close(self) -> None:
        """Once bubblewrap has been started and holds the descriptors."""
        for fd in self.fds:
            os.close(fd)
        self.fds = []

    def _mount(self) -> None:
        words = self.words
        words += ["--ro-bind", "/usr", "/usr"]
        self._make_folders("/etc", "/var", ENGINE)
        for path in _SYSTEM:
            if os.path.islink(path):
                words += ["--symlink", os.readlink(path), path]
            elif os.path.isdir(path):
                words += ["--ro-bind", path, path]
        for path in _SETTINGS:
            words += ["--ro-bind-try", path, path]
        for path, data in _FILES_OF_OURS.items():
            words += ["--perms", "0644", "--ro-bind-data", str(self._file(data)), path]
        words += ["--proc", "/proc", "--dev", "/dev", "--mqueue", "/dev/mqueue"]
        words += ["--size", str(_SHARED_MEMORY), "--perms", "1777", "--tmpfs", "/dev/shm"]
        words += ["--size", str(_FILES), "--perms", "1777", "--tmpfs", "/tmp"]
        words += ["--symlink", "../tmp", "/var/tmp"]
        words += ["--size", str(_FILES), "--perms", "0755", "--tmpfs", RUNS]
        interpreter, links = _interpreter(), list(_links())
        above = {str(folder) for path in (*interpreter, *links) for folder in Path(path).parents}
        self._make_folders(*sorted(above - {"/", "/usr", "/tmp"}))
        for path in interpreter:
            words += ["--ro-bind", path, path]
        for link in links:
            words += ["--symlink", os.readlink(link), link]
        words += ["--ro-bind", str(Path(__file__).resolve().parents[1]), f"{ENGINE}/forklings"]

    def _hide(self, folder: Path) -> None:
        """Cover what is in a folder, but for an interpreter that lies there too, or whose folder this is."""
        interpreter = _interpreter()
        if not _lies_in(str(folder), ["/usr", *interpreter]):
            return
        for entry in sorted(folder.iterdir()):
            path = str(entry)
            is_of_python = entry.name in _OF_AN_ENVIRONMENT and str(folder) in interpreter
            if is_of_python or entry.is_symlink() or any(_lies_in(prefix, [path]) for prefix in interpreter):
                continue
            self.words += ["--tmpfs", path] if entry.is_dir() else ["--ro-bind", "/dev/null", path]

    def _make_folders(self, *paths: str) -> None:
        """Open to all, whatever they are outside: the program is a user who could not enter root's home."""
        for path in paths:
            self.words += ["--perms", "0755", "--dir", path]

    def _file(self, data: bytes) -> int:
        """A descriptor from which bubblewrap reads these bytes."""
        fd = os.memfd_create("forklings")
        os.write(fd, data)
        os.lseek(fd, 0, os.SEEK_SET)
        self.fds.append(fd)
        return fd


def _words(*words: str) -> tuple[str, ...]:
    return words


def _interpreter() -> list[str]:
    """The folders of this interpreter and its virtual environment that do not lie in /usr."""
    found: list[str] = []
    for prefix in (sys.base_prefix, sys.base_exec_prefix, sys.prefix, sys.exec_prefix):
        for path in (os.path.realpath(prefix), prefix):
            if path not in found and path != "/" and not _lies_in(path, ["/usr", *found]):
                found.append(path)
    return found


def _links() -> Iterator[str]:
    """The links from sys.executable to the interpreter that lie in none of the folders above."""
    path = sys.executable
    while os.path.islink(path):
        if not _lies_in(path, ["/usr", *_SYSTEM, *_interpreter()]):
            yield path
        path = os.path.join(os.path.dirname(path), os.readlink(path))


def _lies_in(path: str, folders: list[str]) -> bool:
    return any(path == folder or path.startswith(f"{folder}/") for folder in folders)
