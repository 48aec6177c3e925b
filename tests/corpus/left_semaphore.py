# A named one, made by the C library.
# outcome: leftover_resource
# needs: a user of its own
import ctypes
import os

libc = ctypes.CDLL("libpthread.so.0")
libc.sem_open.restype = ctypes.c_void_p
assert libc.sem_open(f"/corpus-{os.getpid()}".encode(), os.O_CREAT, 0o600, 1)
