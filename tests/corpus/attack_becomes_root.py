# Refused.
# outcome: finished
# says: refused
import os

try:
    os.setuid(0)
except OSError:
    print("refused")
