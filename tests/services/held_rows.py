"""A client every column of whose record says something of its own: what an access request must bring to light."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, Column, Date, Enum, Integer, String, Table, insert

from referral_desk.db.models import Base, ReaderTable, RevisionTable
from referral_desk.db.queries.belonging import tables_of_clients
from referral_desk.db.session import Session
from referral_desk.domain.client import ClientDraft
from referral_desk.domain.codes import ContactService
from referral_desk.domain.conference import Attendee, ConferenceEntry, TaskDraft, TaskLine
from referral_desk.domain.consent import ConsentDraft, Receiver
from referral_desk.domain.contact import ContactDraft
from referral_desk.domain.drafts import write_record
from referral_desk.domain.household import MemberDraft
from referral_desk.domain.sbirts import InterventionDraft, PathDraft
from referral_desk.domain.screening import ScreeningDraft
from referral_desk.services.centre import Centre

LEFT_OUT: Mapping[str, str] = {
    "client.kana_key": "made from the kana, to sort by",
    "client.running": "the number as a figure, to count on from",
    "client_search": "made from name, kana, number, phone and birth date, to find by",
    "ecomap_place": "where staff dragged a circle on a drawing",
    "contact_factor.on": "repeats the day of the contact",
    "version": "how often a row was stored, to notice a second writer",
    "created_at": "when a row was stored; of the client herself it is told",
    "updated_at": "as created_at",
    "position": "the order of a list, which is kept",
    "disposal_proposal.login": "the login of whose name is told",
    "revision.number": "the order of the versions, which is kept",
    "revision.kind": "versions stand with their record",
    "merge.merged_id": "the id of a row that is gone",
    "household_member.name": "a client's own record has it; in the household it is blank",
    "household_member.kana": "as name",
    "household_member.sex": "as name",
    "household_member.birth": "as name",
}
"""What the record does not tell, by column, table or name of a column, with the reason."""

TOLD_ALL_THE_SAME = ("client.created_at", "client.updated_at")

_CODES = {
    "benefit.kind": "public_assistance",
    "contact.category": "alcohol",
    "contact_factor.factor": "suicide_related",
    "conference.kind": "discharge",
    "consent_item.item": "household",
    "disclosure_item.item": "benefits",
    "disclosure.method": "conference",
    "supporter.kind": "neighbour",
    "household_member.relation": "grandmother",
    "closing.reason": "moved",
    "quality_waiver.kind": "client_unmet",
    "intervention.target": "drugs",
    "screening.tool": "audit",
    "sbirts_path.target": "gambling",
    "sbirts_path.ending": "treatment",
}
_FIXED: Mapping[str, object] = {
    "engagement.institution_id": None,
    "consent_receiver.institution_id": None,
    "revision.kind": "contact",
    "revision.removed": False,
    "revision.record_id": 1,
    "merge.undone_at": None,
    "screening.items": "4 2",
    "household_member.calls_for": None,
}


def _texts(kind: type, prefix: str) -> dict[str, Any]:
    """Return a word for each text of a record, which says where it stands."""
    return {each.name: f"印{prefix}.{each.name}" for each in fields(kind) if each.type == "str"}


_DAY = date(2026, 1, 2)
EARLIER: Mapping[str, object] = {
    "contact": ContactDraft(
        **_texts(ContactDraft, "contact_before"), client_id=1, on=_DAY, service=ContactService.EMAIL, minutes=69_001
    ),
    "consent": ConsentDraft(
        **_texts(ConsentDraft, "consent_before"), client_id=1, on=_DAY, receivers=(Receiver(None, "印receiver_before"),)
    ),
    "conference": ConferenceEntry(
        **_texts(ConferenceEntry, "conference_before"),
        client_id=1,
        on=_DAY,
        attendees=(Attendee("印attendee_before", "印role_before"),),
        tasks=(TaskLine(1, "印who_before", "印what_before", result="印result_before"),),
    ),
    "task": TaskDraft(**_texts(TaskDraft, "task_before"), client_id=1),
    "screening": ScreeningDraft(**_texts(ScreeningDraft, "screening_before"), client_id=1, on=_DAY, total=69_002),
    "sbirts_path": PathDraft(**_texts(PathDraft, "path_before"), client_id=1, started_on=_DAY),
    "intervention": InterventionDraft(**_texts(InterventionDraft, "intervention_before"), client_id=1, on=_DAY),
}
"""What each kind of record said before."""

_MERGE = {
    "other": _texts(ClientDraft, "merge_other"),
    "kept": _texts(ClientDraft, "merge_kept"),
    "households": [{"before": [_texts(MemberDraft, "merge_member")]}],
}
_CONTENT: Mapping[str, str] = {
    "revision.content": write_record(EARLIER["contact"]),
    "document.content": json.dumps({"is": "Plain", "text": "印document.content"}),
    "merge.content": json.dumps(_MERGE),
}


@dataclass
class Filled:
    """What the record was filled with: by column, the text that must be found in what is told of it."""

    expected: dict[str, str] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(70_001, 80_000)))

    def row(self, table: Table, **given: object) -> dict[str, object]:
        """Return a row of ``table``, every column with a value of its own but for those ``given``."""
        return {
            column.name: given[column.name] if column.name in given else self._value(table.name, column)
            for column in table.columns
        }

    def _value(self, table: str, column: Column[Any]) -> object:
        name = f"{table}.{column.name}"
        if name in _FIXED:
            return _FIXED[name]
        if name in _CONTENT:
            return _CONTENT[name]
        if column.foreign_keys or (column.primary_key and isinstance(column.type, Integer)):
            return 1
        value, told = self._of_type(name, column)
        left_out = name not in TOLD_ALL_THE_SAME and {name, table, column.name} & set(LEFT_OUT)
        if told and not left_out:
            self.expected[name] = told
        return value

    def _of_type(self, name: str, column: Column[Any]) -> tuple[object, str]:
        number = next(self.numbers)
        match column.type:
            case Enum() as codes if codes.enum_class is not None:
                last = list(codes.enum_class)[-1]
                return last, f'"{last.value}"'
            case Boolean():
                return True, ""
            case Date():
                day = date(1901, 1, 1) + timedelta(number - 70_000)
                return day, day.isoformat()
            case Integer():
                return number, f" {number}"
            case String():
                value = _CODES.get(name, f"印{name}")
                return value, f'"{value}"'
        if column.type.python_type is datetime:
            at = datetime(1951, 1, 1, tzinfo=UTC) + timedelta(number - 70_000)
            return at, at.date().isoformat()
        return 1.5, ""


def fill(centre: Centre) -> Filled:
    """Store client 1 with a row in every table that holds something of a client, and one of her household."""
    filled = Filled()
    tables = Base.metadata.tables
    own = [tables["client"], tables["household"], *reversed(list(tables_of_clients()))]
    with centre.sessions.write() as session:
        for table in own:
            session.execute(insert(table).values(filled.row(table)))
        other = filled.row(
            tables["household_member"], client_id=None, id=2, position=2, calls_for=0, name="印other.name"
        )
        session.execute(insert(tables["household_member"]).values(other))
        session.add(ReaderTable(client_id=1, login=centre.login))
        _keep_earlier(session)
    for text in json.dumps([*map(_written, EARLIER.values()), _MERGE], ensure_ascii=False).split('"'):
        if text.startswith("印"):
            filled.expected[f"earlier {text}"] = f'"{text}"'
    filled.expected["the other member"] = '"印other.name"'
    return filled


def _written(draft: object) -> object:
    return json.loads(write_record(draft))


def _keep_earlier(session: Session) -> None:
    """Keep an earlier version of a record of each kind, and of one of each that was taken out."""
    place = 2
    for kind, draft in EARLIER.items():
        for record_id, removed in ((1, False), (2, True)):
            session.add(
                RevisionTable(
                    id=place,
                    kind=kind,
                    record_id=record_id,
                    client_id=1,
                    number=place,
                    at=datetime(2026, 1, 3, tzinfo=UTC),
                    staff_name="印",
                    removed=removed,
                    reason=f"印{kind}{removed}",
                    content=write_record(draft),
                )
            )
            place += 1
