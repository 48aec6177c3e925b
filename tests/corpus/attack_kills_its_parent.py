# Refused: the parent is another user's, or pid 1 of a box.
# outcome: finished
# needs: a user of its own
import os

os.kill(os.getppid(), 9)
