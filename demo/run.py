"""The course under nbgrader, from release to feedback, with a bundled cohort of twenty.

    python demo/run.py [FOLDER]

Everything happens in FOLDER, demo/course by default, which is made anew each time. The chapter
has the two exercises that the cohort was given; it has got more since.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import cohort
from rich.console import Console
from rich.progress import Progress

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
COURSE = ("course.yml", "nbgrader_config.py", "exercises", "solutions", "graders", "source")

# Made by this script, and so its to remove.
MARK = ".made-by-the-demo"

# What nbgrader says as it comes to the next submission.
NEXT = "Autograding "


def prepare(folder: Path) -> None:
    """Make the course's folder anew; one that something else made is left alone."""
    if folder.exists():
        if not (folder / MARK).exists():
            sys.exit(f"{folder} is there and was not made by this script; name another folder")
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / MARK).touch()
    for name in COURSE:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    cohort.only_given(folder)


def take_in(folder: Path) -> None:
    """Put what was handed in where nbgrader looks for it."""
    shutil.copytree(cohort.SUBMITTED, folder / "submitted")
    cohort.inflate(folder / "submitted" / cohort.INFLATED / cohort.CHAPTER / f"{cohort.CHAPTER}.ipynb")


def nbgrader(folder: Path, *words: str, progress: Progress | None = None) -> None:
    """Run one step of nbgrader; its own account goes into a log beside the course."""
    # nbgrader starts alembic by its name alone.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    command = [sys.executable, "-m", "nbgrader", *words]
    log = folder / "nbgrader.log"
    task = progress.add_task(words[0], total=len(cohort.COHORT)) if progress is not None else None
    with log.open("a") as file:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, "PATH": path},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        assert process.stdout is not None
        for line in process.stdout:
            file.write(line)
            if progress is not None and task is not None and NEXT in line:
                progress.advance(task)
    if process.wait() != 0:
        sys.exit(f"nbgrader {words[0]} failed with {process.returncode}; its account is in {log}")


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else HERE / "course").resolve()
    console = Console(markup=False, highlight=False, width=None if sys.stdout.isatty() else 160)
    prepare(folder)
    console.print(f"Releasing {cohort.CHAPTER}")
    nbgrader(folder, "generate_assignment", cohort.CHAPTER, "--create")
    console.print(f"Taking in {len(cohort.COHORT)} submissions")
    take_in(folder)
    console.print("Autograding; no notebook is executed")
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        nbgrader(folder, "autograde", cohort.CHAPTER, progress=progress)
    console.print("Writing the feedback")
    nbgrader(folder, "generate_feedback", cohort.CHAPTER)
    command = [sys.executable, "-c", "from forklings.cli import main; main()", "scores", cohort.CHAPTER]
    subprocess.run(command, cwd=folder, check=True)
    shown = Path(os.path.relpath(folder))
    console.print(f"A page of feedback:  {shown / 'feedback/ben' / cohort.CHAPTER / f'{cohort.CHAPTER}.html'}")
    console.print(f"What nbgrader said:  {shown / 'nbgrader.log'}")
    jupyter = Path(os.path.relpath(Path(sys.executable).parent / "jupyter", folder))
    console.print(f"Formgrader:          cd {shown} && {jupyter} lab, then Nbgrader → Formgrader in the menu")


if __name__ == "__main__":
    main()
