# Asks for more than the machine may have.
# outcome: memory_limit
held = bytearray(4 << 30)
