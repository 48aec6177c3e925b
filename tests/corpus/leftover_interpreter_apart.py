# A Python that loads nothing of ours.
# outcome: leftover_process
import subprocess
import sys

subprocess.Popen([sys.executable, "-I", "-S", "-c", "import time; time.sleep(15)"], start_new_session=True)
