"""That a font's subset is to the byte what ReportLab makes of the same characters."""

from __future__ import annotations

import pytest
from reportlab.pdfbase.ttfonts import TTFontFace

from referral_desk import resources
from referral_desk.reports import fonts
from referral_desk.reports.font_subset import SubsetParts

TEXTS = {
    "a letter": "生活保護の申請に関する相談。父（78歳）との三人暮らし。",
    "latin with accents": "Café Ångström naïve façade ÀÉÎÕÜ",
    "rare kanji": "𠮷髙﨑德濵𡈽",
    "what the font lacks": "\U0010fffd\ue000한",
    "equal widths at the end": "1234567890",
    "one character": "一",
    "nothing": "",
}


@pytest.fixture(scope="module", params=fonts.BUNDLED)
def face(request: pytest.FixtureRequest) -> TTFontFace:
    return TTFontFace(str(resources.path("fonts", f"{request.param.value}.ttf")))


def test_a_subset_is_what_reportlab_makes(face: TTFontFace) -> None:
    parts = SubsetParts(face)
    for text in TEXTS.values():
        points = [0, *[32] * 32, *map(ord, text)]
        assert parts.subset(points) == face.makeSubset(points)


def test_outlines_too_long_for_short_places_get_long_ones(face: TTFontFace) -> None:
    longest = sorted(face.charToGlyph.items(), key=lambda each: face.glyphPos[each[1]] - face.glyphPos[each[1] + 1])
    points = [0, *(point for point, _glyph in longest[:255])]
    assert SubsetParts(face).subset(points) == face.makeSubset(points)


def test_a_glyph_made_of_others_brings_them_along(face: TTFontFace) -> None:
    start = face.get_table_pos("glyf")[0]
    made_of_others = [
        point
        for point, glyph in face.charToGlyph.items()
        if face._ttf_data[start + face.glyphPos[glyph] : start + face.glyphPos[glyph] + 1] == b"\xff"
        and face.glyphPos[glyph] != face.glyphPos[glyph + 1]
    ]
    points = [0, *made_of_others[:255]]
    assert SubsetParts(face).subset(points) == face.makeSubset(points)
