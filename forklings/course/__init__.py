"""course.yml to frozen records, and names to exercises."""

from forklings.course.errors import (
    CourseError,
    CourseInvalid,
    CourseNotFound,
    ExerciseAmbiguous,
    ExerciseUnknown,
)
from forklings.course.finding import exercise, exercise_of_file, find, find_root, load
from forklings.course.records import START_METHODS, Chapter, Course, Exercise, Limits

__all__ = [
    "START_METHODS",
    "Chapter",
    "Course",
    "CourseError",
    "CourseInvalid",
    "CourseNotFound",
    "Exercise",
    "ExerciseAmbiguous",
    "ExerciseUnknown",
    "Limits",
    "exercise",
    "exercise_of_file",
    "find",
    "find_root",
    "load",
]
