# The same, and does not care.
# outcome: file_limit
try:
    with open("large", "wb") as file:
        for _ in range(100):
            file.write(b"x" * (1 << 20))
except OSError:
    print("so be it")
