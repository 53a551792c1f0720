"""Who may open the centre: logins, their roles in words, and what must hold when somebody comes, changes or goes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from referral_desk.domain.access import Role
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, Message, message


class UserState(StrEnum):
    """How a login stands."""

    WORKING = "working"
    NO_PASSWORD = "no_password"
    """Listed, but nothing opens with this login: adding it was interrupted."""
    LEFT = "left"
    UNKNOWN = "unknown"
    """Has a password, but nobody who works here has this login: taking it away was interrupted."""


@dataclass(frozen=True, kw_only=True)
class User:
    """A login and whose it is; ``staff_id`` and ``role`` are None, ``name`` is blank, where nobody is listed for it."""

    login: str
    state: UserState
    staff_id: int | None = None
    name: str = ""
    job_title: str = ""
    role: Role | None = None

    @property
    def record(self) -> str:
        """What the audit trail calls it."""
        return f"u-{self.staff_id}" if self.staff_id is not None else ""

    @property
    def opens(self) -> bool:
        """Whether this login opens the centre."""
        return self.state is UserState.WORKING

    @property
    def works_here(self) -> bool:
        """Whether it belongs to somebody in the staff list."""
        return self.state in {UserState.WORKING, UserState.NO_PASSWORD}


@dataclass(frozen=True, kw_only=True)
class UserDraft:
    """A login to be added: for somebody in the staff list (``staff_id``), or for a new one with name and job title."""

    login: str = ""
    role: Role = Role.STAFF
    staff_id: int | None = None
    name: str = ""
    job_title: str = ""


ROLE_NAMES: Mapping[Role, Message] = MappingProxyType(
    {
        Role.READ_ONLY: message(N_("read only")),
        Role.STAFF: message(N_("staff")),
        Role.MANAGER: message(N_("manager")),
        Role.ADMINISTRATOR: message(N_("administrator")),
    }
)

ROLE_WORDS: Mapping[Role, Message] = MappingProxyType(
    {
        Role.READ_ONLY: message(N_("Looks up clients, referrals and figures. Changes, prints and exports nothing.")),
        Role.STAFF: message(N_("Records clients, contacts, referrals and their outcomes, and writes letters.")),
        Role.MANAGER: message(
            N_(
                "Does what staff do. Also imports and exports, changes the centre’s settings, restricts records to "
                "named staff, looks into the audit trail, and restores backups."
            )
        ),
        Role.ADMINISTRATOR: message(
            N_(
                "Does what managers do. Also decides who may open the centre, gives new passwords, renews keys and "
                "the recovery code, and sets when the window locks."
            )
        ),
    }
)
"""What each role may do, as domain/access.py has it."""

_YOURSELF_ROLE = message(N_("Nobody changes their own role. Another administrator has to do that."))
_YOURSELF_GONE = message(N_("Nobody takes away their own login. Another administrator has to do that."))
_YOURSELF_RESET = message(N_("For yourself use “Change my password”: it asks for the old one."))
_LAST = message(
    N_("This is the last administrator. Make somebody else administrator first, or nobody could let others in.")
)
_GONE = message(N_("This person has left and has no login any more."))


def check_new_user(draft: UserDraft, users: Iterable[User]) -> tuple[Problem, ...]:
    """Return what is wrong with a login to be added, field by field, beside those there are and were.

    A login of somebody who has left is never given again: the audit trail names people by it. One that nothing opens
    with may be added once more.
    """
    problems = []
    if draft.staff_id is None and not draft.name.strip():
        problems.append(Problem("name", message(N_("Enter the name of the person."))))
    same = [user for user in users if _alike(user.login) == _alike(draft.login)]
    if any(user.staff_id is not None and not user.works_here for user in same):
        problems.append(
            Problem(
                "login",
                message(
                    N_("{login} was the login of somebody who has left. Choose another, so that records stay clear."),
                    login=draft.login,
                ),
            )
        )
    elif any(user.login != draft.login or user.opens for user in same):
        problems.append(Problem("login", message(N_("The login {login} is taken. Choose another."), login=draft.login)))
    return tuple(problems)


def why_role_stays(user: User, users: Iterable[User], who: str, role: Role) -> Message | None:
    """Return why ``who`` may not give ``user`` this ``role``, None where that may be."""
    if not user.works_here:
        return _GONE
    if user.login == who:
        return _YOURSELF_ROLE
    return None if role is Role.ADMINISTRATOR else _last_of_all(user, users)


def why_password_stays(user: User, who: str) -> Message | None:
    """Return why ``who`` may not give ``user`` a new password, None where that may be."""
    if not user.works_here:
        return _GONE
    return _YOURSELF_RESET if user.login == who else None


def why_user_stays(user: User, users: Iterable[User], who: str) -> Message | None:
    """Return why ``who`` may not take the login of ``user`` away, None where that may be."""
    if user.state is UserState.LEFT:
        return _GONE
    return _YOURSELF_GONE if user.login == who else _last_of_all(user, users)


def _last_of_all(user: User, users: Iterable[User]) -> Message | None:
    others = (each for each in users if each.opens and each.role is Role.ADMINISTRATOR and each.login != user.login)
    return _LAST if user.role is Role.ADMINISTRATOR and not any(others) else None


def _alike(login: str) -> str:
    """Return what two logins share that people take for the same."""
    return unicodedata.normalize("NFKC", login).casefold()
