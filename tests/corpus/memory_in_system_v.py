# Shared memory of the old kind, attached once and let go.
# outcome: memory_limit
# needs: a user of its own
import ctypes
import time

libc = ctypes.CDLL(None)
libc.shmat.restype = ctypes.c_void_p
made = []
for _ in range(80):
    made.append(libc.shmget(0, 4 << 20, 0o600 | 0o1000))
    address = libc.shmat(made[-1], None, 0)
    ctypes.memset(address, 1, 4 << 20)
    libc.shmdt(ctypes.c_void_p(address))
time.sleep(10)
for number in made:
    libc.shmctl(number, 0, None)
