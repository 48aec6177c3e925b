# Removes the folder that it works in.
# outcome: finished
import os
import shutil

shutil.rmtree(os.getcwd())
