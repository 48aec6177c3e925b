# Has the command line of a resource tracker.
# outcome: leftover_process
import os

if os.fork() == 0:
    os.execv("/bin/sleep", ["from multiprocessing.resource_tracker import main;main(3)", "15"])
