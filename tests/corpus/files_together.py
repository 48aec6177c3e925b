# Each is small enough.
# outcome: file_limit
import time

for number in range(40):
    with open(f"part{number}", "wb") as file:
        file.write(b"x" * (4 << 20))
time.sleep(10)
