# Reaches itself alone.
# outcome: finished
# needs: a user of its own
import os

os.kill(-1, 9)
