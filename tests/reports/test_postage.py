"""Envelopes and labels, drawn: every word is there, nothing runs over its area, everything is moved by the offset."""

from __future__ import annotations

import io
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from referral_desk.domain.documents.postage import (
    Address,
    compose_envelope,
    compose_labels,
    compose_placement_test,
)
from referral_desk.domain.stationery import IN_PLACE, EnvelopeForm, LabelForm, Offset
from referral_desk.i18n import Language, translator
from referral_desk.reports.render import render
from referral_desk.reports.stationery import envelope_forms, label_forms
from referral_desk.reports.styles import MM
from tests.reports import samples

SHORT = Address("510-0088", ("架空市見本町1-2",), ("架空市福祉事務所\u3000御中",))
LONG = Address(
    "510-0088",
    (
        "架空県架空郡見本町大字例田字試山一丁目234番地の56",
        "見本の里ビルディング 西館 12階 1205号室",
        "(旧 試山小学校 南側)",
    ),
    ("社会福祉法人架空見本会 障害者総合相談支援センター見本の里", "主任相談支援員 𠮷田<b>& 髙﨑 例之介\u3000様"),
)
JA = translator(Language.JA)


def envelope(form: EnvelopeForm, to: Address, offset: Offset = IN_PLACE, *, frames: bool = False) -> bytes:
    return render(
        compose_envelope(to=to, centre=samples.CENTRE, form=form, language="ja", tr=JA, offset=offset, frames=frames)
    )


def labels(form: LabelForm, count: int, start: int = 1, offset: Offset = IN_PLACE) -> bytes:
    wanted = [LONG if number % 2 else SHORT for number in range(count)]
    return render(
        compose_labels(
            labels=wanted, centre=samples.CENTRE, form=form, language="ja", tr=JA, start=start, offset=offset
        )
    )


def words(pdf: bytes, folder: Path) -> list[tuple[float, float, float, float, str]]:
    """Return every word with its box in millimetres from the upper left corner."""
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    found = subprocess.run(["pdftotext", "-bbox", str(path), "-"], capture_output=True, check=True, text=True).stdout
    lines = [line.strip() for line in found.splitlines() if line.strip().startswith("<word")]
    boxes = []
    for line in lines:
        numbers = [float(part.split('"')[0]) / MM for part in line.split('="')[1:5]]
        boxes.append((*numbers, line.split(">", 1)[1].removesuffix("</word>")))
    return boxes  # type: ignore[return-value]


def squeezed(boxes: list[tuple[float, float, float, float, str]]) -> str:
    return "".join(box[4] for box in boxes).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@pytest.mark.parametrize("form", envelope_forms(), ids=lambda form: form.code)
@pytest.mark.parametrize("to", [SHORT, LONG], ids=["short", "long"])
def test_an_envelope_is_as_large_as_it_is_and_says_everything_within_its_edges(
    form: EnvelopeForm, to: Address, tmp_path: Path
) -> None:
    pdf = envelope(form, to)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) == 1
        assert [float(side) / MM for side in opened.pages[0].mediabox[2:]] == pytest.approx([form.width, form.height])
    found = words(pdf, tmp_path)
    text = squeezed(found)
    for line in (*to.lines, *to.names, "架空市保健所", "059-000-0000"):
        assert line.replace(" ", "").replace("\u3000", "") in text
    assert text.count("様") + text.count("御中") == 1
    assert all(
        left >= 0 and right <= form.width and top >= 0 and low <= form.height for left, top, right, low, _ in found
    )


def test_the_digits_of_the_post_code_stand_in_their_frames(tmp_path: Path) -> None:
    form = envelope_forms()[0]
    digits = [word for word in words(envelope(form, SHORT), tmp_path) if word[1] < 24]
    assert squeezed(digits).replace("-", "") == "5100088"
    assert digits[0][0] >= form.frames[0].left
    assert digits[-1][2] <= form.frames[-1].left + form.frames[-1].width


@pytest.mark.parametrize("code", ["", "510", "510-00888"])
def test_a_post_code_that_is_none_is_not_put_into_the_frames(code: str, tmp_path: Path) -> None:
    found = words(envelope(envelope_forms()[0], replace(SHORT, postal_code=code)), tmp_path)
    assert [word for word in found if word[1] < 24] == []
    assert code in squeezed(found)


def test_everything_is_moved_by_the_offset(tmp_path: Path) -> None:
    for form in envelope_forms():
        before, after = words(envelope(form, LONG), tmp_path), words(envelope(form, LONG, Offset(2.5, -3)), tmp_path)
        moved = [(b[0] - a[0], b[1] - a[1]) for a, b in zip(before, after, strict=True)]
        assert all(x == pytest.approx(2.5, abs=0.05) and y == pytest.approx(-3, abs=0.05) for x, y in moved)


@pytest.mark.parametrize("form", label_forms(), ids=lambda form: form.code)
def test_no_label_runs_into_the_next(form: LabelForm, tmp_path: Path) -> None:
    for left, top, right, low, word in words(labels(form, form.count), tmp_path):
        middle = ((left + right) / 2 - form.left) // form.across, ((top + low) / 2 - form.top) // form.down
        place = form.place(int(middle[1]) * form.columns + int(middle[0]))
        assert place.left <= left, word
        assert right <= place.left + place.width, word
        assert place.top <= top, word
        assert low <= place.top + place.height, word


@pytest.mark.parametrize(("count", "start", "pages"), [(12, 1, 1), (13, 1, 2), (12, 2, 2), (1, 12, 1), (2, 12, 2)])
def test_a_sheet_that_was_begun_is_used_up(count: int, start: int, pages: int) -> None:
    with pikepdf.open(io.BytesIO(labels(label_forms()[0], count, start))) as opened:
        assert len(opened.pages) == pages


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_test_page_has_a_frame_for_every_area_and_says_how_far_it_is_moved(language: str, tmp_path: Path) -> None:
    for form in (*envelope_forms(), *label_forms()):
        page = compose_placement_test(
            form=form,
            centre=samples.CENTRE,
            language=language,
            tr=translator(Language(language)),
            offset=Offset(1.5, -2),
        )
        text = squeezed(words(render(page), tmp_path))
        assert "1.5" in text
        assert "-2" in text
