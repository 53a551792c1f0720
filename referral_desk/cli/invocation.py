"""The global options, which may stand anywhere on the command line, and the language they lead to.

This is all that opening the window needs of the command line, so nothing here imports more than it must.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from referral_desk.cli.usage import WrongUsage
from referral_desk.i18n import Language, _, set_language, system_language

_DATA, _USER, _PASSWORD_FILE, _LANG = "--data", "--user", "--password-file", "--lang"
_FIELDS = {_DATA: "data", _USER: "user", _PASSWORD_FILE: "password_file", _LANG: "lang"}
_VARIABLES = {
    "data": "REFERRAL_DESK_DATA",
    "user": "REFERRAL_DESK_USER",
    "password_file": "REFERRAL_DESK_PASSWORD_FILE",
    "lang": "REFERRAL_DESK_LANG",
}

OPTIONS_WITH_VALUE = frozenset(
    {
        "--admin",
        "--age-group",
        "--basis",
        "--category",
        "--center",
        "--channel",
        "--client",
        "--client-present",
        "--clients",
        "--consent",
        "--contacts",
        "--date",
        "--district",
        "--fiscal-year",
        "--follow-up",
        "--form",
        "--format",
        "--institution",
        "--into",
        "--limit",
        "--month",
        "--on-duplicate",
        "--out",
        "--pdf-password-file",
        "--receiver",
        "--receiver-live",
        "--referrals",
        "--reopen",
        "--request",
        "--screenshots",
        "--search",
        "--seed",
        "--sex",
        "--staff",
        "--to",
        "--today",
        "--until",
    }
)
"""The commands' own options that take a value, which is never itself read as a global option."""


@dataclass(frozen=True)
class Invocation:
    """The global options and what is left for the command; None where neither option nor environment says."""

    data: str | None = None
    user: str | None = None
    password_file: str | None = None
    lang: str | None = None
    arguments: tuple[str, ...] = ()

    @property
    def folder(self) -> Path | None:
        """The data folder that was named."""
        return Path(self.data).expanduser() if self.data else None

    @property
    def chosen_language(self) -> Language | None:
        """The language that was asked for."""
        return Language(self.lang) if self.lang else None


def read_invocation(argv: Sequence[str]) -> Invocation:
    """Separate the global options from ``argv`` (without the program's name); the environment fills what is missing.

    Also sets the process's language, as far as it is known before a centre is open. Raises WrongUsage.
    """
    set_language(system_language())
    found: dict[str, str] = {}
    rest = tuple(_without_globals(argv, found))
    for field, variable in _VARIABLES.items():
        if field not in found and os.environ.get(variable):
            found[field] = os.environ[variable]
    lang = found.get("lang", "").lower()
    if lang and lang not in set(Language):
        raise WrongUsage(_("Write --lang ja or --lang en, not “{value}”.").format(value=found["lang"]))
    invocation = replace(Invocation(**found, arguments=rest), lang=lang or None)
    set_language(invocation.chosen_language or system_language())
    return invocation


def _without_globals(argv: Sequence[str], found: dict[str, str]) -> Iterator[str]:
    waiting = iter(argv)
    for argument in waiting:
        name, equals, value = argument.partition("=")
        if argument == "--":
            yield argument
            yield from waiting
            return
        if name in _FIELDS:
            if not equals:
                value = next(waiting, "")
            if not value:
                raise WrongUsage(_("Write a value behind {option}.").format(option=name))
            found[_FIELDS[name]] = value
            continue
        yield argument
        if argument in OPTIONS_WITH_VALUE:
            yield from (value for value in [next(waiting, None)] if value is not None)
