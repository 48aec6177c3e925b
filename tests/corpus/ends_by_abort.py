# As an assertion in C does.
# outcome: signaled
import os

os.abort()
