"""One browser, one course and two servers for all tests of this folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser.coursework import ODD, ODDLY, SOLVED, Coursework, text_cell
from browser.jupyter import Server, serving
from browser.window import SECONDS_TO_SHOW, Window

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

# Debian's name first; the others are what Ubuntu's images have of the same browser.
BROWSERS = ("chromium", "google-chrome", "chromium-browser")
PICTURES = "FORKLINGS_SCREENSHOTS"


@pytest.fixture(scope="package")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """What all pages share: the cache. Beyond this machine it reaches nothing."""
    try:
        from playwright.sync_api import expect, sync_playwright
    except ModuleNotFoundError as error:
        pytest.fail(f"the tests in a browser need Playwright: pip install '.[dev]' ({error})", pytrace=False)
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.fail("the tests in a browser need Chromium: apt-get install chromium", pytrace=False)
    words = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    if os.geteuid() == 0:
        words.append("--no-sandbox")
    home: dict[str, str | float | bool] = {**os.environ, "HOME": str(tmp_path_factory.mktemp("browser"))}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=words, env=home)
        made = browser.new_context(viewport={"width": 1280, "height": 1000})
        made.set_default_timeout(SECONDS_TO_SHOW * 1000)
        expect.set_options(timeout=SECONDS_TO_SHOW * 1000)
        yield made
        browser.close()


@pytest.fixture
def window(context: BrowserContext, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Window]:
    """A new page. However its test ends, a picture is kept of how it looked then."""
    from playwright.sync_api import expect

    pictures = Path(os.environ.get(PICTURES) or tmp_path)
    pictures.mkdir(parents=True, exist_ok=True)
    page = context.new_page()
    made = Window(page, expect, pictures)
    try:
        yield made
        made.picture(request.node.name)
    finally:
        page.close()


@pytest.fixture(scope="package")
def coursework(tmp_path_factory: pytest.TempPathFactory) -> Coursework:
    """The course of this repository with a chapter released."""
    folder = tmp_path_factory.mktemp("instructor")
    return Coursework.release(folder / "course", folder / "home")


@pytest.fixture(scope="package")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where students work: a folder for each, and none of the course's solutions above it."""
    return tmp_path_factory.mktemp("desks")


@pytest.fixture(scope="package")
def students_server(desks: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("student"), desks) as server:
        yield server


@pytest.fixture(scope="package")
def cohort(coursework: Coursework, tmp_path_factory: pytest.TempPathFactory) -> Coursework:
    """Four submissions, graded, with feedback: all right, untouched, no notebook, and odd text in every place."""
    work = tmp_path_factory.mktemp("work")
    handed_in = {
        "ada": coursework.hand_out(work / "ada", *SOLVED).read_text(),
        "ben": coursework.hand_out(work / "ben").read_text(),
        "cleo": '{"cells": [',
        "dan": coursework.hand_out(work / "dan", *ODDLY, text_cell(ODD)).read_text(),
    }
    for student, content in handed_in.items():
        coursework.hand_in(student, content)
    coursework.nbgrader("autograde")
    coursework.nbgrader("generate_feedback")
    # Said here in the report's words; a page would only say that a person has to look.
    assert [report for report in coursework.reports("ada") if report["verdict"] != "passed"] == []
    return coursework


@pytest.fixture(scope="package")
def instructors_server(cohort: Coursework) -> Iterator[Server]:
    """Started in the course's folder: from there formgrader takes its configuration."""
    with serving(cohort.home, cohort.root) as server:
        yield server
