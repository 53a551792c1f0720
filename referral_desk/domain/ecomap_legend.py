"""The legend of an eco-map: how ties are drawn always, the other signs where they stand on the map."""

from __future__ import annotations

from collections.abc import Sequence

from referral_desk.domain.codes import Direction, Quality, Strength
from referral_desk.domain.ecomap import LegendEntry, Shape, Sign, Standing, Subject, TieFacts
from referral_desk.domain.ecomap_ties import strokes
from referral_desk.domain.messages import Gettext

LEGEND_LENGTH = 36.0
"""How long the lines in the legend are, in map units."""

_LINES = {
    Sign.STRONG: TieFacts(strength=Strength.STRONG),
    Sign.NORMAL: TieFacts(),
    Sign.WEAK: TieFacts(strength=Strength.WEAK),
    Sign.STRESSFUL: TieFacts(quality=Quality.STRESSFUL),
    Sign.ARROW: TieFacts(direction=Direction.FROM_CLIENT),
    Sign.REFERRED: TieFacts(),
}


def legend_of(subjects: Sequence[Subject], tr: Gettext) -> tuple[LegendEntry, ...]:
    """Return the legend of a map with these ``subjects``."""
    shapes = {each.shape for each in subjects}
    words = (
        (Sign.STRONG, tr("Strong"), True),
        (Sign.NORMAL, tr("Normal, or not recorded"), True),
        (Sign.WEAK, tr("Weak"), True),
        (Sign.STRESSFUL, tr("Stressful"), True),
        (Sign.ARROW, tr("Who acts"), True),
        (Sign.REFERRED, tr("Being referred"), any(each.standing is Standing.REFERRED for each in subjects)),
        (Sign.WARM, tr("Warm handoff"), any(each.warm for each in subjects)),
        (Sign.MAN, tr("Man"), Shape.MAN in shapes),
        (Sign.WOMAN, tr("Woman"), Shape.WOMAN in shapes),
        (Sign.UNKNOWN, tr("Sex not recorded"), Shape.UNKNOWN in shapes),
        (Sign.DECEASED, tr("Deceased"), any(each.deceased for each in subjects)),
    )
    return tuple(_entry(sign, said) for sign, said, wanted in words if wanted)


def _entry(sign: Sign, words: str) -> LegendEntry:
    facts = _LINES.get(sign)
    if facts is None:
        return LegendEntry(sign, words)
    stroke, arrows = strokes(((0.0, 0.0), (LEGEND_LENGTH, 0.0)), facts, referred=sign is Sign.REFERRED)
    return LegendEntry(sign, words, stroke, arrows)
