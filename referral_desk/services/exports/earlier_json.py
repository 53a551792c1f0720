"""What contacts said before they were corrected or taken out, as JSON."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields

from referral_desk.domain.codes import CodeBook
from referral_desk.domain.contact import Contact, ContactDraft
from referral_desk.domain.drafts import read_record
from referral_desk.domain.revision import Revision
from referral_desk.services.exports.record_json import Json, record_json


def contact_json(contact: Contact, revisions: Sequence[Revision], codes: CodeBook, language: str) -> dict[str, Json]:
    """Return a contact with its corrections, the oldest first; ``revisions`` are its earlier versions."""
    corrections: list[Json] = [_earlier(each, "before", codes, language) for each in revisions]
    return {**record_json(contact, codes, language), "corrections": corrections}


def removed_json(revisions: Iterable[Revision], codes: CodeBook, language: str) -> list[Json]:
    """Return the contacts among ``revisions`` that were taken out, each with the corrections before that."""
    removed: list[Json] = []
    corrections: defaultdict[int, list[Json]] = defaultdict(list)
    for each in revisions:
        if each.removed:
            before: list[Json] = corrections.pop(each.record_id, [])
            removed.append({**_earlier(each, "was", codes, language), "corrections": before})
        else:
            corrections[each.record_id].append(_earlier(each, "before", codes, language))
    return removed


def by_record(revisions: Iterable[Revision]) -> Mapping[int, Sequence[Revision]]:
    """Return the earlier versions of the records that are there; an id that a removal set free begins anew."""
    found: defaultdict[int, list[Revision]] = defaultdict(list)
    for each in revisions:
        if each.removed:
            found.pop(each.record_id, None)
        else:
            found[each.record_id].append(each)
    return found


def _earlier(revision: Revision, name: str, codes: CodeBook, language: str) -> dict[str, Json]:
    draft = read_record(ContactDraft, revision.content)
    values = {field.name: getattr(draft, field.name) for field in fields(ContactDraft)}
    written = record_json(Contact(**values, id=revision.record_id, version=0, staff_name=""), codes, language)
    said: dict[str, Json] = {key: value for key, value in written.items() if key in values and key != "client_id"}
    return {
        "at": revision.at.isoformat(),
        "staff_name": revision.staff_name,
        "reason": revision.reason,
        name: said,
    }
