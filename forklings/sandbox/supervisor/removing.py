"""Removing the folder of a run, whatever is in it."""

from __future__ import annotations

import contextlib
import os
import select

# A program of an exercise leaves its own file, two empty folders and two sockets.
_MOST_PLAIN = 20

# A verdict does not wait longer for files to be gone; the next run does.
_SECONDS = 1.0

# Down step by step, where a recursion of ours and a path of the kernel's would end; then once more with what
# only its owner had closed.
_SCRIPT = 'rm -rf --one-file-system -- "$0" || { chmod -R u+rwX -- "$0"; rm -rf --one-file-system -- "$0"; }'


class Removal:
    """Begun when it is made, and done at once for a plain folder; a large one may take its time."""

    def __init__(self, path: str) -> None:
        self._fd = -1
        if not _remove_plain(path):
            with contextlib.suppress(OSError):
                self._begin(path)

    def _begin(self, path: str) -> None:
        null = os.open(os.devnull, os.O_RDWR)
        try:
            actions = [(os.POSIX_SPAWN_DUP2, null, fd) for fd in (0, 1, 2)]
            words = ["sh", "-c", _SCRIPT, path]
            self._pid = os.posix_spawnp(words[0], words, {"PATH": "/usr/bin:/bin"}, file_actions=actions)
            self._fd = os.pidfd_open(self._pid)
        finally:
            os.close(null)

    def wait(self) -> None:
        """Until it is done, or a verdict should not wait for it any longer."""
        if self._fd >= 0:
            poll = select.poll()
            poll.register(self._fd, select.POLLIN)
            poll.poll(_SECONDS * 1000)

    def finish(self) -> None:
        """Until it is done."""
        if self._fd >= 0:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self._pid, 0)
            os.close(self._fd)
            self._fd = -1


def _remove_plain(path: str) -> bool:
    """Remove a folder of few files, two levels deep, without starting a process for it; False where that fails."""
    with contextlib.suppress(OSError):
        with os.scandir(path) as entries:
            parts = [entry for entry, _ in zip(entries, range(_MOST_PLAIN), strict=False)]
        for part in parts:
            if not part.is_dir(follow_symlinks=False):
                os.unlink(part.path)
                continue
            for name in os.listdir(part.path)[:_MOST_PLAIN]:
                os.unlink(os.path.join(part.path, name))
            os.rmdir(part.path)
        os.rmdir(path)
        return True
    return False
