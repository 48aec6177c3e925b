# A pattern that takes longer than the universe holds the interpreter's lock.
# outcome: timeout
# ends: it would not, within a day; RLIMIT_CPU is its own guard
import re
import resource

resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
re.match("(a+)+$", "a" * 40 + "b")
