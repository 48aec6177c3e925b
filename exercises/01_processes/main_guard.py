"""A program that its own workers read.

A post office has two clerks, the workers of a pool. A word is drawn for the day. The main
process says that the office is open, the clerks stamp the parcels with the word, and the
prices are added up. With the start method fork all goes well. With spawn, and with
forkserver, errors come without end (Ctrl-C stops them).

    python main_guard.py fork 20 3 7        three parcels, of 20, 3 and 7 kilos
    python main_guard.py spawn 20 3 7

Contract
- The arguments are a start method, then a weight for each parcel. In a terminal the program
  prints these lines and no others, with fork, spawn and forkserver alike:
      open: WORD               first, once; the main process prints it
      WEIGHT kg: PRICE WORD    once for each parcel, in any order; a worker prints it
      total: SUM               last, once; the main process prints it
  A PRICE is 4, and 3 more for each kilo; SUM is that of the prices. WORD is the same in all
  lines of a run. It is drawn anew for each run, and nobody could know it before.
- The workers are one or two processes, started with multiprocessing or concurrent.futures
  by the start method that was asked for. No other process is started.
- The program ends by itself, with exit code 0, and no process with a traceback.
- Another program may import this file, whatever its arguments: it prints and starts nothing.

Change all you like. Try it:   python main_guard.py spawn
Grade it:                      pytest main_guard.py
"""

import multiprocessing
import secrets
import sys

method, *words = sys.argv[1:] or ["fork"]
weights = [int(word) for word in words or ["20", "3", "7"]]
word_of_the_day = secrets.token_hex(4)


def stamp(weight: int) -> int:
    price = 4 + 3 * weight
    print(f"{weight} kg: {price} {word_of_the_day}")
    return price


print(f"open: {word_of_the_day}")
pool = multiprocessing.get_context(method).Pool(2)
prices = pool.map(stamp, weights, chunksize=1)
pool.close()
pool.join()
print(f"total: {sum(prices)}")
