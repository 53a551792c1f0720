"""The demo centre's conferences and tasks (``resources/demo/conferences.json``)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import cast

from referral_desk.db.queries import conferences, tasks
from referral_desk.db.session import Session
from referral_desk.domain.codes import LegalBasis
from referral_desk.domain.conference import Attendee, ConferenceEntry, TaskDraft, TaskLine
from referral_desk.resources import read_json
from referral_desk.services.demo_records import Entry, Ledger


def tell_conferences(session: Session, ledger: Ledger) -> None:
    """Store the conferences and tasks of the clients who have a story of their own."""
    for entry in told_conferences(ledger):
        conferences.add(session, entry, ledger.staff_name)
    for draft in told_tasks(ledger):
        tasks.add(session, draft)


def told_conferences(ledger: Ledger) -> Iterator[ConferenceEntry]:
    """Yield the conferences, client by client."""
    for client_id, entry in _entries(ledger):
        for told in cast(list[Entry], entry.get("conferences", [])):
            text = {key: value for key, value in told.items() if isinstance(value, str)}
            yield ConferenceEntry(
                client_id=client_id,
                kind=text["kind"],
                on=ledger.ago(cast(int, told["on"])),
                at=text.get("at", ""),
                place=text.get("place", ""),
                client_present=bool(told.get("client_present")),
                basis=LegalBasis(text["basis"]) if "basis" in text else None,
                shared=text.get("shared", ""),
                issues=text.get("issues", ""),
                plan=text.get("plan", ""),
                next_on=_day(told.get("next_on"), ledger),
                attendees=tuple(_attendee(each, ledger) for each in cast(list[dict[str, str]], told["attendees"])),
                tasks=tuple(_line(each, ledger) for each in cast(list[Entry], told.get("tasks", []))),
            )


def told_tasks(ledger: Ledger) -> Iterator[TaskDraft]:
    """Yield the tasks that were noted by themselves."""
    for client_id, entry in _entries(ledger):
        for told in cast(list[Entry], entry.get("tasks", [])):
            line = _line(told, ledger)
            yield TaskDraft(client_id=client_id, who=line.who, what=line.what, due_on=line.due_on)


def _line(told: Entry, ledger: Ledger) -> TaskLine:
    return TaskLine(
        who=cast(str, told["who"]),
        what=cast(str, told["what"]),
        due_on=_day(told.get("due"), ledger),
        done_on=_day(told.get("done"), ledger),
        result=cast(str, told.get("result", "")),
    )


def _attendee(told: dict[str, str], ledger: Ledger) -> Attendee:
    institution = told.get("institution")
    return Attendee(told["name"], told["role"], ledger.institution_id(institution) if institution else None)


def _day(days: object, ledger: Ledger) -> date | None:
    return ledger.ago(days) if isinstance(days, int) else None


def _entries(ledger: Ledger) -> list[tuple[int, Entry]]:
    ids = {client.draft.name: client.id for client in ledger.clients}
    told = cast(list[Entry], read_json("demo", "conferences.json"))
    return [(ids[cast(str, entry["name"])], entry) for entry in told]
