"""The checks before submitting: their words, how grave they are, and what a summary makes of their counts."""

from __future__ import annotations

from datetime import date

import pytest

from referral_desk.domain.calendar import Period
from referral_desk.domain.codes import ContactService
from referral_desk.domain.quality import (
    CHECKS,
    REASON_LIMIT,
    CheckCount,
    CheckGroup,
    CheckKind,
    Finding,
    QualitySummary,
    RecordKind,
    Severity,
    check_waiver_reason,
    total,
)

OCTOBER = Period.month(2026, 10)


def summed(*counts: CheckCount, handed_over: int = 0, unknown: int = 0) -> QualitySummary:
    return QualitySummary(OCTOBER, counts, handed_over, unknown, set_aside=0)


def found(kind: CheckKind, on: date | None = None) -> Finding:
    return Finding(kind, 7, 1, "1", "見本 花子", "ミホン ハナコ", None, None, on, ContactService.TELEPHONE)


def test_every_check_has_its_words_and_is_shown_from_the_gravest_to_the_softest() -> None:
    assert list(CHECKS) == list(CheckKind)
    assert all(check.label and check.advice for check in CHECKS.values())
    assert len({check.label for check in CHECKS.values()}) == len(CHECKS)
    order = [list(Severity).index(check.severity) for check in CHECKS.values()]
    assert order == sorted(order)


def test_what_would_only_be_good_to_have_does_not_press() -> None:
    found = summed(
        CheckCount(CheckKind.OUTCOME_UNKNOWN, 7),
        CheckCount(CheckKind.CATEGORY_MISSING, 2),
        CheckCount(CheckKind.CATEGORY_OTHER, 30),
    )
    assert [each.kind for each in found.pressing] == [CheckKind.CATEGORY_MISSING, CheckKind.OUTCOME_UNKNOWN]
    assert [each.kind for each in found.soft] == [CheckKind.CATEGORY_OTHER]
    assert total(found.pressing) == 9


@pytest.mark.parametrize(
    ("unknown", "handed_over", "share"), [(7, 34, 20.6), (1, 8, 12.5), (0, 5, 0.0), (5, 5, 100.0), (0, 0, None)]
)
def test_the_share_of_unknowns_is_of_all_that_were_handed_over(
    unknown: int, handed_over: int, share: float | None
) -> None:
    assert summed(unknown=unknown, handed_over=handed_over).unknown_share == share


def test_a_contact_is_set_aside_for_the_month_of_its_day_whatever_period_is_looked_at() -> None:
    finding = found(CheckKind.DOUBLE_ENTRY, date(2026, 5, 31))
    assert finding.month(OCTOBER) == finding.month(Period.fiscal_year(2026)) == (2026, 5)


def test_a_client_is_set_aside_for_the_last_month_of_the_period() -> None:
    finding = found(CheckKind.CLIENT_UNMET)
    assert finding.record is RecordKind.CLIENT
    assert finding.month(OCTOBER) == (2026, 10)
    assert finding.month(Period.fiscal_year(2026)) == (2027, 3)


def test_what_is_left_out_of_a_group_leaves_restricted_clients_aside() -> None:
    group = CheckGroup(CheckCount(CheckKind.DOUBLE_ENTRY, 10, not_shown=3), (found(CheckKind.DOUBLE_ENTRY),) * 5)
    assert group.left_out == 2


def test_the_reason_of_setting_aside_may_be_left_out_and_has_a_limit() -> None:
    assert check_waiver_reason("") == ()
    assert check_waiver_reason("あ" * REASON_LIMIT) == ()
    assert [problem.field for problem in check_waiver_reason("あ" * (REASON_LIMIT + 1))] == ["reason"]
