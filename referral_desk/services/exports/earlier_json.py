"""What records said before they were corrected or taken out, as JSON."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from referral_desk.domain.codes import CodeBook
from referral_desk.domain.conference import ConferenceEntry, TaskDraft
from referral_desk.domain.consent import ConsentDraft
from referral_desk.domain.contact import ContactDraft
from referral_desk.domain.drafts import read_record
from referral_desk.domain.revision import Revision
from referral_desk.domain.sbirts import InterventionDraft, PathDraft
from referral_desk.domain.screening import ScreeningDraft
from referral_desk.services.exports.record_json import Json, Record, record_json

_Draft = ContactDraft | ConsentDraft | ConferenceEntry | TaskDraft | ScreeningDraft | PathDraft | InterventionDraft

KEPT_KINDS: Mapping[str, tuple[str, type[_Draft]]] = {
    "contact": ("t", ContactDraft),
    "consent": ("cs", ConsentDraft),
    "conference": ("m", ConferenceEntry),
    "task": ("k", TaskDraft),
    "screening": ("sc", ScreeningDraft),
    "sbirts_path": ("p", PathDraft),
    "intervention": ("bi", InterventionDraft),
}
"""For each kind of record whose earlier versions are kept: the prefix of its ids, and what a version is."""


def corrected_json(record: Record, revisions: Sequence[Revision], codes: CodeBook, language: str) -> dict[str, Json]:
    """Return a record with its corrections, the oldest first; ``revisions`` are its earlier versions."""
    corrections: list[Json] = [_earlier(each, "before", codes, language) for each in revisions]
    return {**record_json(record, codes, language), "corrections": corrections}


def removed_json(revisions: Iterable[Revision], codes: CodeBook, language: str) -> list[Json]:
    """Return the records among ``revisions`` of one kind that were taken out, each with the corrections before that."""
    removed: list[Json] = []
    corrections: defaultdict[int, list[Json]] = defaultdict(list)
    for each in revisions:
        if each.removed:
            before: list[Json] = corrections.pop(each.record_id, [])
            own_id = f"{KEPT_KINDS[each.kind][0]}-{each.record_id}"
            removed.append({"id": own_id, **_earlier(each, "was", codes, language), "corrections": before})
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
    draft = read_record(KEPT_KINDS[revision.kind][1], revision.content)
    written = record_json(draft, codes, language)
    said: dict[str, Json] = {key: value for key, value in written.items() if key != "client_id"}
    return {
        "at": revision.at.isoformat(),
        "staff_name": revision.staff_name,
        "reason": revision.reason,
        name: said,
    }
