"""The demo's households and supporters, told in ``resources/demo/households.json``."""

from __future__ import annotations

from datetime import date
from typing import cast

from referral_desk.db.queries import households, supporters
from referral_desk.db.session import Session
from referral_desk.domain.codes import Direction, Quality, Sex, Strength
from referral_desk.domain.household import HouseholdDraft, MemberDraft
from referral_desk.domain.supporter import SupporterDraft
from referral_desk.resources import read_json
from referral_desk.services.demo_records import Entry, Ledger


def tell_households(session: Session, ledger: Ledger) -> None:
    """Store the households and supporters of the told clients."""
    told = cast(dict[str, list[Entry]], read_json("demo", "households.json"))
    for entry in told["households"]:
        text = _texts(entry)
        members = tuple(_member(each, ledger) for each in cast(list[Entry], entry["members"]))
        draft = HouseholdDraft(name=text["name"], case_number=text.get("case_number", ""), members=members)
        households.store(session, draft, None)
    for entry in told["supporters"]:
        supporters.store(session, _supporter(entry, ledger), None)


def _member(entry: Entry, ledger: Ledger) -> MemberDraft:
    text = _texts(entry)
    age, calls_for = entry.get("age"), entry.get("calls_for")
    return MemberDraft(
        client_id=_client_id(text["client"], ledger) if "client" in text else None,
        name=text.get("name", ""),
        kana=text.get("kana", ""),
        sex=Sex(text["sex"]) if "sex" in text else None,
        birth=date(ledger.today.year - age, 1, 1) if isinstance(age, int) else None,
        birth_exact=not isinstance(age, int),
        relation=text["relation"],
        deceased=bool(entry.get("deceased")),
        lives_together=not entry.get("elsewhere") and not entry.get("deceased"),
        phone=text.get("phone", ""),
        calls_for=calls_for if isinstance(calls_for, int) else None,
        note=text.get("note", ""),
    )


def _supporter(entry: Entry, ledger: Ledger) -> SupporterDraft:
    text = _texts(entry)
    since, until = entry.get("since"), entry.get("until")
    return SupporterDraft(
        client_id=_client_id(text["client"], ledger),
        kind=text["kind"],
        relation=text["relation"],
        name=text["name"],
        kana=text.get("kana", ""),
        phone=text.get("phone", ""),
        may_contact=cast(bool, entry["may_contact"]),
        strength=Strength(text["strength"]),
        quality=Quality(text["quality"]),
        direction=Direction(text["direction"]),
        since=ledger.ago(since) if isinstance(since, int) else None,
        until=ledger.ago(until) if isinstance(until, int) else None,
        note=text.get("note", ""),
    )


def _texts(entry: Entry) -> dict[str, str]:
    return {key: value for key, value in entry.items() if isinstance(value, str)}


def _client_id(name: str, ledger: Ledger) -> int:
    return next(each.id for each in ledger.clients if each.draft.name == name)
