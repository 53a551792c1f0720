"""From table rows to domain records; the fields of both share their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Row

from referral_desk.db.models import (
    ClientTable,
    ContactTable,
    EngagementTable,
    HandoffTable,
    InstitutionTable,
    ReferralTable,
)
from referral_desk.domain.centre import CentreSettings, StaffMember
from referral_desk.domain.client import Client, ClientDraft, running_number
from referral_desk.domain.contact import Contact, ContactDraft
from referral_desk.domain.engagement import Engagement, EngagementDraft
from referral_desk.domain.handoff import Handoff, HandoffFacts
from referral_desk.domain.institution import PARTS, InstitutionDraft
from referral_desk.domain.names import canonical_kana, kana_sort_key, search_key
from referral_desk.domain.referral import Referral, ReferralDraft

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    D = TypeVar("D", bound=DataclassInstance)
else:
    D = TypeVar("D")


def shared(record: type[D], row: object, **others: object) -> D:
    """Make a ``record`` of the columns that bear its fields' names; ``others`` gives the fields that have no column."""
    own: dict[str, Any] = {field.name: getattr(row, field.name) for field in fields(record) if field.name not in others}
    return record(**own, **others)


def values_of(of: type[D], draft: D, *others: str) -> dict[str, Any]:
    """Return the column values of the fields that ``of`` declares, but for the ``others``, which have none."""
    return {field.name: getattr(draft, field.name) for field in fields(of) if field.name not in others}


def client(row: ClientTable) -> Client:
    """Return the record of a client's row."""
    return shared(Client, row)


def client_values(draft: ClientDraft) -> dict[str, Any]:
    """Return the column values of a client: as typed, kana canonical, with its sort key."""
    values = {field.name: getattr(draft, field.name) for field in fields(ClientDraft)}
    values["running"] = running_number(draft.number)
    values["kana"] = canonical_kana(draft.kana)
    values["kana_key"] = kana_sort_key(values["kana"])
    return values


def client_keys(draft: ClientDraft) -> str:
    """Return the search keys of a client, a line each."""
    keys = [search_key(draft.name), search_key(draft.kana), search_key(draft.number), search_key(draft.phone)]
    if draft.birth:
        keys.append(draft.birth.strftime("%Y%m%d") if draft.birth_exact else str(draft.birth.year))
    return "\n".join(key for key in keys if key)


def institution_values(draft: InstitutionDraft) -> dict[str, Any]:
    """Return the column values of an institution; what it has several of has rows of its own."""
    values = values_of(InstitutionDraft, draft, *PARTS)
    values["kana"] = canonical_kana(draft.kana)
    values["kana_key"] = kana_sort_key(values["kana"]) or kana_sort_key(draft.name)
    return values


def institution_keys(draft: InstitutionDraft, number: str, kind_labels: Sequence[str]) -> str:
    """Return the search keys of an institution, a line each; its kind's and target's labels find it too."""
    texts = (draft.name, draft.kana, number, draft.phone, *kind_labels)
    return "\n".join(key for key in map(search_key, texts) if key)


def engagement(row: EngagementTable, institution_name: str | None, institution_kind: str | None) -> Engagement:
    """Return the record of an engagement's row with the name and kind of its institution, if it names one."""
    return shared(Engagement, row, institution_name=institution_name or "", kind=institution_kind or row.kind)


def engagement_values(draft: EngagementDraft) -> dict[str, Any]:
    """Return the column values of an engagement; the kind is the institution's own where one is named."""
    values = {field.name: getattr(draft, field.name) for field in fields(EngagementDraft)}
    if draft.institution_id is not None:
        values["kind"] = ""
    return values


def contact(row: ContactTable, factors: Sequence[str]) -> Contact:
    """Return the record of a contact's row with its factors."""
    return shared(Contact, row, factors=tuple(factors))


def contact_values(draft: ContactDraft) -> dict[str, Any]:
    """Return the column values of a contact; factors have rows of their own."""
    return values_of(ContactDraft, draft, "factors")


def handoff(row: HandoffTable) -> Handoff:
    """Return the record of a handoff's row."""
    return shared(Handoff, row)


def handoff_values(facts: HandoffFacts) -> dict[str, Any]:
    """Return the column values of a handoff's facts."""
    return {field.name: getattr(facts, field.name) for field in fields(HandoffFacts)}


def referral(
    row: ReferralTable, client_row: ClientTable, institution_row: InstitutionTable, handoffs: Sequence[HandoffTable]
) -> Referral:
    """Return the record of a referral's row with what belongs to it."""
    return shared(
        Referral,
        row,
        client_number=client_row.number,
        client_name=client_row.name,
        client_kana=client_row.kana,
        institution_name=institution_row.name,
        institution_kind=institution_row.kind,
        handoffs=tuple(map(handoff, handoffs)),
    )


def referral_values(draft: ReferralDraft) -> dict[str, Any]:
    """Return the column values of a referral."""
    return {field.name: getattr(draft, field.name) for field in fields(ReferralDraft)}


def settings(row: Row[Any], staff: Sequence[Row[Any]]) -> CentreSettings:
    """Return the centre's settings with its staff."""
    return shared(CentreSettings, row, staff=tuple(shared(StaffMember, member) for member in staff))
