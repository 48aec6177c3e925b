# Reads where nothing is.
# outcome: signaled
import ctypes

ctypes.string_at(1)
