# Folders that their owner may not enter either.
# outcome: finished
import os

for number in range(10):
    os.makedirs(f"closed{number}/below")
    open(f"closed{number}/below/file", "w").close()
    os.chmod(f"closed{number}/below", 0)
    os.chmod(f"closed{number}", 0)
