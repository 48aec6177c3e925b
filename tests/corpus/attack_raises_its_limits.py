# Refused: they were set hard.
# outcome: finished
# says: ValueError
import resource

resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
