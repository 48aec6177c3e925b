# Two hundred thousand characters, and no line.
# outcome: finished
print("x" * 200_000, end="")
