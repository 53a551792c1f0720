"""The languages of window, command line and documents, from gettext catalogues.

Source strings are English. The process has one language (:func:`set_language`), used by :func:`_`; a document is
made in its own language through :func:`translator`.
"""

from __future__ import annotations

import gettext as _gettext
import os
from enum import StrEnum
from functools import cache

from referral_desk import resources
from referral_desk.domain.calendar import era_short
from referral_desk.domain.messages import Gettext, Message

DOMAIN = "referral_desk"


class Language(StrEnum):
    """The languages a user can choose; Japanese is the first one."""

    JA = "ja"
    EN = "en"


@cache
def _catalogue(language: Language) -> _gettext.NullTranslations:
    if language is Language.EN:
        return _gettext.NullTranslations()
    return _gettext.translation(DOMAIN, localedir=resources.path("locale"), languages=[language.value])


def translator(language: Language) -> Gettext:
    """Return the gettext function of ``language``; call it ``tr`` so that its strings are extracted."""
    return _catalogue(language).gettext


def system_language() -> Language:
    """Return the system's language: English only where it says en; C, POSIX or unset mean Japanese."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return Language.EN if value.lower().startswith("en") else Language.JA
    return Language.JA


_current = Language.JA


def set_language(language: Language) -> None:
    """Choose the language of the window and the command line for this process."""
    global _current  # noqa: PLW0603 - a process speaks one language, as with gettext's own install()
    _current = language


def language() -> Language:
    """Return the language chosen for this process."""
    return _current


def _(text: str) -> str:
    """Translate ``text`` into the process's language."""
    return _catalogue(_current).gettext(text)


def ngettext(singular: str, plural: str, number: int) -> str:
    """Translate a sentence that counts something."""
    return _catalogue(_current).ngettext(singular, plural, number)


def render(message: Message) -> str:
    """Return a domain message in the process's language."""
    return message.render(_, era_short) if _current is Language.JA else message.render(_)
