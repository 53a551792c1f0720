"""The options that narrow a tally: to staff, district, institution, category, sex and age."""

from __future__ import annotations

from dataclasses import dataclass, fields

from referral_desk.cli import reading
from referral_desk.domain.codes import Sex
from referral_desk.domain.errors import NotFound
from referral_desk.domain.messages import N_, message
from referral_desk.domain.tally_filter import TallyFilter
from referral_desk.services.centre import Centre


@dataclass(frozen=True)
class Asked:
    """The options as they were written; blank ones set no condition."""

    staff: str = ""
    district: str = ""
    institution: str = ""
    category: str = ""
    sex: str = ""
    age_group: str = ""

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))


def narrowed(centre: Centre, asked: Asked) -> TallyFilter:
    """Return the filter that the options ask for.

    Raises WrongUsage for a code that is none, NotFound for staff, a district or an institution that is not there.
    """
    from referral_desk.services import clients, lookup

    codes = centre.codes
    if asked.district and asked.district not in clients.districts(centre):
        raise NotFound(message(N_("No client lives in a district “{text}”."), text=asked.district))
    return TallyFilter(
        staff=_staff(centre, asked.staff) if asked.staff else None,
        district=asked.district or None,
        institution_id=lookup.institution_id(centre, asked.institution) if asked.institution else None,
        category=reading.code(asked.category, codes.contact_categories, "--category") if asked.category else None,
        sex=Sex(reading.code(asked.sex, codes.sexes, "--sex")) if asked.sex else None,
        age_group=(
            codes.age_groups[reading.code(asked.age_group, codes.age_groups, "--age-group")]
            if asked.age_group
            else None
        ),
    )


def _staff(centre: Centre, text: str) -> int:
    """Return the id of a member by login or name; the login is meant where both would fit."""
    members = [member for member in centre.settings.staff if member.id is not None]
    wanted = " ".join(text.split())
    found = [member for member in members if member.login == wanted] or [
        member for member in members if " ".join(member.name.split()) == wanted
    ]
    if not found or found[0].id is None:
        raise NotFound(message(N_("There is nobody “{text}” in the staff list."), text=text))
    return found[0].id
