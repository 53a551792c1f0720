"""How charts word their figures, and in which language."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from referral_desk.domain.codes import CodeBook
from referral_desk.domain.messages import Gettext

NOTHING = "—"
"""Stands where a share has no base."""


@dataclass(frozen=True)
class ChartWords:
    """The language of a chart, "ja" or "en", and the labels of the code lists."""

    codes: CodeBook
    language: str
    tr: Gettext


def percent(share: float | None) -> str:
    """Return a share with one decimal, as in tables."""
    return NOTHING if share is None else f"{share:.1f}%"


def whole_percent(part: int, base: int) -> str:
    """Return ``part`` of ``base`` in whole percent, half rounded up, as in sentences and beside bars."""
    if base == 0:
        return NOTHING
    return f"{(Decimal(part) * 100 / Decimal(base)).quantize(Decimal(1), ROUND_HALF_UP)}%"
