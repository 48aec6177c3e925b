# Fifty megabytes in one write.
# outcome: output_limit
import os

os.write(1, b"x" * (50 << 20))
