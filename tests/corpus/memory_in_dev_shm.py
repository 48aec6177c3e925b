# Shared memory that nobody has mapped.
# outcome: memory_limit
# needs: a user of its own
import _posixshmem
import os
import time

names = [f"/corpus-{os.getpid()}-{number}" for number in range(80)]
try:
    for name in names:
        fd = _posixshmem.shm_open(name, os.O_CREAT | os.O_RDWR, mode=0o600)
        os.write(fd, b"x" * (4 << 20))
        os.close(fd)
    time.sleep(10)
finally:
    for name in names:
        try:
            _posixshmem.shm_unlink(name)
        except OSError:
            pass
