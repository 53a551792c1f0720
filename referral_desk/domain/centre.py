"""The centre's own particulars and habits: everything that differs between offices is data here."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from referral_desk.domain.access import Role
from referral_desk.domain.codes import CodeBook, InstitutionKind, Paper
from referral_desk.domain.engagement import HEADLINE
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message

KIND_LIMIT = 60
OWN_PREFIX = "own_"
"""How the codes of a centre's own kinds of institution begin; no shipped code does."""


@dataclass(frozen=True, kw_only=True)
class StaffMember:
    """Somebody who works at the centre. ``id`` None: not stored yet.

    ``login`` has a key slot in the vault, ``role`` says what it may do; both are blank for somebody without a login.
    """

    id: int | None = None
    name: str
    job_title: str = ""
    login: str = ""
    active: bool = True
    role: Role | None = None


@dataclass(frozen=True, kw_only=True)
class CentreSettings:
    """Name, sender lines and habits of the centre.

    ``document_prefix`` stands before a document's number ("架健精" → 架健精第104号); blank: documents carry only
    their running number. Days are calendar days. ``expiry_days``: how long before it ends a benefit comes up on Today.
    ``retention_years`` a closed record is kept, counted from the 1 April after closing or from the closing itself. A
    household is shown as an 8050 household where a parent of ``elder_from`` lives with a child of ``child_from`` years.
    ``reply_slip``: a slip for the reply goes with every letter unless it is left out; a reply is waited for for
    ``reply_days`` where nobody names a day. ``report_form`` is the code of the report form that the tally shows
    first; "" for the shipped one.
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
    expiry_days: int = 60
    retention_years: int = 5
    retention_from_april: bool = True
    elder_from: int = 75
    child_from: int = 45
    reply_slip: bool = True
    reply_days: int = 14
    report_form: str = ""
    staff: tuple[StaffMember, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SafetySettings:
    """How the centre's windows lock, and where a second copy of its backups goes.

    ``lock_after_minutes`` without a key press or mouse movement, 1 to 60. ``quick_unlock``: a PIN of six digits may
    unlock within a session. ``second_place`` is a folder, such as on a USB stick; "" for none.
    """

    lock_after_minutes: int = 10
    quick_unlock: bool = False
    second_place: str = ""

    def changes(self, after: SafetySettings) -> dict[str, int | str | bool | list[int]]:
        """Return what is another in ``after``, as the audit trail keeps it: no folder is named."""
        changed: dict[str, int | str | bool | list[int]] = {}
        if self.lock_after_minutes != after.lock_after_minutes:
            changed["lock_after_minutes"] = [self.lock_after_minutes, after.lock_after_minutes]
        if self.quick_unlock != after.quick_unlock:
            changed["quick_unlock"] = after.quick_unlock
        if self.second_place != after.second_place:
            changed["second_place"] = "removed" if not after.second_place else "changed" if self.second_place else "set"
        return changed


LOCK_MINUTES = range(1, 61)


def check_safety(settings: SafetySettings) -> tuple[Problem, ...]:
    """Return what is wrong with ``settings``."""
    if settings.lock_after_minutes in LOCK_MINUTES:
        return ()
    text = message(N_("Enter {first} to {last} minutes."), first=LOCK_MINUTES.start, last=LOCK_MINUTES.stop - 1)
    return (Problem("lock_after_minutes", text),)


def check_settings(settings: CentreSettings) -> tuple[Problem, ...]:
    """Return what is wrong with ``settings``, field by field."""
    problems = []
    if not settings.name.strip():
        problems.append(Problem("name", message(N_("Enter the centre’s name."))))
    for field, low, high in (
        ("follow_up_days", 1, 90),
        ("quiet_days", 7, 365),
        ("reply_days", 1, 90),
        ("verify_after_days", 30, 1095),
        ("submission_day", 1, 31),
        ("expiry_days", 7, 365),
        ("retention_years", 1, 100),
        ("elder_from", 60, 100),
        ("child_from", 20, 80),
    ):
        if not low <= getattr(settings, field) <= high:
            problems.append(Problem(field, message(N_("Enter a number from {low} to {high}."), low=low, high=high)))
    if any(not member.name.strip() for member in settings.staff):
        problems.append(Problem("staff", message(N_("Enter the name of everyone in the list."))))
    return tuple(problems)


@dataclass(frozen=True, kw_only=True)
class KindDraft:
    """A kind of institution that the centre wants to add after ``other``: its names and its place on the board."""

    ja: str = ""
    en: str = ""
    domain: str = ""
    paper: Paper = Paper.LETTER


def check_kind(draft: KindDraft, codes: CodeBook) -> tuple[Problem, ...]:
    """Return what is wrong with a new kind, field by field: it needs a name of its own and a domain of life."""
    problems = []
    if not draft.ja.strip():
        problems.append(Problem("ja", message(N_("Enter the name of the kind."))))
    for field in ("ja", "en"):
        name = getattr(draft, field)
        if name.strip() and codes.institution_kinds.find(name) is not None:
            problems.append(Problem(field, message(N_("There is a kind “{value}” already."), value=name.strip())))
        elif len(name) > KIND_LIMIT:
            problems.append(
                Problem(field, message(N_("This is too long: {limit} characters at most."), limit=KIND_LIMIT))
            )
    if draft.domain not in codes.life_domains or draft.domain == HEADLINE:
        problems.append(Problem("domain", message(N_("Choose where it stands on the engagement board."))))
    return tuple(problems)


def own_kind(draft: KindDraft, own: tuple[InstitutionKind, ...]) -> InstitutionKind:
    """Return the kind with a code of its own, ``own_1`` and so on; a blank English name is the Japanese one."""
    taken = {kind.code for kind in own}
    number = next(number for number in count(1) if f"{OWN_PREFIX}{number}" not in taken)
    ja = draft.ja.strip()
    form = "medical" if draft.domain == "medical" else "private"
    return InstitutionKind(f"{OWN_PREFIX}{number}", ja, draft.en.strip() or ja, draft.domain, draft.paper, form)
