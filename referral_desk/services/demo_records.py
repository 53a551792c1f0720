"""The people, institutions and eighteen months of work of the demo centre, all invented, dated back from today.

Fifteen clients have a story of their own (``resources/demo/clients.json``), the others are drawn from the pool of
fictional names with a fixed seed: the same day gives the same centre.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import cast

from referral_desk.db.queries.bulk import NewClient, NewFollowUp, NewInstitution, NewReferral
from referral_desk.domain.calendar import fiscal_year_of
from referral_desk.domain.centre import CentreSettings, StaffMember
from referral_desk.domain.client import ClientDraft
from referral_desk.domain.codes import (
    Anonymity,
    Attendees,
    Capacity,
    Channel,
    ConsentKind,
    ContactService,
    DisabilityCertificate,
    EngagementState,
    Openness,
    Operator,
    Outcome,
    OutpatientSupport,
    PhoneKind,
    PublicAssistance,
    ReferralStatus,
    Reporter,
    Sex,
    SpokeWith,
    Urgency,
)
from referral_desk.domain.contact import ContactDraft
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.domain.fictional import POSTAL_CODE, district, workday_back, workday_on
from referral_desk.domain.followup import FollowUpKind
from referral_desk.domain.handoff import HandoffFacts
from referral_desk.domain.institution import InstitutionDraft
from referral_desk.domain.institution_parts import (
    InstitutionPerson,
    InstitutionPhone,
    InstitutionPlace,
    InstitutionService,
    ServedArea,
)
from referral_desk.domain.referral import ReferralDraft
from referral_desk.domain.schedule_text import parse_schedule
from referral_desk.resources import read_json

Entry = dict[str, object]
FIRST_NUMBER = 253
_PLAIN = (
    *("name", "kana", "kind", "target", "fee", "operated_by", "address", "access", "phone", "email", "website"),
    *("contact_name", "contact_hours", "venue", "handoff_note", "first_words", "meet_at", "capacity_note"),
    *("unlisted_reason", "verified_by", "verified_with"),
)
"""The fields of an institution that stand in the file as they are."""


@dataclass(frozen=True)
class Story:
    """A referral before it has an id and a number; ``follow_ups`` likewise carry id 0."""

    draft: ReferralDraft
    handoffs: tuple[tuple[HandoffFacts, date], ...]
    follow_ups: tuple[NewFollowUp, ...]
    staff_name: str


@dataclass
class Ledger:
    """What is gathered, client by client; ids of clients and institutions stand, the rest is numbered at the end."""

    today: date
    institutions: tuple[NewInstitution, ...]
    staff_name: str
    clients: list[NewClient] = field(default_factory=list)
    engagements: list[EngagementDraft] = field(default_factory=list)
    contacts: list[ContactDraft] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)

    def ago(self, days: int) -> date:
        """Return the day so many days before today (after it where negative), moved away from today off a weekend."""
        day = self.today - timedelta(days=days)
        if days == 0:
            return day
        return workday_back(day) if days > 0 else workday_on(day)

    def institution_id(self, name: str) -> int:
        """Return the id of the institution called ``name``."""
        return next(each.id for each in self.institutions if each.draft.name == name)


def demo_settings() -> CentreSettings:
    """Return the demo centre's particulars."""
    entry = cast(Entry, read_json("demo", "centre.json"))
    staff = cast(list[dict[str, str]], entry["staff"])
    text = {key: value for key, value in entry.items() if isinstance(value, str)}
    return CentreSettings(
        **text,  # type: ignore[arg-type]
        staff=tuple(
            StaffMember(name=each["name"], job_title=each["job_title"], login=each.get("login", "")) for each in staff
        ),
    )


def demo_institutions(today: date) -> tuple[NewInstitution, ...]:
    """Return the demo centre's institutions, verified so many days before ``today``."""
    entries = cast(list[Entry], read_json("demo", "institutions.json"))
    return tuple(
        NewInstitution(index, f"{index:04}", _institution(entry, today)) for index, entry in enumerate(entries, start=1)
    )


