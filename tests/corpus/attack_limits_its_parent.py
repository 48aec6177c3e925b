# Refused: it would be ended by its own limits.
# outcome: finished
# says: PermissionError
# needs: a user of its own
import os
import resource

resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (1, 1))
