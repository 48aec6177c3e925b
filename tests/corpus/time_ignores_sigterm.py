# Cannot be asked to end.
# outcome: timeout
import signal
import time

for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
    signal.signal(number, signal.SIG_IGN)
time.sleep(20)
