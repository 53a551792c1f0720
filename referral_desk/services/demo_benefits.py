"""The demo centre's benefits with their dates, and who sent a client (``resources/demo/benefits.json``)."""

from __future__ import annotations

import calendar
from dataclasses import replace
from datetime import date, timedelta
from typing import cast

from referral_desk.domain.benefit import BenefitDraft
from referral_desk.domain.codes import Channel, ConsentKind, Direction, Quality, Strength
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.domain.inbound import InboundDraft
from referral_desk.resources import read_json
from referral_desk.services.demo_records import Entry, Ledger


def told_benefits(ledger: Ledger) -> tuple[BenefitDraft, ...]:
    """Return the benefits of the clients who have a story of their own."""
    return tuple(
        _benefit(told, client_id, ledger)
        for client_id, entry in _entries(ledger)
        for told in cast(list[Entry], entry.get("benefits", []))
    )


def told_inbound(ledger: Ledger) -> tuple[InboundDraft, ...]:
    """Return who sent them, in order of date."""
    sent = [
        _inbound(told, client_id, ledger)
        for client_id, entry in _entries(ledger)
        for told in cast(list[Entry], entry.get("inbound", []))
    ]
    return tuple(sorted(sent, key=lambda each: each.on))


def told_ties(ledger: Ledger) -> tuple[EngagementDraft, ...]:
    """Return the centre's engagements, those of told clients with whom we speak to there and how strong the tie is."""
    ties = {
        (client_id, ledger.institution_id(name)): tie
        for client_id, entry in _entries(ledger)
        for name, tie in cast(dict[str, dict[str, str]], entry.get("ties", {})).items()
    }
    return tuple(_tied(each, ties.get((each.client_id, each.institution_id or 0), {})) for each in ledger.engagements)


def _tied(engagement: EngagementDraft, tie: dict[str, str]) -> EngagementDraft:
    return replace(
        engagement,
        contact_person=tie.get("contact_person", engagement.contact_person),
        strength=Strength(tie["strength"]) if "strength" in tie else engagement.strength,
        quality=Quality(tie["quality"]) if "quality" in tie else engagement.quality,
        direction=Direction(tie["direction"]) if "direction" in tie else engagement.direction,
    )


def _entries(ledger: Ledger) -> list[tuple[int, Entry]]:
    ids = {client.draft.name: client.id for client in ledger.clients}
    return [(ids[cast(str, entry["name"])], entry) for entry in cast(list[Entry], read_json("demo", "benefits.json"))]


def _benefit(told: Entry, client_id: int, ledger: Ledger) -> BenefitDraft:
    text = {key: value for key, value in told.items() if isinstance(value, str)}
    since: date | None = None
    until: date | None = None
    if "until_month" in told:
        until = _end_of_month(ledger.today, cast(int, told["until_month"]))
        since = _end_of_month(until, -cast(int, told["months"])) + timedelta(days=1)
    elif "since" in told:
        since = ledger.ago(cast(int, told["since"]))
    return BenefitDraft(
        client_id=client_id,
        kind=text["kind"],
        grade=text.get("grade", ""),
        since=since,
        until=until,
        settled=bool(told.get("settled")),
        case_number=text.get("case_number", ""),
        institution_id=ledger.institution_id(text["office"]) if "office" in text else None,
        caseworker=text.get("caseworker", ""),
    )


def _inbound(told: Entry, client_id: int, ledger: Ledger) -> InboundDraft:
    text = {key: value for key, value in told.items() if isinstance(value, str)}

    def ago(field: str) -> date | None:
        return ledger.ago(cast(int, told[field])) if field in told else None

    return InboundDraft(
        client_id=client_id,
        institution_id=ledger.institution_id(text["from"]) if text["from"] else None,
        sender=text.get("sender", ""),
        sender_name=text.get("who", ""),
        on=ledger.ago(cast(int, told["on"])),
        channel=Channel(text["channel"]),
        came_along=bool(told["came_along"]),
        consent=ConsentKind(text["consent"]),
        request=text["request"],
        reply_due_on=ago("reply_due"),
        replied_on=ago("replied"),
        reply=text.get("reply", ""),
    )


def _end_of_month(day: date, months: int) -> date:
    """Return the last day of the month so many months after that of ``day`` (before it where negative)."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])
