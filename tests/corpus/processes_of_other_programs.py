# None of these runs Python.
# outcome: process_limit
import subprocess

started = [subprocess.Popen(["sleep", "10"]) for _ in range(100)]
for process in started:
    process.wait()
