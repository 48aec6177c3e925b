"""One program, one session, one clock, one way out.

A supervisor in a process of its own starts the program, contains it, reaps it and
brings home the evidence. Nothing of the student's is ever imported on this side.
Nothing is imported here: the supervisor must start in the time of an interpreter.
"""
