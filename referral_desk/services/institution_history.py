"""What entries of the directory said before they were changed, by whatever way they change.

Each service that changes an entry calls this inside its own unit of work, so that the earlier version and the new one
are stored together or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence

from referral_desk.db.queries import institutions, ledger
from referral_desk.db.session import Session
from referral_desk.domain.institution import Institution, InstitutionDraft, version_of
from referral_desk.domain.revision import Correction
from referral_desk.services import revisions
from referral_desk.services.centre import Centre

KIND = "institution"


def keep(centre: Centre, session: Session, before: Institution, after: Institution) -> None:
    """Keep what an entry said ``before``, unless it says the same ``after`` the change."""
    if version_of(before) != version_of(after):
        revisions.keep(centre, session, KIND, before.id, None, version_of(before))


def update_all(centre: Centre, session: Session, changed: Sequence[tuple[int, str, InstitutionDraft]]) -> None:
    """Store changed entries of a file, each (id, number, draft), and keep what they said before."""
    ids = [institution_id for institution_id, _number, _draft in changed]
    before = institutions.of_ids(session, ids)
    ledger.update_institutions(session, changed, centre.codes)
    session.expire_all()
    for one, other in zip(before, institutions.of_ids(session, ids), strict=True):
        keep(centre, session, one, other)


def of_institution(session: Session, now: Institution) -> tuple[Correction, ...]:
    """Return how an entry came to be what it is ``now``, the newest change first."""
    return revisions.of_record(session, KIND, now.id, version_of(now))
