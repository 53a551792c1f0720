"""Two records of one person become one: which words are kept field by field, what moves, and what stands in the way.

The record that is kept keeps its number. The other one's number stays known and leads to it. Nothing that was recorded
is lost: how both stood is kept with the merge, so that it can be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from referral_desk.domain.client import ANONYMOUS_NAME, Client, ClientDraft
from referral_desk.domain.codes import DisabilityCertificate, OutpatientSupport, PublicAssistance, Sex
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, Message, message


class Keep(StrEnum):
    """Whose words are kept in a field: the kept record's, the other one's, or both texts one after the other."""

    KEPT = "kept"
    OTHER = "other"
    BOTH = "both"


@dataclass(frozen=True)
class MergeField:
    """Fields of a record that are chosen together; ``joins``: both texts, or all lines of both, can be kept."""

    name: str
    fields: tuple[str, ...]
    joins: bool = False


MERGE_FIELDS = (
    MergeField("name", ("name", "kana", "anonymous")),
    MergeField("birth", ("birth", "birth_exact")),
    MergeField("sex", ("sex",)),
    MergeField("address", ("address", "postal_code")),
    MergeField("district", ("district",)),
    MergeField("phone", ("phone",)),
    MergeField("may_call", ("may_call",)),
    MergeField("may_leave_message", ("may_leave_message",)),
    MergeField("may_say_who", ("may_say_who",)),
    MergeField("contact_caution", ("contact_caution",), joins=True),
    MergeField("household", ("household",), joins=True),
    MergeField("public_assistance", ("public_assistance",)),
    MergeField("outpatient_support", ("outpatient_support",)),
    MergeField("disability_certificate", ("disability_certificate",)),
    MergeField("in_charge", ("in_charge",)),
    MergeField("note", ("note",), joins=True),
)
"""Every field of a client but the number, in the order in which they are compared."""

HOUSEHOLD = "household_of"
"""The choice between two households, which is nobody's to make but a person's."""

_SAFETY = ("may_call", "may_leave_message", "may_say_who")
_NOT_KNOWN = frozenset(
    {
        Sex.UNKNOWN,
        PublicAssistance.UNKNOWN,
        OutpatientSupport.UNKNOWN,
        DisabilityCertificate.UNKNOWN,
        ANONYMOUS_NAME,
    }
)


@dataclass(frozen=True)
class MergeSide:
    """One of the two records as the preview shows it. ``changed_at``: when its particulars were changed last."""

    client: Client
    changed_at: datetime
    readers: tuple[str, ...] | None
    household: str | None
    """What the household she belongs to is called, "" for one without a name; None where she is in none."""


@dataclass(frozen=True)
class MergePreview:
    """What a merge would do, before it is done.

    ``moves`` is how many rows of each table go over to the kept record, ``twins`` the institutions with which both have
    an engagement, ``drafts_left`` how many forms in work about the other record cannot go on. ``same_household``: both
    are in one already. ``readers``: who may see the kept record afterwards, None for everyone.
    """

    kept: MergeSide
    other: MergeSide
    moves: Mapping[str, int]
    twins: tuple[str, ...]
    same_household: bool
    readers: tuple[str, ...] | None
    drafts_left: int
    hindrance: Message | None

    @property
    def other_is_newer(self) -> bool:
        """Whether the other record's particulars were changed last."""
        return self.other.changed_at > self.kept.changed_at

    @property
    def must_choose_household(self) -> bool:
        """Whether both are in households, and not in the same."""
        return self.kept.household is not None and self.other.household is not None and not self.same_household

    def suggested(self) -> dict[str, Keep]:
        """Return the choice to begin with, for each field in which the records differ."""
        kept, other = self.kept.client, self.other.client
        return {
            field.name: suggested(field, kept, other, other_is_newer=self.other_is_newer)
            for field in MERGE_FIELDS
            if differs(field, kept, other)
        }


@dataclass(frozen=True)
class Merged:
    """A merge that holds, as the kept client's page shows it: the number that led to the other record before."""

    id: int
    kept_id: int
    other_id: int
    other_number: str
    at: datetime
    staff_name: str


@dataclass(frozen=True)
class Unmerged:
    """A merge that was taken back: both clients, and how much could not be put back as it was."""

    kept: Client
    other: Client
    changed_since: int
    """Rows that had been taken back or changed hands since the merge, and so stayed as they are."""


