# Forked by the C library: Python knows nothing of it.
# outcome: leftover_process
import ctypes

libc = ctypes.CDLL(None)
if libc.fork() == 0:
    libc.usleep(15_000_000)
    libc._exit(0)
