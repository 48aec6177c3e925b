# Would have its parent ended by the parent's own limits; refused where that is another user.
# outcome: finished
# says: PermissionError
# needs: another user than its supervisor's
import os
import resource

resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (1, 1))
