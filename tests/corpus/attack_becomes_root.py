# Refused.
# outcome: finished
# says: PermissionError
import os

os.setuid(0)
