"""Which issued papers may be revoked."""

from __future__ import annotations

from datetime import date

from referral_desk.domain.consent import TEXT_LIMIT
from referral_desk.domain.issued import RegisterFilter, Revocation, check_revocation

BEFORE = Revocation(date(2026, 11, 24), "見本 みどり", "宛先違い")


def fields(before: Revocation | None, why: str) -> list[str]:
    return [problem.field for problem in check_revocation(before, why)]


def test_a_paper_is_revoked_with_a_reason_only() -> None:
    assert fields(None, "宛先違い") == []
    assert fields(None, " \u3000\n") == ["why"]
    assert fields(None, "あ" * TEXT_LIMIT) == []
    assert fields(None, "あ" * (TEXT_LIMIT + 1)) == ["why"]


def test_a_paper_is_revoked_once() -> None:
    assert fields(BEFORE, "もう一度") == [""]


def test_a_filter_without_a_wish_leaves_nothing_out() -> None:
    assert not RegisterFilter().narrows
    assert RegisterFilter(revoked=True).narrows
    assert RegisterFilter(first=BEFORE.on).narrows
