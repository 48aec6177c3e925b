# Begins as a fork server does, and goes on when its main process has ended: the limits hold for it too.
# outcome: memory_limit
# limits: seconds=15 memory_mb=64
import os
import subprocess
import sys
import time

BODY = """
import time
end = time.monotonic() + 10
kept = bytearray(150 << 20)
while time.monotonic() < end:
    for place in range(0, len(kept), 4096):
        kept[place] = 1
"""
subprocess.Popen([sys.executable, "-c", f"from multiprocessing.forkserver import main; main(exec({BODY!r}))"])
time.sleep(0.2)
os._exit(0)
