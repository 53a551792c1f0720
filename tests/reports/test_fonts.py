"""Which characters print, and that the PDF gives them back as typed."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.reports import fonts
from referral_desk.reports.drawing import Info, Sheet, TextMark, paint
from referral_desk.reports.fonts import Face, MissingGlyphs
from referral_desk.reports.layout import single_line, text_lines
from tests.reports.reading import plain, read

INFO = Info("試し", "架空市保健所", "ja", Face.MINCHO)


def page(lines: list[str], face: Face = Face.MINCHO) -> bytes:
    sheet = Sheet(2000, 14 * len(lines) + 40)
    for number, line in enumerate(lines):
        sheet.marks.append(TextMark(20, sheet.height - 20 - 14 * number, single_line(line, face, 10)))
    return paint([sheet], INFO)


def extracted(pdf: bytes, folder: Path) -> str:
    path = folder / "page.pdf"
    path.write_bytes(pdf)
    run = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True)
    return run.stdout.decode()


def test_names_with_rare_kanji_come_back_as_typed(tmp_path: Path) -> None:
    names = ["𠮷田 太郎", "𡈽屋 花子", "髙橋", "山﨑", "德川", "濵田", "神林", "𠮷田<b>&", "渡邉 邊 邊"]
    for face in fonts.BUNDLED:
        found = extracted(page(names, face), tmp_path).splitlines()
        assert [line for line in found if line.strip("\f")] == names


def test_markup_is_text(tmp_path: Path) -> None:
    typed = "<b>&amp;<img src='/etc/passwd'/>{name} %s \\n $(id) </para>"
    pdf = page([typed])
    assert extracted(pdf, tmp_path).strip() == typed
    assert b"/Subtype /Image" not in pdf


def test_all_fonts_are_embedded(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(page(["𠮷田 ABC", "見本"]))
    listed = subprocess.run(["pdffonts", str(path)], capture_output=True, check=True, text=True).stdout
    rows = [line.split() for line in listed.splitlines()[2:]]
    assert len(rows) == 2
    assert {row[-5] for row in rows} == {"yes"}
    assert "Helvetica" not in listed


def test_a_variation_selector_leaves_its_base() -> None:
    assert fonts.printable("葛\U000e0100城") == "葛城"


def test_kana_written_in_two_parts_become_one_but_kanji_are_never_normalised() -> None:
    assert fonts.printable("か\u3099 神 \u212a") == "が 神 \u212a"


def test_controls_are_not_drawn_and_line_ends_are_kept() -> None:
    assert fonts.printable("a\x00b\u202ec\u200bd\te\r\nf\u2028g") == "abcd e\nf\ng"


def test_a_character_in_no_font_is_reported_by_name_before_anything_is_drawn() -> None:
    with pytest.raises(MissingGlyphs) as caught:
        page(["見本😀 \ue000 𪚥 \ud800"])
    assert set(caught.value.characters) == {"😀", "\ue000", "𪚥", "\ud800"}
    shown = caught.value.message.render(str)
    assert "U+1F600 GRINNING FACE" in shown
    assert "U+E000 private use (gaiji)" in shown
    assert "CJK UNIFIED IDEOGRAPH-2A6A5" in shown
    shown.encode()


def test_equal_pages_give_equal_bytes() -> None:
    assert page(["見本 花子 𠮷"]) == page(["見本 花子 𠮷"])


@given(st.text(max_size=60))
def test_any_text_prints_literally_or_is_reported(tmp_path_factory: pytest.TempPathFactory, typed: str) -> None:
    shown = fonts.printable(typed)
    absent = fonts.missing(shown.replace("\n", ""))
    lines = text_lines(typed, 400, Face.MINCHO, 10)
    sheet = Sheet(500, 20 * len(lines) + 40)
    sheet.marks.extend(TextMark(20, sheet.height - 20 * number - 20, line) for number, line in enumerate(lines))
    if absent:
        with pytest.raises(MissingGlyphs) as caught:
            paint([sheet], INFO)
        assert set(caught.value.characters) == absent
    else:
        assert "".join(plain(each.text) for each in read(paint([sheet], INFO))) == plain(shown)


@given(st.text(min_size=1, max_size=255).map(lambda text: "".join(dict.fromkeys(text))))
def test_the_map_to_unicode_is_right_for_every_character(characters: str) -> None:
    made = fonts.to_unicode_map("AAAAAA+Font", [ord(character) for character in characters])
    blocks = re.findall(r"(\d+) beginbfchar\n(.*?)\nendbfchar", made, re.DOTALL)
    assert all(int(count) == len(block.splitlines()) <= 100 for count, block in blocks)
    entries = [re.findall(r"<([0-9A-F]+)>", line) for _, block in blocks for line in block.splitlines()]
    decoded = {int(code, 16): bytes.fromhex(point).decode("utf-16-be") for code, point in entries}
    assert decoded == dict(enumerate(characters))
