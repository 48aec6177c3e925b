# A Pipe for every message.
# outcome: open_files_limit
import multiprocessing

held = [multiprocessing.Pipe() for _ in range(2000)]
