# Closes all that it sees, ours too.
# outcome: finished
import os

os.closerange(0, 2000)
