# A user namespace, and a file system of its own size in it; refused in a box.
# outcome: finished
# hardened says: refused
import ctypes
import os

libc = ctypes.CDLL(None)
print("refused" if libc.unshare(0x10000000 | 0x20000) else "made")
