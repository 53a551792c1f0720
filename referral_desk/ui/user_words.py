"""Users in words: whose login it is, what it may do, how it stands."""

from __future__ import annotations

from collections.abc import Iterable

from referral_desk.domain.users import ROLE_NAMES, User, UserState
from referral_desk.i18n import Language, _, language, render


def role_words(user: User) -> str:
    """Return what a user is."""
    return render(ROLE_NAMES[user.role]) if user.role else "—"


def state_words(user: User) -> str:
    """Return how a login stands, "" for one that is as it should be."""
    return {
        UserState.WORKING: "",
        UserState.NO_PASSWORD: _("no password yet"),
        UserState.LEFT: _("has left"),
        UserState.UNKNOWN: _("belongs to nobody; take it away"),
    }[user.state]


def user_line(user: User) -> str:
    """Return login, role and state in one line."""
    return " · ".join(part for part in (user.login, role_words(user), state_words(user)) if part)


def joined(names: Iterable[str]) -> str:
    """Return names one after the other, as the language of the window writes them."""
    return ("、" if language() is Language.JA else ", ").join(names)
