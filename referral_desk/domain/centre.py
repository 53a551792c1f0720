"""The centre's own particulars and habits: everything that differs between offices is data here."""

from __future__ import annotations

from dataclasses import dataclass

from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message


@dataclass(frozen=True, kw_only=True)
class StaffMember:
    """Somebody who works at the centre. ``id`` None: not stored yet. Logins come from the vault."""

    id: int | None = None
    name: str
    job_title: str = ""
    login: str = ""
    active: bool = True


@dataclass(frozen=True, kw_only=True)
class CentreSettings:
    """Name, sender lines and habits of the centre.

    ``document_prefix`` stands before a document's number ("架健精" → 架健精第104号); blank: documents carry only
    their running number. Days are calendar days.
    """

    name: str
    department: str = ""
    postal_code: str = ""
    address: str = ""
    phone: str = ""
    extension: str = ""
    fax: str = ""
    sender_title: str = ""
    sender_name: str = ""
    document_prefix: str = ""
    seal_omitted: bool = True
    language: str = "ja"
    follow_up_days: int = 7
    quiet_days: int = 30
    verify_after_days: int = 180
    submission_day: int = 20
    staff: tuple[StaffMember, ...] = ()


def check_settings(settings: CentreSettings) -> tuple[Problem, ...]:
    """Return what is wrong with ``settings``, field by field."""
    problems = []
    if not settings.name.strip():
        problems.append(Problem("name", message(N_("Enter the centre’s name."))))
    for field, low, high in (
        ("follow_up_days", 1, 90),
        ("quiet_days", 7, 365),
        ("verify_after_days", 30, 1095),
        ("submission_day", 1, 31),
    ):
        if not low <= getattr(settings, field) <= high:
            problems.append(Problem(field, message(N_("Enter a number from {low} to {high}."), low=low, high=high)))
    return tuple(problems)
