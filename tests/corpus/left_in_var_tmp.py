# A folder, closed, with something in it.
# outcome: leftover_resource
# needs: a user of its own
import os

os.makedirs(f"/var/tmp/corpus-{os.getpid()}/below")
os.chmod(f"/var/tmp/corpus-{os.getpid()}", 0)
