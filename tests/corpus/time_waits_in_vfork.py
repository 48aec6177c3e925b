# Neither computes nor can be woken: a parent waits in vfork(2) for as long as its child sleeps.
# outcome: timeout
import ctypes
import signal

CLONE_VM, CLONE_VFORK = 0x100, 0x4000

libc = ctypes.CDLL(None)
stack = ctypes.create_string_buffer(1 << 16)
top = (ctypes.addressof(stack) + (1 << 16)) & ~15
libc.clone.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p]
signal.alarm(60)
libc.clone(ctypes.cast(libc.pause, ctypes.c_void_p), top, CLONE_VM | CLONE_VFORK | signal.SIGCHLD, None)
