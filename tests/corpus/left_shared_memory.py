# Never unlinked, and the tracker that would do it is not told.
# outcome: leftover_resource
# needs: a user of its own
import _posixshmem
import os

os.close(_posixshmem.shm_open(f"/corpus-{os.getpid()}", os.O_CREAT | os.O_RDWR, mode=0o600))
