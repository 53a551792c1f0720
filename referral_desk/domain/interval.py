"""How sure a share is: the 95 % interval after Wilson, and when counts are too few to be read at all.

Source: E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference (1927), without correction
for continuity. It stays inside 0 to 100 percent and can be used for few counts, where the usual plus or minus fails.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

TOO_FEW = 10
"""Below this base a share says next to nothing; it is shown with a word of warning."""

_Z = Decimal("1.959963984540054")
"""The 97.5th percentile of the normal distribution."""

_EXACT = Context(prec=40)
_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Interval:
    """From ``low`` to ``high`` percent, one decimal each, half rounded up."""

    low: float
    high: float


def wilson(part: int, base: int) -> Interval | None:
    """Return the 95 % interval of the share ``part`` of ``base``; None where the base is 0.

    Raises ValueError where ``part`` does not lie between 0 and ``base``.
    """
    if not 0 <= part <= base:
        raise ValueError(f"{part} is no part of {base}")
    if base == 0:
        return None
    context, n = _EXACT, Decimal(base)
    share = context.divide(Decimal(part), n)
    square = context.multiply(_Z, _Z)
    middle = context.add(share, context.divide(square, 2 * n))
    spread = context.divide(context.multiply(share, 1 - share), n) + context.divide(square, 4 * n * n)
    half = context.multiply(_Z, context.sqrt(spread))
    whole = context.add(Decimal(1), context.divide(square, n))
    # At the ends the interval touches 0 or 100 exactly; the arithmetic misses it by a hair.
    low = Decimal(0) if part == 0 else context.divide(context.subtract(middle, half), whole)
    high = Decimal(1) if part == base else context.divide(context.add(middle, half), whole)
    return Interval(_percent(low), _percent(high))


def too_few_to_read(base: int) -> bool:
    """Whether a share of so small a base should not be compared with another."""
    return base < TOO_FEW


def _percent(share: Decimal) -> float:
    return float((share * 100).quantize(_TENTH, ROUND_HALF_UP))
