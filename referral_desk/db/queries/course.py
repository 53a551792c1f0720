"""The course of a client, read from all that is recorded about her: the newest entries, or those before a place.

Each kind of entry is one statement, in the order of the course and no longer than the piece that is asked for, so
that the newest hundred cost the same after twenty years.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from referral_desk.db.models import BenefitTable
from referral_desk.db.queries import course_records, course_referrals
from referral_desk.db.queries.course_reading import CourseReading
from referral_desk.db.queries.restrictions import check_visible
from referral_desk.domain.course import CourseEntry, CoursePiece, CoursePlace, EntryKind, merged

_SOURCES: tuple[Callable[[CourseReading], list[CourseEntry]], ...] = (
    course_records.contacts,
    course_referrals.referrals,
    course_referrals.handoffs,
    course_referrals.checks,
    course_referrals.attempts,
    course_referrals.outcomes,
    course_referrals.inbound,
    course_referrals.replies,
    course_records.conferences,
    course_records.tasks,
    course_records.screenings,
    course_records.steps,
    course_records.documents,
    course_records.disclosures,
    course_records.benefits(EntryKind.BENEFIT, BenefitTable.since),
    course_records.benefits(EntryKind.BENEFIT_END, BenefitTable.until),
    course_records.consents,
    course_records.withdrawals,
    course_records.closings,
    course_records.reopenings,
    course_records.merges,
)


def piece(session: Session, client_id: int, limit: int, before: CoursePlace | None = None) -> CoursePiece:
    """Return the newest ``limit`` entries of a client's course, or the newest of those that stand below ``before``.

    Raises NotAllowed where the client is restricted to others.
    """
    check_visible(session, client_id)
    read = CourseReading(session, client_id, limit + 1, before)
    return merged((source(read) for source in _SOURCES), limit)
