# Its group is its own.
# outcome: signaled
import os

os.killpg(0, 9)
