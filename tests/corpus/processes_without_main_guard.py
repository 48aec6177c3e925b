# A spawned child imports the program, which starts a child.
# outcome: finished
# under: spawn
# says: bootstrapping phase
# help: __main__
import multiprocessing


def work():
    pass


child = multiprocessing.Process(target=work)
child.start()
child.join()
