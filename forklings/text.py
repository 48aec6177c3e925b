"""Texts that a student meets, in the student's language.

English is the source. Messages are templates whose fields are filled after the
translation: `_("line {number}").format(number=3)`, never f-strings.
"""

from __future__ import annotations

import functools
import gettext
import os
from pathlib import Path

DOMAIN = "forklings"

_ENGINE_CATALOGUES = Path(__file__).parent / "locale"


@functools.cache
def _translations(folder: str, languages: tuple[str, ...]) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, folder, languages or None, fallback=True)


def _languages() -> tuple[str, ...]:
    for name in ("FORKLINGS_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return tuple(value.split(":"))
    return ()


_course_catalogues: list[str] = []


def use_catalogues(folder: Path) -> None:
    """Look in a course's own `locale/` before the engine's."""
    if str(folder) not in _course_catalogues:
        _course_catalogues.insert(0, str(folder))


def gettext_(message: str) -> str:
    """The message in the language of the environment, or itself."""
    if not message:
        return message
    languages = _languages()
    for folder in (*_course_catalogues, str(_ENGINE_CATALOGUES)):
        translated = _translations(folder, languages).gettext(message)
        if translated != message:
            return translated
    return message


_ = gettext_
