# A terabyte of nothing.
# outcome: file_limit
with open("hole", "wb") as file:
    file.truncate(1 << 40)
