"""The main process prints all lines by itself."""

import sys

pages = int(sys.argv[1]) if len(sys.argv) > 1 else 3
for number in range(1, pages + 1):
    print(f"reader: page {number}")
print(f"reader: the end after {pages}")
