# Larger than a file may be.
# outcome: file_limit
with open("large", "wb") as file:
    for _ in range(100):
        file.write(b"x" * (1 << 20))