def _institution(entry: Entry, today: date) -> InstitutionDraft:
    text = {key: str(value) for key, value in entry.items() if isinstance(value, str)}

    def ago(field: str) -> date | None:
        days = entry.get(field)
        return today - timedelta(days=days) if isinstance(days, int) else None

    plain = {key: value for key, value in text.items() if key in _PLAIN}
    return InstitutionDraft(
        **plain,
        attendees=Attendees(text["attendees"]) if "attendees" in text else None,
        anonymity=Anonymity(text["anonymity"]) if "anonymity" in text else None,
        openness=Openness(text["openness"]) if "openness" in text else None,
        operator=Operator(text["operator"]) if "operator" in text else None,
        postal_code=POSTAL_CODE if "address" in text else "",
        contact_agreed_on=ago("contact_agreed_days_ago"),
        schedule=parse_schedule(text.get("schedule", "")),
        capacity=Capacity(text.get("capacity", Capacity.UNKNOWN)),
        capacity_on=ago("capacity_days_ago"),
        listed="unlisted_reason" not in text,
        verified_on=ago("verified_days_ago"),
        note=text.get("note", "架空の機関です。"),
        places=tuple(InstitutionPlace(**each) for each in _lines(entry, "places")),
        services=tuple(InstitutionService(**each) for each in _lines(entry, "services")),
        people=tuple(_person(each, today) for each in _lines(entry, "people")),
        phones=tuple(
            InstitutionPhone(**each | {"kind": PhoneKind(each["kind"])})  # type: ignore[arg-type]
            for each in _lines(entry, "phones")
        ),
        areas=tuple(ServedArea(**each) for each in _lines(entry, "areas")),
    )


def _lines(entry: Entry, field: str) -> list[dict[str, str]]:
    return cast(list[dict[str, str]], entry.get(field, []))


def _person(entry: dict[str, str], today: date) -> InstitutionPerson:
    """Return somebody there; ``agreed_days_ago`` is how long ago she agreed to be called."""
    known = {key: value for key, value in entry.items() if key != "agreed_days_ago"}
    days = entry.get("agreed_days_ago")
    return InstitutionPerson(**known, agreed_on=today - timedelta(days=int(days)) if days else None)


# --- clients with a story of their own --------------------------------------------------------------------------------


def add_told_clients(ledger: Ledger) -> None:
    """Add the clients of ``clients.json`` with everything told of them."""
    for entry in cast(list[Entry], read_json("demo", "clients.json")):
        client_id = len(ledger.clients) + 1
        registered = ledger.ago(cast(int, entry["registered"]))
        ledger.clients.append(NewClient(client_id, _client(entry, ledger.today), registered))
        ledger.contacts += [_contact(told, client_id, ledger) for told in cast(list[list[object]], entry["contacts"])]
        ledger.engagements += [
            EngagementDraft(
                client_id=client_id,
                institution_id=ledger.institution_id(cast(str, name)),
                state=EngagementState(cast(str, state)),
                since=ledger.ago(cast(int, since)),
                until=ledger.ago(until) if isinstance(until, int) else None,
                reported_by=Reporter(cast(str, reporter)),
                note=cast(str, note),
            )
            for name, state, since, until, reporter, note in cast(list[list[object]], entry.get("engagements", []))
        ]
        ledger.stories += [_story(told, client_id, ledger) for told in cast(list[Entry], entry.get("referrals", []))]


def _contact(told: list[object], client_id: int, ledger: Ledger) -> ContactDraft:
    days, service, category, factors, spoke_with, note, *more = told
    further = cast(Entry, more[0]) if more else {}
    return ContactDraft(
        client_id=client_id,
        on=ledger.ago(cast(int, days)),
        service=ContactService(cast(str, service)),
        category=cast(str, category),
        factors=tuple(cast(list[str], factors)),
        spoke_with=SpokeWith(cast(str, spoke_with)),
        with_name=cast(str, further.get("with_name", "")),
        client_unmet=bool(further.get("client_unmet")),
        minutes=cast(int | None, further.get("minutes")),
        note=cast(str, note),
    )


def _client(entry: Entry, today: date) -> ClientDraft:
    text = {key: value for key, value in entry.items() if isinstance(value, str)}
    answers = {key: value for key, value in entry.items() if isinstance(value, bool)}
    return ClientDraft(
        name=text["name"],
        kana=text["kana"],
        anonymous=answers.get("anonymous", False),
        birth=_birth(entry, today),
        birth_exact=not answers.get("birth_year_only", False),
        sex=Sex(text["sex"]),
        postal_code=POSTAL_CODE if "address" in text else "",
        district=district(text.get("address", "")),
        address=text.get("address", ""),
        phone=text.get("phone", ""),
        may_call=answers.get("may_call"),
        may_leave_message=answers.get("may_leave_message"),
        may_say_who=answers.get("may_say_who"),
        contact_caution=text.get("contact_caution", ""),
        household=text.get("household", ""),
        public_assistance=PublicAssistance(text.get("public_assistance", "unknown")),
        outpatient_support=OutpatientSupport(text.get("outpatient_support", "unknown")),
        disability_certificate=DisabilityCertificate(text.get("disability_certificate", "unknown")),
        in_charge=text.get("in_charge", ""),
        note=text.get("note", ""),
    )


