"""Time is up.

In an exam each pupil writes in a process of its own. When the time is up, those who still
write are to put down their pens, and who does not listen loses the sheet. Today collect()
waits longer than it may, nobody is stopped, and of those who still write it says None.

Contract
- collect(pupils, seconds, grace) gets a list of multiprocessing.Process, which may be empty. All
  have been started, and start no processes; some may have ended, and some may have been joined.
  Other children are left alone.
- They have seconds seconds to end, 0 or more, counted from the call, the same for all. Nobody gets
  a signal before that.
- Those who have not ended by then get SIGTERM, once, all at that moment. They have grace seconds
  more, 0 or more, the same for all. Those who have not ended by then get SIGKILL, all at that moment.
- Each of these moments may be a quarter of a second late, and none may be early.
- collect() returns the exit codes of all, in the order of the list. When it returns, every
  process has ended and was waited for.
- It returns when the last process has ended, or a quarter of a second later. While it waits, it
  does not keep a processor busy: a look at each pupil every hundredth of a second is enough.
- All this under fork, spawn and forkserver. Nothing ends with a traceback.

Change collect(), and add functions of your own. Try it:   python join_deadline.py
Grade it:                                                  pytest join_deadline.py
"""

import multiprocessing
import signal
import time


def collect(pupils: list[multiprocessing.Process], seconds: float, grace: float) -> list[int | None]:
    codes = []
    for pupil in pupils:
        pupil.join(seconds)
        codes.append(pupil.exitcode)
    return codes


def write(seconds: float) -> None:
    time.sleep(seconds)


def write_with_earplugs(seconds: float) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(seconds)


def main() -> None:
    exam = {"anna": (write, 0.2), "ben": (write, 5.0), "cleo": (write_with_earplugs, 5.0)}
    pupils = []
    for name, (work, seconds) in exam.items():
        pupils.append(multiprocessing.Process(target=work, args=(seconds,), name=name))
        pupils[-1].start()
    began = time.monotonic()
    codes = collect(pupils, seconds=0.8, grace=0.3)
    print(f"all sheets are in after {time.monotonic() - began:.1f} seconds")
    for pupil, code in zip(pupils, codes, strict=True):
        print(f"{pupil.name}: {code}")


if __name__ == "__main__":
    main()