def differs(field: MergeField, kept: object, other: object) -> bool:
    """Whether the two records say different things in a field."""
    return any(getattr(kept, name) != getattr(other, name) for name in field.fields)


def is_blank(field: MergeField, client: ClientDraft) -> bool:
    """Whether a record says nothing in a field; an answer "unknown" and the name 「匿名」 are nothing."""
    value = getattr(client, field.fields[0])
    if isinstance(value, str) and not isinstance(value, StrEnum):
        return not value.strip() or value.strip() == ANONYMOUS_NAME
    return value is None or value in _NOT_KNOWN


def suggested(field: MergeField, kept: Client, other: Client, *, other_is_newer: bool) -> Keep:
    """Return whose words to keep: what is known before what is blank, what warns before what allows, then the newer.

    Texts are kept both, a known name before a nickname, a whole birth date before a year.
    """
    blank = is_blank(field, kept), is_blank(field, other)
    if blank[0] != blank[1]:
        return Keep.OTHER if blank[0] else Keep.KEPT
    if field.joins:
        return Keep.BOTH
    if field.name in _SAFETY:
        return Keep.OTHER if getattr(other, field.name) is False else Keep.KEPT
    if field.name == "name" and kept.anonymous != other.anonymous:
        return Keep.OTHER if kept.anonymous else Keep.KEPT
    if field.name == "birth" and kept.birth_exact != other.birth_exact:
        return Keep.KEPT if kept.birth_exact else Keep.OTHER
    return Keep.OTHER if other_is_newer else Keep.KEPT


def merged_draft(kept: Client, other: Client, choices: Mapping[str, Keep]) -> ClientDraft:
    """Return the kept record's particulars after the merge; a field without a choice stays as it is."""
    values = {each.name: getattr(kept, each.name) for each in fields(ClientDraft)}
    return ClientDraft(**{**values, **merged_values(MERGE_FIELDS, kept, other, choices)})


def merged_values(
    merge_fields: Iterable[MergeField], kept: object, other: object, choices: Mapping[str, Keep]
) -> dict[str, Any]:
    """Return the values that the kept record takes over, by field; what stays as it is is left out."""
    values: dict[str, Any] = {}
    for field in merge_fields:
        match choices.get(field.name, Keep.KEPT):
            case Keep.OTHER:
                values.update({name: getattr(other, name) for name in field.fields})
            case Keep.BOTH:
                both = getattr(kept, field.name), getattr(other, field.name)
                lists = isinstance(both[0], tuple)
                values[field.name] = tuple(dict.fromkeys(both[0] + both[1])) if lists else joined(*both)
    return values


def joined(one: str, other: str) -> str:
    """Return two texts one after the other; one that says the same twice, or nothing, once."""
    texts = [text for text in (one, other) if text.strip()]
    return "\n".join(dict.fromkeys(texts))


def check_choices(choices: Mapping[str, Keep], *, must_choose_household: bool) -> tuple[Problem, ...]:
    """Return what is missing or impossible in the choices, by the name of the field."""
    problems = [*check_kept(MERGE_FIELDS, choices)]
    household = choices.get(HOUSEHOLD)
    if must_choose_household and household not in (Keep.KEPT, Keep.OTHER):
        problems.append(Problem(HOUSEHOLD, message(N_("Choose the household she belongs to."))))
    return tuple(problems)


def check_kept(merge_fields: Iterable[MergeField], choices: Mapping[str, Keep]) -> tuple[Problem, ...]:
    """Return a problem for each field of which both cannot be kept."""
    return tuple(
        Problem(field.name, message(N_("Choose one of the two.")))
        for field in merge_fields
        if choices.get(field.name) is Keep.BOTH and not field.joins
    )


def registered_on(kept: date | None, other: date | None) -> date | None:
    """Return since when the person is a client: the earlier day; None, from before this program, is earlier still."""
    return None if kept is None or other is None else min(kept, other)


def closed_on(kept: date | None, other: date | None) -> date | None:
    """Return when the merged record was closed: never while one of the two is open, else the later day."""
    return None if kept is None or other is None else max(kept, other)


def common_readers(kept: tuple[str, ...] | None, other: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Return who may see the merged record: those who may see both, so that nobody gains sight; None for everyone."""
    if kept is None or other is None:
        return other if kept is None else kept
    return tuple(login for login in kept if login in other)
