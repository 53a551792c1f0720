"""A font of this PC for what the bundled ones lack: Noto Sans JP plays it here, and stands behind no other face."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from referral_desk import print_font, resources
from referral_desk.domain.errors import Rejected
from referral_desk.reports import fonts, layout
from referral_desk.reports.drawing import Info, Sheet, TextMark, paint
from referral_desk.reports.fonts import Face, MissingGlyphs
from referral_desk.reports.layout import single_line
from referral_desk.services.print_fonts import choose_print_font
from tests.reports.reading import read

NOTO = resources.path("fonts", "NotoSansJP_400Regular.ttf")
INFO = Info("試し", "架空市保健所", "ja", Face.MINCHO)


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr(fonts, "_BEHIND", ())
    monkeypatch.setattr(print_font, "_note", lambda: tmp_path / "config" / "print-font.json")
    fonts.forget_own()
    layout.forget()
    yield
    monkeypatch.undo()
    fonts.forget_own()
    layout.forget()


def page(text: str) -> bytes:
    sheet = Sheet(300, 100)
    sheet.marks.append(TextMark(20, 50, single_line(text, Face.MINCHO, 10)))
    return paint([sheet], INFO)


def test_a_character_that_the_bundled_fonts_lack_is_printed_in_the_named_font() -> None:
    with pytest.raises(MissingGlyphs):
        page("𠮷田")
    choose_print_font(NOTO)
    assert print_font.print_font() == NOTO
    pdf = page("𠮷田")
    assert [each.text for each in read(pdf)] == ["𠮷田"]
    assert b"NotoSansJP" in pdf
    choose_print_font(None)
    with pytest.raises(MissingGlyphs) as caught:
        page("𠮷田")
    assert caught.value.characters == ("𠮷",)


def test_what_the_bundled_fonts_have_is_never_printed_in_another() -> None:
    choose_print_font(NOTO)
    assert fonts.face_for(Face.MINCHO, "田") is Face.MINCHO


def test_a_file_that_is_no_font_is_refused_and_the_one_before_kept(tmp_path: Path) -> None:
    choose_print_font(NOTO)
    wrong = tmp_path / "letter.ttf"
    for content in (b"", b"%PDF-1.4 no font", b"OTTO" + bytes(100), NOTO.read_bytes()[:5000]):
        wrong.write_bytes(content)
        with pytest.raises(Rejected):
            choose_print_font(wrong)
    with pytest.raises(Rejected):
        choose_print_font(tmp_path / "missing.ttf")
    assert print_font.print_font() == NOTO


def test_a_font_that_is_gone_by_now_leaves_its_characters_reported(tmp_path: Path) -> None:
    copy = tmp_path / "font.ttf"
    copy.write_bytes(NOTO.read_bytes())
    choose_print_font(copy)
    copy.unlink()
    fonts.forget_own()
    with pytest.raises(MissingGlyphs):
        page("𠮷田")


def test_a_damaged_note_names_no_font(tmp_path: Path) -> None:
    choose_print_font(NOTO)
    print_font._note().write_text("[1", encoding="utf-8")
    assert print_font.print_font() is None
