# Deeper than a path can name.
# outcome: finished
import os

for _ in range(2000):
    os.mkdir("d")
    os.chdir("d")
