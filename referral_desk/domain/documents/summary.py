"""The client summary: one or two pages that say who the client is, who is engaged, and what is open.

State is said in words with a sign of its own, never by colour or weight alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.client import Client
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.contact import Contact
from referral_desk.domain.documents.text import (
    About,
    HandoffBadge,
    address_line,
    birth_and_age,
    contact_flags,
    date_for,
    date_in_table,
)
from referral_desk.domain.ecomap import EcoMap
from referral_desk.domain.engagement import BoardEntry, BoardState, BoardTile
from referral_desk.domain.followup import FollowUp, FollowUpKind
from referral_desk.domain.messages import N_, Gettext
from referral_desk.domain.referral import OPEN, Referral

LAST_CONTACTS = 8
"""How many contacts the summary names, the newest first."""

_STATES = {
    BoardState.ENGAGED: ("●", N_("Engaged")),
    BoardState.REFERRED: ("→", N_("Referred")),
    BoardState.DECLINED: ("×", N_("Declined")),
    BoardState.ENDED: ("■", N_("Ended")),
    BoardState.NOT_YET: ("○", N_("Not yet")),
}
_FOLLOW_UPS = {
    FollowUpKind.OUTCOME: N_("Ask how it went"),
    FollowUpKind.REPLY: N_("Wait for the reply"),
    FollowUpKind.HANDOFF: N_("Hand over"),
}


@dataclass(frozen=True)
class BoardLine:
    """One domain of life on the board: its state with its sign, and each institution with its own."""

    domain: str
    sign: str
    state: str
    institutions: tuple[str, ...]


@dataclass(frozen=True)
class ReferralLine:
    """One referral: ``badge`` None while the client has not been handed over."""

    date: str
    number: str
    institution: str
    badge: HandoffBadge | None
    status: str
    outcome: str


@dataclass(frozen=True)
class ContactLine:
    """One contact."""

    date: str
    service: str
    category: str
    note: str


@dataclass(frozen=True)
class FollowUpLine:
    """One open follow-up; ``overdue`` in words, "" where it is not."""

    date: str
    overdue: str
    what: str
    institution: str


@dataclass(frozen=True)
class SummaryLabels:
    """The words of headings and columns."""

    board: str
    referrals: str
    follow_ups: str
    contacts: str
    household: str
    note: str
    domain: str
    state: str
    institutions: str
    date: str
    institution: str
    handoff: str
    status: str
    outcome: str
    service: str
    category: str
    content: str
    what: str
    none: str
    ecomap: str
    ecomap_elsewhere: str


@dataclass(frozen=True)
class ClientSummary:
    """What is known of a client on one day. ``facts`` and ``benefits`` are label and value, blanks left out; a label
    is "" where the value speaks for itself."""

    about: About
    confidential: str
    number: str
    name: str
    kana: str
    facts: tuple[tuple[str, str], ...]
    cautions: tuple[str, ...]
    benefits: tuple[tuple[str, str], ...]
    household: str
    note: str
    board: tuple[BoardLine, ...]
    referrals: tuple[ReferralLine, ...]
    follow_ups: tuple[FollowUpLine, ...]
    contacts: tuple[ContactLine, ...]
    labels: SummaryLabels
    made_on: str
    centre: str
    ecomap: EcoMap | None = None


def compose_summary(
    *,
    client: Client,
    board: Sequence[BoardTile],
    referrals: Sequence[Referral],
    follow_ups: Sequence[FollowUp],
    contacts: Sequence[Contact],
    centre: CentreSettings,
    codes: CodeBook,
    language: str,
    tr: Gettext,
    today: date,
    ecomap: EcoMap | None = None,
) -> ClientSummary:
    """Freeze a client's summary.

    Referrals are named with open ones first, then the newest; follow-ups only where they are still to be done; of the
    contacts the last :data:`LAST_CONTACTS`. An ``ecomap`` with nobody on it is left out.
    """
    by_id = {referral.id: referral.institution_name for referral in referrals}
    open_first = sorted(referrals, key=lambda each: (each.status not in OPEN, -each.on.toordinal(), -each.id))
    due = sorted((each for each in follow_ups if each.done_on is None), key=lambda each: (each.due_on, each.id))
    newest = sorted(contacts, key=lambda each: (each.on, each.id), reverse=True)[:LAST_CONTACTS]
    return ClientSummary(
        about=About(language, tr("Client summary"), centre.name),
        confidential=tr("Handle with care"),
        number=client.number,
        name=client.name,
        kana="" if client.anonymous else client.kana,
        facts=_facts(client, codes, language, tr, today),
        cautions=contact_flags(client, tr),
        benefits=_benefits(client, codes, language, tr),
        household=client.household.strip(),
        note=client.note.strip(),
        board=tuple(_board_line(tile, language, tr) for tile in board),
        referrals=tuple(_referral_line(referral, codes, language) for referral in open_first),
        follow_ups=tuple(_follow_up_line(each, by_id, language, tr, today) for each in due),
        contacts=tuple(_contact_line(contact, codes, language) for contact in newest),
        labels=_labels(tr),
        made_on=tr("as of {date}").format(date=date_for(today, language)),
        centre="\u3000".join(part for part in (centre.name, centre.department) if part),
        ecomap=ecomap if ecomap and ecomap.nodes else None,
    )


def _facts(client: Client, codes: CodeBook, language: str, tr: Gettext, today: date) -> tuple[tuple[str, str], ...]:
    facts = (
        ("", birth_and_age(client, today, tr, language)),
        (tr("Sex"), codes.sexes.label(client.sex, language) if client.sex else ""),
        (tr("Address"), address_line(client.postal_code, client.address)),
        (tr("Phone"), client.phone),
    )
    return tuple((label, value) for label, value in facts if value)


def _benefits(client: Client, codes: CodeBook, language: str, tr: Gettext) -> tuple[tuple[str, str], ...]:
    unknown = tr("not recorded")
    return (
        (tr("Public assistance"), codes.public_assistance.label(client.public_assistance or "", language) or unknown),
        (
            tr("Outpatient support"),
            codes.outpatient_support.label(client.outpatient_support or "", language) or unknown,
        ),
        (
            tr("Disability certificate"),
            codes.disability_certificates.label(client.disability_certificate or "", language) or unknown,
        ),
    )


def _board_line(tile: BoardTile, language: str, tr: Gettext) -> BoardLine:
    sign, state = _STATES[tile.state]
    return BoardLine(tile.label(language), sign, tr(state), tuple(_entry(each, language, tr) for each in tile.entries))


def _entry(entry: BoardEntry, language: str, tr: Gettext) -> str:
    sign, state = _STATES[entry.state]
    since = tr(", since {date}").format(date=date_in_table(entry.since, language)) if entry.since else ""
    name = entry.institution_name or tr("(name not recorded)")
    return tr("{sign} {name} ({state}{since})").format(sign=sign, name=name, state=tr(state), since=since)


def _referral_line(referral: Referral, codes: CodeBook, language: str) -> ReferralLine:
    mode = referral.mode
    outcome = codes.outcomes.label(referral.outcome, language)
    if referral.outcome_on:
        outcome += f" {date_in_table(referral.outcome_on, language)}"
    return ReferralLine(
        date=date_in_table(referral.on, language),
        number=referral.number,
        institution=referral.institution_name,
        badge=HandoffBadge(codes.handoff_modes.label(mode, language), mode.warm) if mode else None,
        status=codes.referral_statuses.label(referral.status, language),
        outcome=outcome,
    )


def _follow_up_line(
    follow_up: FollowUp, institutions: dict[int, str], language: str, tr: Gettext, today: date
) -> FollowUpLine:
    days = (today - follow_up.due_on).days
    return FollowUpLine(
        date=date_in_table(follow_up.due_on, language),
        overdue=tr("{days} days overdue").format(days=days) if days > 0 else "",
        what="\n".join(part for part in (tr(_FOLLOW_UPS[follow_up.kind]), follow_up.note.strip()) if part),
        institution=institutions.get(follow_up.referral_id, ""),
    )


def _contact_line(contact: Contact, codes: CodeBook, language: str) -> ContactLine:
    return ContactLine(
        date=date_in_table(contact.on, language),
        service=codes.contact_services.label(contact.service, language),
        category=codes.contact_categories.label(contact.category, language),
        note=contact.note.strip(),
    )


def _labels(tr: Gettext) -> SummaryLabels:
    return SummaryLabels(
        board=tr("Engagement board"),
        referrals=tr("Referrals and handoffs"),
        follow_ups=tr("Follow-ups to do"),
        contacts=tr("Last contacts"),
        household=tr("Household"),
        note=tr("Note"),
        domain=tr("Domain"),
        state=tr("State"),
        institutions=tr("Institutions"),
        date=tr("Date"),
        institution=tr("Institution"),
        handoff=tr("Handoff"),
        status=tr("Status"),
        outcome=tr("Outcome"),
        service=tr("Service"),
        category=tr("Category"),
        content=tr("Notes taken"),
        what=tr("What is to be done"),
        none=tr("None"),
        ecomap=tr("Eco-map"),
        ecomap_elsewhere=tr("There is no room for it here: print the eco-map as a page of its own."),
    )
