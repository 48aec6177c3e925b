# A list that never ends.
# outcome: memory_limit
import time

held = []
end = time.monotonic() + 10
while time.monotonic() < end and len(held) < 400:
    held.append(bytearray(b"x") * (1 << 20))
time.sleep(10)
