# A file where all users have theirs.
# outcome: leftover_resource
# needs: a user of its own
import os

open(f"/tmp/corpus-{os.getpid()}", "w").close()
