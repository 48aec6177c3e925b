# Twenty thousand empty ones.
# outcome: file_limit
# limits: seconds=20
import os

for number in range(20_000):
    os.close(os.open(f"file{number}", os.O_CREAT | os.O_WRONLY))
