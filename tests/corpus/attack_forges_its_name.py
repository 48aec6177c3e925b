# Writes as if its parent did; refused by the kernel.
# outcome: finished
# says: PermissionError
# needs: a user of its own
import os
import socket
import struct

mine = socket.socket(fileno=os.dup(1))
forged = struct.pack("iii", os.getppid(), os.getuid(), os.getgid())
mine.sendmsg([b"forged\n"], [(socket.SOL_SOCKET, socket.SCM_CREDENTIALS, forged)])
