"""Who goes next: a run in which every step that matters is granted, one at a time.

Runs beside the supervisor, so it needs the standard library alone, as that does.
"""
