# A shell puts it into the background, and ends.
# outcome: leftover_process
import subprocess

subprocess.run("nohup sleep 15 >/dev/null 2>&1 &", shell=True, check=True)
