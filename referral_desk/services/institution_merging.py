"""Two entries of one institution become one, and may be taken apart again.

One transaction lets everything that named the other entry name the one that is kept; the other one stays, marked as no
longer there. Months that are closed keep their rows as they were submitted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from referral_desk.db.models import InstitutionMergeTable
from referral_desk.db.queries import institution_merges, institution_merging, institutions, ledger
from referral_desk.db.session import Session
from referral_desk.domain import institution_merging as rules
from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.drafts import read_record, write_record
from referral_desk.domain.errors import NotPossible, Rejected
from referral_desk.domain.institution import Institution, InstitutionDraft, InstitutionVersion, draft_of, version_of
from referral_desk.domain.institution_likeness import LikelyInstitution, LikelyPair, Listed, likely_pairs, listed
from referral_desk.domain.institution_likeness import likely_same as judged
from referral_desk.domain.institution_merging import InstitutionMergePreview, MergedInstitution, UnmergedInstitution
from referral_desk.domain.merging import Keep
from referral_desk.domain.messages import N_, Message, message
from referral_desk.services import institution_history
from referral_desk.services.centre import Centre, about
from referral_desk.services.clients import CHANGED_ELSEWHERE
from referral_desk.services.institutions import GONE
from referral_desk.services.lookup import found

_SAME = message(N_("Choose another entry: an entry is not merged with itself."))
_KEPT_GONE = message(
    N_("The entry that would be kept is marked as no longer there. Begin from the other one, or take the mark back.")
)
_MERGED_ALREADY = message(N_("The other entry was merged already. Take that merge back first."))
_GONE_MERGE = message(N_("This merge was taken back already."))
_NEWER_FIRST = message(
    N_("Another entry was merged into this one later, or this one into another. Take that back first.")
)
_NAME_TAKEN = N_("Another institution bears the name “{name}” by now. Change that name first.")


# --- what may be one --------------------------------------------------------------------------------------------------


def likely_doubles(centre: Centre) -> tuple[LikelyPair, ...]:
    """Return the entries of the directory that may be one institution, two and two, the likeliest first."""
    with centre.read() as session:
        return likely_pairs(_entries(session, centre))


def likely_same(centre: Centre, institution_id: int) -> tuple[LikelyInstitution, ...]:
    """Return other entries that may be the same institution as this one, the likeliest first. Raises NotFound."""
    with centre.read() as session:
        own = found(institutions.get(session, institution_id), GONE)
        return judged(listed(own.id, own.number, own), _entries(session, centre))


def _entries(session: Session, centre: Centre) -> tuple[Listed, ...]:
    today = centre.today()
    every = ledger.all_institutions(session)
    return tuple(
        listed(each.id, each.number, each) for each in every if each.defunct_on is None or each.defunct_on > today
    )


# --- before -----------------------------------------------------------------------------------------------------------


def preview(centre: Centre, kept_id: int, other_id: int) -> InstitutionMergePreview:
    """Return what merging the other entry into the kept one would do. Raises NotFound, NotAllowed, NotPossible."""
    with centre.look(Action.MERGE_INSTITUTIONS) as session:
        return _preview(session, kept_id, other_id)


def _preview(session: Session, kept_id: int, other_id: int) -> InstitutionMergePreview:
    if kept_id == other_id:
        raise NotPossible(_SAME)
    kept, other = (found(institutions.get(session, each), GONE) for each in (kept_id, other_id))
    return InstitutionMergePreview(
        kept,
        other,
        institution_merging.count(session, other_id),
        institution_merging.twins(session, kept_id, other_id),
        _hindrance(session, kept, other),
    )


def _hindrance(session: Session, kept: Institution, other: Institution) -> Message | None:
    if kept.defunct_on is not None:
        return _KEPT_GONE
    return _MERGED_ALREADY if institution_merges.leading(session, [other.id]) else None


# --- merging ----------------------------------------------------------------------------------------------------------


def merge(
    centre: Centre,
    kept_id: int,
    other_id: int,
    choices: Mapping[str, Keep],
    *,
    versions: tuple[int, int] | None = None,
) -> Saved[MergedInstitution]:
    """Merge the other entry into the kept one, for each field by ``choices`` (names of ``FIELDS``).

    ``versions`` are those that were shown, of both. Raises NotFound, NotAllowed, NotPossible, Rejected.
    """
    with centre.write(Action.MERGE_INSTITUTIONS) as session:
        before = _preview(session, kept_id, other_id)
        kept, other = before.kept, before.other
        if versions is not None and versions != (kept.version, other.version):
            raise Rejected([CHANGED_ELSEWHERE])
        if before.hindrance is not None:
            raise NotPossible(before.hindrance)
        problems = rules.check_choices(choices)
        if problems:
            raise Rejected(problems)
        moved = institution_merging.hand_over(session, other_id, kept_id)
        drafts = rules.merged_drafts(kept, other, choices)
        versions_before = institution_merging.rename_mentions(
            session, other_id, kept_id, drafts[0].name, drafts[0].kind
        )
        session.expire_all()
        row = InstitutionMergeTable(
            kept_id=kept_id,
            merged_id=other_id,
            at=centre.clock(),
            staff_name=centre.staff_name,
            content="",
            undone_at=None,
            undone_by="",
        )
        session.add(row)
        session.flush()
        _store(centre, session, (kept, other), drafts)
        institutions.put_standing(session, other_id, centre.today(), "", kept_id)
        session.flush()
        after = _told(centre, session, (kept, other))
        content = {
            "kept": write_record(version_of(kept)),
            "other": write_record(version_of(other)),
            "kept_after": write_record(version_of(after[0])),
            "moved": moved,
            "versions": versions_before,
        }
        row.content = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        about(session, record=f"i-{kept_id}", detail={"merged": [other_id], "moved": sum(map(len, moved.values()))})
        (merged, *_earlier) = institution_merges.of_institution(session, kept_id)
    return Saved(merged, ChangeSet.all())


def _store(
    centre: Centre,
    session: Session,
    before: tuple[Institution, Institution],
    drafts: tuple[InstitutionDraft, InstitutionDraft],
) -> None:
    """Store what both entries say, names exchanged included: no two may bear one name even for a moment."""
    kept, other = before
    meanwhile = replace(drafts[1], name=f"{other.name} {other.number}-{kept.number}")
    institutions.update(session, other.id, meanwhile, None, centre.codes)
    session.flush()
    institutions.update(session, kept.id, drafts[0], None, centre.codes)
    session.flush()
    institutions.update(session, other.id, drafts[1], None, centre.codes)
    session.flush()
    institutions.update(session, kept.id, drafts[0], None, centre.codes)  # found by what the other one says now
    session.flush()


def _told(centre: Centre, session: Session, before: tuple[Institution, Institution]) -> tuple[Institution, Institution]:
    """Keep what both said before in their histories; return how they stand now."""
    kept, other = (found(institutions.get(session, each.id), GONE) for each in before)
    institution_history.keep(centre, session, before[0], kept)
    institution_history.keep(centre, session, before[1], other)
    return kept, other


# --- taking it back ---------------------------------------------------------------------------------------------------


def undo(centre: Centre, merge_id: int) -> Saved[UnmergedInstitution]:
    """Take a merge back: both entries stand as they stood, and what moved goes back.

    What was added since stays with the kept one, and so do its fields that were changed since. Raises NotFound,
    NotAllowed, NotPossible.
    """
    with centre.write(Action.UNDO_INSTITUTION_MERGE) as session:
        row = found(institution_merges.get(session, merge_id), _GONE_MERGE)
        if row.undone_at is not None:
            raise NotPossible(_GONE_MERGE)
        if institution_merges.of_institution(session, row.kept_id)[0].id != merge_id:
            raise NotPossible(_NEWER_FIRST)
        content: dict[str, Any] = json.loads(row.content)
        kept, other = (found(institutions.get(session, each), GONE) for each in (row.kept_id, row.merged_id))
        drafts = _apart(kept, other, content)
        for draft in drafts:
            taken = institutions.id_of_name(session, draft.name)
            if taken is not None and taken not in (kept.id, other.id):
                raise NotPossible(message(_NAME_TAKEN, name=draft.name))
        if drafts[0].name == drafts[1].name:
            raise NotPossible(message(_NAME_TAKEN, name=drafts[1].name))
        row.undone_at, row.undone_by, row.content = centre.clock(), centre.staff_name, ""
        session.flush()
        lost = institution_merging.give_back(session, kept.id, other.id, content["moved"])
        institution_merging.restore_versions(session, content["versions"])
        session.expire_all()
        _store(centre, session, (kept, other), drafts)
        stood = read_record(InstitutionVersion, content["other"])
        institutions.put_standing(session, other.id, stood.defunct_on, stood.defunct_reason, stood.successor_id)
        session.flush()
        both = _told(centre, session, (kept, other))
        about(session, record=f"i-{kept.id}", detail={"merged": [other.id]})
    return Saved(UnmergedInstitution(*both, lost), ChangeSet.all())


def _apart(
    kept: Institution, other: Institution, content: Mapping[str, str]
) -> tuple[InstitutionDraft, InstitutionDraft]:
    """Return what both entries say once they are apart; the other one has its own name and identifier back."""
    before, after, stood = (read_record(InstitutionVersion, content[name]) for name in ("kept", "kept_after", "other"))
    own = rules.unmerged_draft(kept, before, after)
    return own, replace(draft_of(other), name=stood.name, kana=stood.kana, external_id=stood.external_id)
