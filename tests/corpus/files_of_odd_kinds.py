# Links to everywhere, a pipe, a socket, names that are no text.
# outcome: finished
import os
import socket

os.symlink("/", "root")
os.symlink("loop", "loop")
os.symlink("/dev/shm", "shared")
os.mkfifo("pipe")
socket.socket(socket.AF_UNIX).bind("socket")
open(b"\xff\xfe\n\t", "w").close()
