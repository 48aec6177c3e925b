# A reader waits for an end that its own copy of the other end keeps away.
# outcome: timeout
import os
import select

reader, writer = os.pipe()
if os.fork() == 0:
    os._exit(0)
os.wait()
select.select([reader], [], [], 20)
