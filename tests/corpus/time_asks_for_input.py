# There is nobody who types.
# outcome: finished
# says: EOFError
print(input("Your name? "))
