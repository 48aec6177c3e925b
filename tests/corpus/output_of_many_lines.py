# Fewer bytes than there may be, and more lines than anybody reads: each costs the grader memory.
# outcome: output_limit
# limits: seconds=15 output_kb=1024
import os

for _ in range(100):
    os.write(1, b"\n" * 10_000)
