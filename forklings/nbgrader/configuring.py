"""What nbgrader_config.py calls: nbgrader's steps, with ours in their places.

from pathlib import Path
from forklings.nbgrader import configure

configure(get_config(), Path(__file__).parent)
"""

from __future__ import annotations

from pathlib import Path

from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbgrader import preprocessors as theirs
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from forklings.nbgrader.attribution import Attribution
from forklings.nbgrader.escaping import markdown2html
from forklings.nbgrader.exporting import SubmissionExporter
from forklings.nbgrader.first_aid import FirstAid
from forklings.nbgrader.grading import GradePrograms, SaveGrades
from forklings.nbgrader.release import PutStubs
from forklings.nbgrader.unpacking import Archives

RELEASE = [
    theirs.IncludeHeaderFooter,
    theirs.InstantiateTests,
    theirs.LockCells,
    PutStubs,  # in place of ClearSolutions: the stub, not a blank
    theirs.ClearOutput,
    theirs.CheckCellMetadata,
    theirs.ComputeChecksums,
    theirs.SaveCells,
    theirs.ClearHiddenTests,
    theirs.ClearMarkScheme,
    theirs.ComputeChecksums,
    theirs.CheckCellMetadata,
]

SANITIZE = [
    FirstAid,  # before all others: each of them would stop at what it mends
    theirs.ClearOutput,
    theirs.DeduplicateIds,
    theirs.OverwriteKernelspec,
    theirs.OverwriteCells,
    theirs.CheckCellMetadata,
]

AUTOGRADE = [
    GradePrograms,  # in place of Execute: no notebook of a student's is ever run
    theirs.IgnorePattern,
    ClearMetadataPreprocessor,
    theirs.LimitOutput,
    SaveGrades,  # in place of SaveAutoGrades: what is undecided waits for a person
    theirs.AssignLatePenalties,
    theirs.CheckCellMetadata,
]

# Programs that the notebook's cells saved: in a source folder they would be released.
SAVED = ["exercises"]


def configure(config: Config, root: Path) -> None:
    """Make the folder root, which holds a course.yml, an nbgrader course graded by the engine."""
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.ignore = [*CourseDirectory().ignore, *SAVED]
    config.GenerateAssignment.preprocessors = RELEASE
    config.Autograde.sanitize_preprocessors = SANITIZE
    config.Autograde.autograde_preprocessors = AUTOGRADE
    config.Autograde.exporter_class = SubmissionExporter
    config.ZipCollectApp.extractor_plugin = Archives
    config.ZipCollectApp.collector_plugin = Attribution
    # For feedback and formgrader alike.
    config.HTMLExporter.filters = {"markdown2html": markdown2html}
    for step in (PutStubs, FirstAid, GradePrograms):
        config[step.__name__].course_root = str(root)
