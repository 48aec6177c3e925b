"""What runs inside the student's processes: standard library only.

Nothing here is imported by the rest of the engine; `startup` lies on the PYTHONPATH of
every process of a run.
"""

from pathlib import Path

STARTUP = Path(__file__).parent / "startup"
