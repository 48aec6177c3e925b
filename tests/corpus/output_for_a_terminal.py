# Clears the screen, sets a title, asks for an answer.
# outcome: finished
print("\x1b[2J\x1b]0;title\x07\x1b[6n\x1b[31m" * 100)
