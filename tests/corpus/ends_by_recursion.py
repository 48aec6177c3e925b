# Calls itself until Python has enough.
# outcome: finished
# says: RecursionError


def again():
    again()


again()
