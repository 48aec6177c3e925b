# No Python runs, so no handler of Python's either.
# outcome: timeout
import ctypes

ctypes.CDLL(None).usleep(20_000_000)
