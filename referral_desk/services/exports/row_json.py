"""Rows of lists as JSON, in the style of whole records: prefixed ids, codes with their label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from enum import StrEnum

from referral_desk.domain.client import ClientRow
from referral_desk.domain.codes import Code, CodeBook, CodeList
from referral_desk.domain.conference import TaskRow
from referral_desk.domain.followup import FollowUpRow
from referral_desk.domain.inbound import InboundRow
from referral_desk.domain.institution import InstitutionRow
from referral_desk.domain.referral import ReferralRow
from referral_desk.domain.schedule_text import write_schedule
from referral_desk.services.exports.record_json import Json

Row = ClientRow | InstitutionRow | ReferralRow | FollowUpRow | InboundRow
_REFERENCES = {"client_id": "c", "institution_id": "i", "referral_id": "r", "follow_up_id": "f"}


def row_json(row: Row, codes: CodeBook, language: str, prefix: str = "") -> dict[str, Json]:
    """Return a row's fields; ``prefix`` ("c") makes its id the one that commands take ("c-57")."""
    lists = _lists(row, codes)
    written: dict[str, Json] = {}
    for each in fields(row):
        value = getattr(row, each.name)
        if each.name == "id":
            written["id"] = f"{prefix}-{value}"
        elif each.name in _REFERENCES:
            written[each.name] = None if value is None else f"{_REFERENCES[each.name]}-{value}"
        elif each.name in lists:
            written[each.name] = _coded(value, lists[each.name], language)
        elif each.name == "schedule":
            written[each.name] = write_schedule(value)
        else:
            written[each.name] = _plain(value)
    return written


def follow_up_json(row: FollowUpRow, codes: CodeBook, language: str) -> dict[str, Json]:
    """Return a row of the desk under the id and number of its referral, for those are what commands take."""
    written = row_json(row, codes, language)
    referral_id, number = written.pop("referral_id"), written.pop("referral_number")
    return {"id": referral_id, "number": number, **written}


def task_json(row: TaskRow) -> dict[str, Json]:
    """Return an open task as a row among the follow-ups: the same keys, and who does it; its number is the client's.

    What belongs to a referral only is null or blank; ``referred_on`` is the day of the conference that agreed it.
    """
    on = row.conference_on
    return {
        "id": f"k-{row.task_id}",
        "number": row.client_number,
        "follow_up_id": None,
        "client_id": f"c-{row.client_id}",
        "client_number": row.client_number,
        "client_name": row.client_name,
        "client_kana": row.client_kana,
        "client_birth": row.client_birth.isoformat() if row.client_birth else None,
        "institution_id": None,
        "institution_name": "",
        "institution_kind": None,
        "kind": "task",
        "mode": None,
        "status": None,
        "referred_on": on.isoformat() if on else None,
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "days_over": row.days_over,
        "note": row.what,
        "attempts": row.attempts,
        "who": row.who,
        "conference_id": f"m-{row.conference_id}" if row.conference_id is not None else None,
    }


def _coded(value: str | None, codes: CodeList[Code], language: str) -> Json:
    return {"code": str(value), "label": codes.label(value, language)} if value else None


def _plain(value: object) -> Json:
    match value:
        case StrEnum():
            return value.value
        case None | bool() | int() | float() | str():
            return value
        case date():
            return value.isoformat()
        case tuple():
            return [_plain(each) for each in value]
    raise TypeError(f"no JSON for {type(value).__name__}")


def _lists(row: Row, codes: CodeBook) -> Mapping[str, CodeList[Code]]:
    kinds = CodeList[Code]("institution_kinds", codes.institution_kinds.items)
    found = {
        "sex": codes.sexes,
        "target": codes.targets,
        "institution_kind": kinds,
        "status": codes.referral_statuses,
        "mode": codes.handoff_modes,
        "consent": codes.consents,
        "outcome": codes.outcomes,
    }
    return found if isinstance(row, FollowUpRow) else {**found, "kind": kinds}
