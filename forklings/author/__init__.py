"""For who writes exercises: cases, and the check that says whether a grader is any good."""
