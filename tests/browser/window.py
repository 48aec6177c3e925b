"""A browser window, and a notebook in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from browser.coursework import ids
from browser.jupyter import Server

if TYPE_CHECKING:
    from playwright.sync_api import Expect, Locator, Page

# A page of JupyterLab on a busy machine, first visit; a program, a grade.
SECONDS_TO_SHOW = 60.0

RUNNING = "[*]:"
DONE = re.compile(r"\[\d+\]:")


@dataclass(frozen=True)
class Window:
    """One page, what waits for it to look as it should, and where its pictures go."""

    page: Page
    expect: Expect
    pictures: Path

    def picture(self, name: str, part: Locator | None = None) -> None:
        """Save what is seen: the whole page, however long, or a part of it."""
        path = self.pictures / f"{name}.png"
        if part is None:
            self.page.screenshot(path=path, full_page=True)
        else:
            part.screenshot(path=path)


@dataclass(frozen=True)
class Notebook:
    """A notebook that is open in JupyterLab or Notebook 7; its cells go by their ids."""

    window: Window
    ids: Sequence[str]

    def cell(self, id: str) -> Locator:
        return self.window.page.locator(f'.jp-Notebook [data-windowed-list-index="{self.ids.index(id)}"]')

    def output(self, id: str) -> Locator:
        return self.cell(id).locator(".jp-OutputArea")

    def open(self, address: str) -> None:
        """Go to the notebook and wait for its kernel.

        Before the page talks to it, cells are drawn once and again, and one that is run is
        silently not run.
        """
        with self.window.page.expect_websocket(lambda socket: "/api/kernels/" in socket.url):
            self.window.page.goto(address)
        indicator = self.window.page.locator(".jp-Notebook-ExecutionIndicator")
        self.window.expect(indicator).to_have_attribute("data-status", "idle")

    def start(self, id: str) -> None:
        """Run a cell as a student does, and do not wait for its end."""
        editor = self.cell(id).locator(".cm-content")
        editor.click()
        self.window.expect(editor).to_be_focused()
        self.window.page.keyboard.press("Shift+Enter")

    def run(self, *ids: str) -> None:
        """Run cells, each after the one before has ended."""
        for id in ids:
            self.start(id)
            self.window.expect(self.prompt(id)).to_have_text(DONE)

    def prompt(self, id: str) -> Locator:
        return self.cell(id).locator(".jp-InputPrompt")

    def add_below(self, id: str, text: str) -> Locator:
        """Run a new cell below another one; gives its output."""
        page = self.window.page
        self.cell(id).locator(".jp-InputPrompt").click()
        page.keyboard.press("b")
        added = page.locator(".jp-Notebook .jp-Cell.jp-mod-active")
        self.window.expect(added).to_have_attribute("data-windowed-list-index", str(self.ids.index(id) + 1))
        page.keyboard.press("Enter")
        editor = added.locator(".cm-content")
        self.window.expect(editor).to_be_focused()
        page.keyboard.insert_text(text)
        page.keyboard.press("Control+Enter")
        self.window.expect(added.locator(".jp-InputPrompt")).to_have_text(DONE)
        return added.locator(".jp-OutputArea")


def in_lab(window: Window, server: Server, path: Path) -> Notebook:
    """Open the notebook of a desk in JupyterLab."""
    desk = path.parts[-3]
    # A workspace of its own: else JupyterLab opens again what was open in the test before.
    return _opened(window, server.address("lab", "workspaces", desk, "tree", *path.parts[-3:]), path)


def in_notebook_7(window: Window, server: Server, path: Path) -> Notebook:
    """Open the notebook of a desk in Notebook 7."""
    return _opened(window, server.address("notebooks", *path.parts[-3:]), path)


def _opened(window: Window, address: str, path: Path) -> Notebook:
    notebook = Notebook(window, ids(path))
    notebook.open(address)
    return notebook
