"""What looks wrong or open before a period is submitted: counted, listed, and set aside where it is right as it is."""

from __future__ import annotations

from functools import cache
from typing import Any

from referral_desk import resources
from referral_desk.db.queries import quality
from referral_desk.db.queries.quality import Looked
from referral_desk.db.queries.restrictions import check_visible
from referral_desk.db.session import Session
from referral_desk.domain.access import Action
from referral_desk.domain.calendar import Period, fiscal_year_of
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.errors import NotPossible, Rejected
from referral_desk.domain.messages import N_, message
from referral_desk.domain.quality import (
    CHECKS,
    AgeRange,
    CheckCount,
    CheckGroup,
    Finding,
    QualityList,
    QualityRules,
    QualitySummary,
    RecordKind,
    Severity,
    Waiver,
    check_waiver_reason,
)
from referral_desk.domain.report_form import Source
from referral_desk.services import report_profiles
from referral_desk.services.centre import Centre, about
from referral_desk.services.lookup import found

SHOWN_OF_EACH = 50
"""Records of one check that are read at once; the next come when these are dealt with."""

SHOWN_OF_SOFT = 10
"""As SHOWN_OF_EACH, of the checks for what would only be good to have."""

_GONE = message(N_("This entry is no longer there."))


@cache
def rules() -> QualityRules:
    """Return what the checks compare with, as shipped."""
    read: Any = resources.read_json("codes", "quality_rules.json")
    return QualityRules(
        _ages(read["category_ages"]), _ages(read["factor_ages"]), read["unsaying_category"], read["requested_days"]
    )


def _ages(items: list[dict[str, Any]]) -> tuple[AgeRange, ...]:
    return tuple(AgeRange(item["code"], item["first"], item["last"]) for item in items)


def summary(centre: Centre, period: Period) -> QualitySummary:
    """Count what the checks find in the live records of a period, closed or not; numbers without names."""
    looked = _looked(centre, period)
    with centre.read() as session:
        return _summary(session, looked)


def checks(centre: Centre, period: Period, *, limit: int = SHOWN_OF_EACH) -> QualityList:
    """Return what the checks find, with names, ``limit`` records of each at most; one entry in the audit trail."""
    first, last = period.first.isoformat(), period.last.isoformat()
    looked = _looked(centre, period)
    centre.note(Action.READ_FIGURES, detail={"figure": "quality", "from": first, "to": last})
    with centre.read() as session:
        summed = _summary(session, looked)
        groups = tuple(
            CheckGroup(counted, quality.findings(session, looked, counted.kind, _portion(counted, limit)))
            for counted in summed.counts
        )
        return QualityList(summed, groups, quality.waived(session, period))


def set_aside(centre: Centre, finding: Finding, period: Period, *, reason: str = "") -> Saved[Waiver]:
    """Leave a finding as it is for its month. Raises Rejected (a reason too long), NotPossible (the record is gone)."""
    problems = check_waiver_reason(reason)
    if problems:
        raise Rejected(problems)
    with centre.write(Action.SET_ASIDE_CHECK) as session:
        check_visible(session, finding.client_id)
        if not quality.is_there(session, finding.record, finding.record_id, finding.client_id):
            raise NotPossible(_GONE)
        stored = quality.add_waiver(session, finding, period, centre.clock(), centre.staff_name, reason.strip())
        about(session, client=stored.client_id, record=_record(stored), detail=_told(stored))
    return Saved(stored, ChangeSet.of(quality=stored.id))


def take_up_again(centre: Centre, waiver_id: int) -> Saved[Waiver]:
    """Let the checks find again what was set aside. Raises NotFound where somebody did so already."""
    with centre.write(Action.SET_ASIDE_CHECK) as session:
        taken = found(quality.waiver(session, waiver_id), _GONE)
        check_visible(session, taken.client_id)
        quality.remove_waiver(session, waiver_id)
        about(session, client=taken.client_id, record=_record(taken), detail={**_told(taken), "removed": True})
    return Saved(taken, ChangeSet.of(quality=waiver_id))


def _portion(counted: CheckCount, limit: int) -> int:
    return min(limit, SHOWN_OF_SOFT) if counted.severity is Severity.SOFT else limit


def _record(waiver: Waiver) -> str:
    return f"r-{waiver.record_id}" if CHECKS[waiver.kind].record is RecordKind.REFERRAL else ""


def _told(waiver: Waiver) -> dict[str, str]:
    return {"check": waiver.kind.value, "month": f"{waiver.year:04}-{waiver.month:02}"}


def _summary(session: Session, looked: Looked) -> QualitySummary:
    unknown, handed_over = quality.unknown_of(session, looked.period)
    return QualitySummary(
        looked.period,
        quality.count(session, looked),
        handed_over,
        unknown,
        quality.waived_count(session, looked.period),
    )


def _looked(centre: Centre, period: Period) -> Looked:
    known = report_profiles.profiles(centre)
    form = report_profiles.first_of(centre, known, fiscal_year_of(period.first)).profile
    categories = tuple(item.code for item in centre.codes.contact_categories.items)
    in_form = form.gathered if form.source is Source.CONTACTS else None
    return Looked(period, centre.today(), rules(), categories, in_form)
