"""A directory in HSDS against the institutions that are here: which are new, what changes, and storing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from referral_desk.db.queries import institution_exchange, institutions, ledger
from referral_desk.db.queries.bulk import BulkWriter, NewInstitution
from referral_desk.db.session import Session
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.hsds_reading import FromDirectory
from referral_desk.domain.institution import InstitutionDraft, draft_of
from referral_desk.domain.institution_changes import changes, updated
from referral_desk.domain.ledger import LedgerKind, OnDuplicate
from referral_desk.domain.messages import N_, message
from referral_desk.services import institution_history
from referral_desk.services.centre import Centre
from referral_desk.services.exports.hsds import identifiers
from referral_desk.services.imports.planning import Difference, ImportCounts, ImportProblem

OTHER = "other"
"""The kind of an institution of which a foreign directory says none."""

_TAKEN = message(
    N_("This institution is here already. Remove it from the file, or choose to skip or to update existing records.")
)
_NAME_TAKEN = message(
    N_("Another institution here has this name already. Rename one of the two, or leave this one out of the file.")
)
_SAME_TWICE = message(N_("Another entry of the file is the same institution. Keep one of the two."))
_NO_KIND = message(N_("The file says no kind that is known here: it is taken as “other”. Choose it afterwards."))
_GONE = message(
    N_("The file says that it is no longer there; here it stays as it is. Look at it, and mark it yourself.")
)


@dataclass(frozen=True)
class MatchedDirectory:
    """What is to be written: new institutions in the order of the file, and changed ones as (id, number, draft)."""

    new: tuple[tuple[FromDirectory, InstitutionDraft], ...]
    changed: tuple[tuple[int, str, InstitutionDraft], ...]
    counts: ImportCounts
    warnings: tuple[ImportProblem, ...]
    errors: tuple[ImportProblem, ...]
    differences: tuple[Difference, ...]
    known: dict[str, int]
    """The ids of the institutions that are here, by their identifiers in files."""


def match_directory(
    session: Session,
    entries: Sequence[FromDirectory],
    on_duplicate: OnDuplicate,
    codes: CodeBook,
    language: str = "ja",
) -> MatchedDirectory:
    """Compare a file's organizations with the institutions: by identifier, else by name."""
    every = tuple(ledger.all_institutions(session))
    ids = identifiers(session, every)
    by_identifier = {str(ids[one.id]): one for one in every}
    by_external = {one.external_id: one for one in every if one.external_id.strip()}
    by_name = {one.name: one for one in every}
    own = {str(ids[one.id]) for one in every if not one.external_id.strip()}
    new: list[tuple[FromDirectory, InstitutionDraft]] = []
    changed: list[tuple[int, str, InstitutionDraft]] = []
    warnings: list[ImportProblem] = []
    errors: list[ImportProblem] = []
    differences: list[Difference] = []
    unchanged = skipped = 0
    met: set[int] = set()
    for entry in entries:
        named = by_name.get(entry.name)
        found = by_identifier.get(entry.id) or by_external.get(entry.external_id) or named
        if found is None:
            new.append((entry, _new(entry)))
            warnings += [] if "kind" in entry.given else [ImportProblem(entry.place, "kind", entry.name, _NO_KIND)]
        elif found.id in met:
            errors.append(ImportProblem(entry.place, "name", entry.name, _SAME_TWICE))
        elif on_duplicate is OnDuplicate.SKIP:
            skipped += 1
        elif on_duplicate is not OnDuplicate.UPDATE:
            errors.append(ImportProblem(entry.place, "name", entry.name, _TAKEN))
        elif named is not None and named.id != found.id:
            errors.append(ImportProblem(entry.place, "name", entry.name, _NAME_TAKEN))
        else:
            before = draft_of(found)
            after = _updated(before, entry, entry.id in own)
            unchanged += before == after
            if before != after:
                changed.append((found.id, found.number, after))
                told = changes(before, after, codes, language)
                differences.append(Difference(entry.place, found.number, found.name, told))
            if entry.gone and found.defunct_on is None:
                warnings.append(ImportProblem(entry.place, "status", entry.name, _GONE))
        if found is not None:
            met.add(found.id)
    counts = ImportCounts(len(new), len(changed), unchanged, skipped)
    known = {identifier: one.id for identifier, one in by_identifier.items()}
    return MatchedDirectory(
        tuple(new), tuple(changed), counts, tuple(warnings), tuple(errors), tuple(differences), known
    )


def _new(entry: FromDirectory) -> InstitutionDraft:
    listed = bool(entry.given.get("listed", True))
    return InstitutionDraft(**{"kind": OTHER, **entry.given, "listed": listed, "external_id": entry.external_id})


def _updated(before: InstitutionDraft, entry: FromDirectory, own: bool) -> InstitutionDraft:
    """Return ``before`` with what the file says; its identifier is kept where it is another directory's."""
    after = updated(before, entry.given)
    if own or before.external_id.strip() or not entry.external_id.strip():
        return after
    return replace(after, external_id=entry.external_id)


def store_directory(centre: Centre, session: Session, matched: MatchedDirectory) -> None:
    """Store new and changed institutions; of the changed ones what they said before is kept."""
    institution_history.update_all(centre, session, matched.changed)
    number = ledger.highest_institution_number(session)
    institution_id = ledger.highest_id(session, LedgerKind.INSTITUTIONS)
    new = [
        (entry, NewInstitution(institution_id + place, str(number + place).zfill(institutions.NUMBER_DIGITS), draft))
        for place, (entry, draft) in enumerate(matched.new, start=1)
    ]
    BulkWriter(session, datetime.now(UTC)).institutions([each for _entry, each in new], centre.codes)
    ids = {**matched.known, **{entry.id: each.id for entry, each in new}}
    institution_exchange.mark_defunct(
        session,
        (
            (each.id, entry.defunct_on, entry.defunct_reason, ids.get(entry.successor))
            for entry, each in new
            if entry.defunct_on
        ),
    )
