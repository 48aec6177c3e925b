# A queue of POSIX's can be had by nobody: not every machine shows which are left.
# outcome: finished
# says: refused
# needs: a user of its own
import ctypes
import os

rt = ctypes.CDLL("librt.so.1")
print("refused" if rt.mq_open(b"/corpus", os.O_CREAT | os.O_RDWR, 0o600, None) < 0 else "made")
