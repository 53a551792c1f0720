"""The options that narrow a tally: to staff, district, institution, category, sex and age."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Annotated

import typer

from referral_desk.cli import reading
from referral_desk.domain.codes import Sex
from referral_desk.domain.errors import NotFound
from referral_desk.domain.messages import N_, message
from referral_desk.domain.tally_filter import TallyFilter
from referral_desk.i18n import _
from referral_desk.services.centre import Centre

Staff = Annotated[str, typer.Option(metavar="NAME|LOGIN", help=_("Only what this member of staff wrote."))]
District = Annotated[str, typer.Option(metavar="TEXT", help=_("Only clients who live in this district."))]
Institution = Annotated[
    str, typer.Option(metavar="INSTITUTION", help=_("Only referrals and engagements with this institution."))
]
Category = Annotated[str, typer.Option(metavar="CODE", help=_("Only contacts about this."))]
Sexes = Annotated[str, typer.Option("--sex", metavar="CODE", help=_("Only clients of this sex."))]
AgeGroups = Annotated[
    str, typer.Option("--age-group", metavar="CODE", help=_("Only who was of this age on the day, such as 40-64."))
]


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
