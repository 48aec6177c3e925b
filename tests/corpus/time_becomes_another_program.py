# What was Python is sleep now, and cannot say where it is.
# outcome: timeout
import os

os.execvp("sleep", ["sleep", "20"])
