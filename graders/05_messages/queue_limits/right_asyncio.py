"""An event loop that asks, and naps in between."""

import asyncio
import multiprocessing
import queue
import time


async def until(call, failure, patience):
    loop = asyncio.get_running_loop()
    began = loop.time()
    while True:
        try:
            return True, call()
        except failure:
            if patience is not None and loop.time() - began >= patience:
                return False, None
            await asyncio.sleep(0.02)


def offer(hatch, dish, patience):
    done, _ = asyncio.run(until(lambda: hatch.put_nowait(dish), queue.Full, patience))
    return done


def fetch(hatch, patience, nothing):
    done, dish = asyncio.run(until(hatch.get_nowait, queue.Empty, patience))
    return dish if done else nothing


def cook(hatch) -> None:
    for number in range(1, 7):
        dish = f"dish {number}"
        if offer(hatch, dish, 2):
            print(f"cook: {dish} is in the hatch")
        else:
            print(f"cook: eats {dish}")


def wait_at_tables(hatch) -> None:
    while True:
        dish = fetch(hatch, 1, "no dish")
        print(f"waiter: {dish}")
        if dish == "no dish":
            break
        time.sleep(0.3)


def main() -> None:
    hatch = multiprocessing.Queue(2)
    staff = [multiprocessing.Process(target=target, args=(hatch,)) for target in (wait_at_tables, cook)]
    for person in staff:
        person.start()
    for person in staff:
        person.join()


if __name__ == "__main__":
    main()
