"""Sentences for people, named in the rules and worded in the reader's language later.

A rule cannot know which language its reader has: it returns a :class:`Message`, and the window or the command
line renders it through a translator (see ``referral_desk.i18n``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

Gettext = Callable[[str], str]


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "extract, translate later"
    """Mark ``text`` for extraction and return it as it is."""
    return text


@dataclass(frozen=True)
class Message:
    """A sentence still to be translated: an English text marked with :func:`N_`, and its values.

    A value may itself be a Message; it is rendered in the same language. A day is given as a date, and written as that
    language writes it.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    def render(self, translate: Gettext, written: Callable[[date], str] = date.isoformat) -> str:
        """Return the sentence in the language of ``translate``, ``{names}`` filled in, days as ``written`` has them."""
        translated = translate(self.text)
        if not self.values:
            return translated
        shown = {name: _shown(value, translate, written) for name, value in self.values.items()}
        return translated.format(**shown)


def _shown(value: object, translate: Gettext, written: Callable[[date], str]) -> object:
    if isinstance(value, Message):
        return value.render(translate, written)
    return written(value) if isinstance(value, date) else value


def message(text: str, /, **values: object) -> Message:
    """Return a Message; call as ``message(N_("…{name}…"), name=…)``."""
    return Message(text, MappingProxyType(values))
