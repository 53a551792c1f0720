"""Two entries of one institution become one: which words are kept field by field, and what stands in the way.

The entry that is kept keeps its number. The other one stays readable, marked as no longer there, and leads to the kept
one. How both stood is kept with the merge, so that it can be taken back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from referral_desk.domain.codes import Capacity
from referral_desk.domain.errors import Problem
from referral_desk.domain.institution import Institution, InstitutionDraft, draft_of
from referral_desk.domain.merging import Keep, MergeField, check_kept, differs, merged_values
from referral_desk.domain.messages import Message

FIELDS = (
    MergeField("name", ("name", "kana")),
    MergeField("kind", ("kind",)),
    MergeField("target", ("target",)),
    MergeField("attendees", ("attendees",)),
    MergeField("anonymity", ("anonymity",)),
    MergeField("openness", ("openness",)),
    MergeField("fee", ("fee",)),
    MergeField("operator", ("operator",)),
    MergeField("operated_by", ("operated_by",)),
    MergeField("address", ("address", "postal_code")),
    MergeField("access", ("access",), joins=True),
    MergeField("phone", ("phone",)),
    MergeField("email", ("email",)),
    MergeField("website", ("website",)),
    MergeField("contact_name", ("contact_name", "contact_hours", "contact_agreed_on")),
    MergeField("schedule", ("schedule",), joins=True),
    MergeField("venue", ("venue",)),
    MergeField("handoff_note", ("handoff_note",), joins=True),
    MergeField("first_words", ("first_words",), joins=True),
    MergeField("meet_at", ("meet_at",)),
    MergeField("capacity", ("capacity", "capacity_on", "capacity_note")),
    MergeField("listed", ("listed", "unlisted_reason")),
    MergeField("verified_on", ("verified_on", "verified_by", "verified_with")),
    MergeField("note", ("note",), joins=True),
    MergeField("external_id", ("external_id",)),
    MergeField("places", ("places",), joins=True),
    MergeField("services", ("services",), joins=True),
    MergeField("people", ("people",), joins=True),
    MergeField("phones", ("phones",), joins=True),
    MergeField("areas", ("areas",), joins=True),
)
"""Every field of an entry, in the order in which two are compared; a test looks that none is missing."""

_LATER = {"capacity": "capacity_on", "verified_on": "verified_on"}
"""Fields of which the later word counts, with the day on which it was given."""


@dataclass(frozen=True)
class InstitutionMergePreview:
    """What a merge would do, before it is done.

    ``moves`` is how many rows of each table go over to the kept entry. ``twins`` counts the clients who have an
    engagement with both: both stay.
    """

    kept: Institution
    other: Institution
    moves: Mapping[str, int]
    twins: int
    hindrance: Message | None

    @property
    def other_kind(self) -> bool:
        """Whether the two are of different kinds: what moves is counted under the kept one's kind from then on."""
        return self.kept.kind != self.other.kind

    def suggested(self) -> dict[str, Keep]:
        """Return the choice to begin with, for each field in which the entries differ."""
        return {
            field.name: suggested(field, self.kept, self.other)
            for field in FIELDS
            if differs(field, self.kept, self.other)
        }


@dataclass(frozen=True)
class MergedInstitution:
    """A merge that holds: which entry went into which, when and by whom."""

    id: int
    kept_id: int
    other_id: int
    other_number: str
    other_name: str
    at: datetime
    staff_name: str


@dataclass(frozen=True)
class UnmergedInstitution:
    """A merge that was taken back: both entries, and how much could not be given back."""

    kept: Institution
    other: Institution
    changed_since: int
    """Rows that had been taken back or changed hands since the merge, and so stayed as they are."""


def is_blank(field: MergeField, institution: InstitutionDraft) -> bool:
    """Whether an entry says nothing in a field; "not known" is nothing, whether it is listed always something."""
    value = getattr(institution, field.fields[0])
    if isinstance(value, bool):
        return False
    return not value or value == Capacity.UNKNOWN or (isinstance(value, str) and not value.strip())


def suggested(field: MergeField, kept: InstitutionDraft, other: InstitutionDraft) -> Keep:
    """Return whose words to keep: what is known before what is blank, what warns before what allows, then the later.

    Where no day says which is later, the entry that was verified last is believed, but for the name: whoever chose
    which entry to keep knows it by its own. Texts and lists are kept both.
    """
    if field.name == "name":
        return Keep.KEPT
    if field.name == "listed":
        return Keep.OTHER if kept.listed and not other.listed else Keep.KEPT
    blank = is_blank(field, kept), is_blank(field, other)
    if blank[0] != blank[1]:
        return Keep.OTHER if blank[0] else Keep.KEPT
    if field.joins:
        return Keep.BOTH
    day = _LATER.get(field.name, "verified_on")
    days = [getattr(each, day) or date.min for each in (kept, other)]
    return Keep.OTHER if days[1] > days[0] else Keep.KEPT


def merged_drafts(
    kept: Institution, other: Institution, choices: Mapping[str, Keep]
) -> tuple[InstitutionDraft, InstitutionDraft]:
    """Return what both entries say after the merge; a field without a choice stays as it is.

    Where the kept one takes the other's name, the other gets the former name of the kept one: no two entries bear one
    name. An identifier of another directory that goes over stays with the kept one alone.
    """
    after = replace(draft_of(kept), **merged_values(FIELDS, kept, other, choices))
    left = draft_of(other)
    if after.name == other.name:
        left = replace(left, name=kept.name, kana=kept.kana)
    if after.external_id == left.external_id:
        left = replace(left, external_id="")
    return after, left


def check_choices(choices: Mapping[str, Keep]) -> tuple[Problem, ...]:
    """Return what is impossible in the choices, by the name of the field."""
    return check_kept(FIELDS, choices)


def unmerged_draft(now: InstitutionDraft, before: InstitutionDraft, after: InstitutionDraft) -> InstitutionDraft:
    """Return the kept entry with its own words back, but for the fields that were changed since the merge."""
    values = {}
    for field in FIELDS:
        if not differs(field, now, after):
            values.update({name: getattr(before, name) for name in field.fields})
    kept = {each.name: getattr(now, each.name) for each in fields(InstitutionDraft)}
    return InstitutionDraft(**{**kept, **values})
