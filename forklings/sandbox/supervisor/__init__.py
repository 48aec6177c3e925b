"""The process that starts, contains, watches and ends the student's processes.

Standard library only: it starts with `python -I -S`, so that a run costs little more
than the program itself, and it never imports anything of the student's.
"""
