# A socket that lingers goes to the supervisor beside a line, and its last copy is closed there. (Older kernels than
# Linux 6.16 let it through in the basic tier, where nothing is tried then.)
# outcome: timeout
import array
import contextlib
import os
import re
import socket
import struct
import time

if tuple(map(int, re.findall(r"\d+", os.uname().release)[:2])) < (6, 16):
    time.sleep(30)
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
listener.bind(("127.0.0.1", 0))
listener.listen(1)
writer = socket.socket()
writer.connect(listener.getsockname())
reader, _ = listener.accept()
writer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 15))
writer.setblocking(False)
with contextlib.suppress(BlockingIOError):
    while True:
        writer.send(b"x" * 65536)
output = socket.socket(fileno=os.dup(1))
for _ in range(150):
    os.write(1, b"late\n")
with contextlib.suppress(PermissionError):
    ends = array.array("i", [writer.fileno()])
    output.sendmsg([b"and a socket\n"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, ends)])
os.dup2(os.open("/dev/null", 0), writer.fileno())
time.sleep(30)
