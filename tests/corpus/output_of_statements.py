# Says of itself what never happened, again and again.
# outcome: output_limit
import os
import socket
import time

voice = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
voice.connect(os.environ["FORKLINGS_WIRE"])
end = time.monotonic() + 10
while time.monotonic() < end:
    voice.send(b"\x01started\t77\tFalse\tx" * 1000)
