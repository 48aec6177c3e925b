# A semaphore, a queue and shared memory of the old kind.
# outcome: leftover_resource
# needs: a user of its own
import ctypes

libc = ctypes.CDLL(None)
libc.semget(0, 1, 0o600 | 0o1000)
libc.msgget(0, 0o600 | 0o1000)
libc.shmget(0, 4096, 0o600 | 0o1000)