def _birth(entry: Entry, today: date) -> date | None:
    """Return the birth date of somebody who is ``age`` years old today and has this birthday."""
    if entry.get("birth_unknown"):
        return None
    month, day = cast(list[int], entry["birthday"])
    year = today.year - cast(int, entry["age"])
    return date(year - 1, month, day) if (month, day) > (today.month, today.day) else date(year, month, day)


def _story(told: Entry, client_id: int, ledger: Ledger) -> Story:
    on = ledger.ago(cast(int, told["on"]))
    text = {key: value for key, value in told.items() if isinstance(value, str)}
    outcome_days = told.get("outcome_on")
    draft = ReferralDraft(
        client_id=client_id,
        institution_id=ledger.institution_id(text["to"]),
        on=on,
        status=ReferralStatus(text["status"]),
        reason=text.get("reason", ""),
        consent=ConsentKind(text["consent"]),
        consent_by=ledger.staff_name if text["consent"] == ConsentKind.ORAL else "",
        request=text.get("request", ""),
        background=text.get("background", ""),
        urgency=Urgency(text.get("urgency", "normal")),
        outcome=Outcome(text.get("outcome", "not_yet_checked")),
        outcome_on=max(on, ledger.ago(outcome_days)) if isinstance(outcome_days, int) else None,
        reported_by=Reporter(text["reported_by"]) if "reported_by" in text else None,
    )
    facts = cast(dict[str, object], told["facts"])
    handoff = HandoffFacts(
        client_present=bool(facts.get("client_present")),
        receiver_live=bool(facts.get("receiver_live")),
        channel=Channel(cast(str, facts["channel"])),
        receiver_name=cast(str, facts.get("receiver_name", "")),
        accompanied_by=cast(str, facts.get("accompanied_by", "")),
        at=cast(str, facts.get("at", "")),
        note=cast(str, facts.get("note", "")),
    )
    follow_ups = tuple(_follow_up(each, ledger) for each in cast(list[Entry], told.get("follow_ups", [])))
    return Story(draft, ((handoff, on),), follow_ups, ledger.staff_name)


def _follow_up(told: Entry, ledger: Ledger) -> NewFollowUp:
    due = ledger.ago(cast(int, told["due"]))
    tried = [ledger.ago(days) for days in cast(list[int], told.get("attempts", []))]
    return NewFollowUp(
        id=0,
        kind=FollowUpKind(cast(str, told["kind"])),
        due_on=due,
        note=cast(str, told["note"]),
        attempts=tuple((day, day, "電話に出ず。") for day in tried),
    )


# --- ids and numbers --------------------------------------------------------------------------------------------------


def numbered_clients(ledger: Ledger) -> tuple[NewClient, ...]:
    """Return the clients with numbers in the order in which they were registered."""
    order = sorted(ledger.clients, key=lambda client: (client.registered_on or ledger.today, client.id))
    numbers = {client.id: f"{number:05}" for number, client in enumerate(order, start=FIRST_NUMBER)}
    return tuple(replace(client, draft=replace(client.draft, number=numbers[client.id])) for client in ledger.clients)


def numbered_contacts(ledger: Ledger) -> tuple[tuple[int, ContactDraft], ...]:
    """Return the contacts in order of date with their ids."""
    return tuple(enumerate(sorted(ledger.contacts, key=lambda contact: contact.on), start=1))


def numbered_referrals(ledger: Ledger) -> tuple[NewReferral, ...]:
    """Return the referrals in order of date with their ids, numbers per fiscal year, and their follow-ups' ids."""
    running: dict[int, int] = {}
    follow_up_id = 0
    referrals = []
    for referral_id, story in enumerate(sorted(ledger.stories, key=lambda each: each.draft.on), start=1):
        year = fiscal_year_of(story.draft.on)
        running[year] = running.get(year, 0) + 1
        follow_ups = []
        for follow_up in story.follow_ups:
            follow_up_id += 1
            follow_ups.append(replace(follow_up, id=follow_up_id))
        number = f"{year}-{running[year]:05}"
        referrals.append(
            NewReferral(referral_id, number, story.draft, story.handoffs, tuple(follow_ups), story.staff_name)
        )
    return tuple(referrals)
