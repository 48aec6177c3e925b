"""grade(exercise, source) -> Report, and the pytest plugin.

Nothing is imported here: pytest loads the plugin in every run of every project, and
the engine must cost such a run nothing.
"""
