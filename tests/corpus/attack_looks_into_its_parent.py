# Refused: neither memory nor descriptors nor environment. One that needs a capability to reach its interpreter
# sees the numbers of the descriptors, but nothing behind them.
# outcome: finished
# hardened says: ['refused', 'refused', 'refused']
import os


def tried(name):
    try:
        return os.listdir(name) if name.endswith("fd") else open(name, "rb").read(1)
    except OSError:
        return "refused"


print([tried(f"/proc/{os.getppid()}/{name}") for name in ("mem", "fd", "environ")])
