# Computes on when the kernel says that its processor time is up.
# outcome: cpu_limit
# limits: seconds=15 cpu_seconds=1
import signal
import time

signal.signal(signal.SIGXCPU, signal.SIG_IGN)
end = time.monotonic() + 18
while time.monotonic() < end:
    pass
