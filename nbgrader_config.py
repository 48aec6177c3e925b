# Makes this folder an nbgrader course whose programs are graded by the engine.
# Settings of your own, a gradebook elsewhere say, go below the last line.
from pathlib import Path

from forklings.nbgrader import configure

c = get_config()  # noqa: F821  nbgrader gives it
configure(c, Path(__file__).parent)
