"""Files as they arrive: encodings, workbooks, and files that are no table at all."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.workbook import Workbook

from referral_desk.domain.ledger import LedgerKind
from referral_desk.services import clients, lookup
from referral_desk.services.centre import Centre
from referral_desk.services.exports.xlsx_file import write_xlsx
from referral_desk.services.imports import open_file, plan, xlsx_file
from referral_desk.services.imports.xlsx_file import read_xlsx
from tests.services.ledger_files import CLIENT_HEADER, LEDGER_FILES, lines, taken, wrong

ROW = "見本,ミホン\r\n"


def refused(centre: Centre, path: Path, content: bytes) -> list[str]:
    path.write_bytes(content)
    return wrong(centre, LedgerKind.CLIENTS, path)


# --- text files -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_the_usual_encodings_and_line_ends_are_read(centre: Centre, tmp_path: Path, encoding: str, end: str) -> None:
    path = tmp_path / "c.csv"
    path.write_bytes(f"氏名,フリガナ{end}髙﨑,タカサキ{end},{end}例田,{end}".encode(encoding))
    assert wrong(centre, LedgerKind.CLIENTS, path) == ["4 フリガナ"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xef\xbb\xbf",
        b" \r\n\r\n",
        bytes(range(256)) * 8,
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        b"\x00" * 100,
        "氏名,フリガナ\r\n".encode("utf-16"),
        "氏名,フリガナ\r\n".encode("euc-jp"),
        "氏名\tフリガナ\r\n".encode(),
        "氏名;フリガナ\r\n".encode(),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100,
        b"PK\x03\x04" + b"broken" * 10,
        b'"' + "氏名,フリガナ\r\n".encode() * 3,
    ],
)
def test_what_is_no_table_is_one_problem_of_the_whole_file(centre: Centre, tmp_path: Path, content: bytes) -> None:
    assert refused(centre, tmp_path / "c.csv", content) == ["1 "]


def test_a_utf8_file_with_one_broken_byte_is_not_taken_for_cp932(centre: Centre, tmp_path: Path) -> None:
    whole = f"氏名,フリガナ\r\n{ROW}".encode("utf-8-sig")
    assert refused(centre, tmp_path / "c.csv", whole.replace("見".encode(), b"\xe8\xa6")) == ["1 "]


def test_a_file_that_is_too_large_is_refused_without_being_read(
    centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_file, "SIZE_LIMIT", 10)
    monkeypatch.setattr(open_file, "read_csv", None)
    assert refused(centre, tmp_path / "c.csv", ("氏名,フリガナ\r\n" + ROW).encode()) == ["1 "]


def test_a_cell_that_is_too_long_is_refused(centre: Centre, tmp_path: Path) -> None:
    header = "氏名,フリガナ,備考\r\n"
    assert refused(centre, tmp_path / "c.csv", f"{header}見本,ミホン,{'長' * 20_001}\r\n".encode()) == ["2 備考"]
    assert refused(centre, tmp_path / "c.csv", f"{header}見本,ミホン,{'長' * 200_000}\r\n".encode()) == ["2 "]


def test_a_quotation_mark_that_is_never_closed_is_named_where_it_opens(centre: Centre, tmp_path: Path) -> None:
    content = f'氏名,フリガナ\r\n{ROW}"見本,ミホン\r\n{ROW}'
    assert refused(centre, tmp_path / "c.csv", content.encode()) == ["3 "]


def test_a_header_after_blank_lines_is_found(centre: Centre, tmp_path: Path) -> None:
    assert refused(centre, tmp_path / "c.csv", "\r\n,,\r\n氏名,フリガナ\r\n,ミホン\r\n".encode()) == ["4 氏名"]


def test_the_format_follows_from_the_content_not_the_name(centre: Centre, tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    path.write_bytes((LEDGER_FILES / "clients-cp932.csv").read_bytes())
    assert taken(centre, LedgerKind.CLIENTS, path).new == 3


@given(content=st.binary(max_size=200))
def test_no_bytes_whatever_break_the_reader(content: bytes, centre_folder: _Place) -> None:
    path = centre_folder.path / "any.csv"
    for start in (b"", "氏名,フリガナ,備考\r\n".encode(), b"PK\x03\x04"):
        path.write_bytes(start + content)
        planned = plan(centre_folder.centre, LedgerKind.CLIENTS, path)
        assert planned.possible or all(problem.line >= 1 for problem in planned.errors)


class _Place:
    """A centre and a folder that the examples of one property share; nothing is ever written to either."""

    def __init__(self, centre: Centre, path: Path) -> None:
        self.centre, self.path = centre, path


@pytest.fixture(scope="module")
def centre_folder(centre_pattern, tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    folder = tmp_path_factory.mktemp("files")
    opened = centre_pattern.copied_to(folder / "centre").open()
    yield _Place(opened, folder)
    opened.close()


# --- workbooks ------------------------------------------------------------------------------------------------------


def saved(book: Workbook, path: Path) -> Path:
    book.save(path)
    return path


def test_a_workbook_shows_dates_numbers_and_text_as_a_person_sees_them(centre: Centre, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["利用者番号", "氏名", "フリガナ", "生年月日", "郵便番号", "備考"])
    sheet.append([12, "見本", "ミホン", datetime.date(1980, 3, 1), 5100088, 1.5])
    sheet["A2"].number_format = "00000"
    sheet["D2"].number_format = '[$-411]ggge"年"m"月"d"日"'
    sheet.append([None, "例田", "レイタ", 1975, 600001, True])
    sheet["E3"].number_format = r"000\-0000"
    assert taken(centre, LedgerKind.CLIENTS, saved(book, tmp_path / "c.xlsx")).new == 2
    first = clients.get(centre, lookup.client_id(centre, "00012"))
    assert (first.birth, first.postal_code, first.note) == (datetime.date(1980, 3, 1), "510-0088", "1.5")
    second = clients.get(centre, lookup.client_id(centre, "00013"))
    assert (second.birth, second.birth_exact, second.postal_code) == (datetime.date(1975, 1, 1), False, "060-0001")


def test_rows_of_a_workbook_keep_their_numbers(centre: Centre, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["氏名", "フリガナ", "電話番号"])
    sheet["A5"], sheet["C5"] = "見本", 590000000
    planned = plan(centre, LedgerKind.CLIENTS, saved(book, tmp_path / "c.xlsx"))
    assert lines(planned) == ["5 フリガナ", "5 電話番号"]
    assert "0590000000" in str(planned.errors[1].message.values)


def test_errors_and_formulas_without_a_result_are_bad_cells(centre: Centre, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["氏名", "フリガナ", "備考"])
    sheet.append(["見本", "ミホン", "#N/A"])
    sheet.append(["=1+1", "ミホン", None])
    assert wrong(centre, LedgerKind.CLIENTS, saved(book, tmp_path / "c.xlsx")) == ["2 備考", "3 氏名"]


def test_rich_text_is_text(centre: Centre, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["氏名", "フリガナ"])
    sheet.append([CellRichText("見", TextBlock(InlineFont(b=True), "本"), "　花子"), "ミホン"])
    taken(centre, LedgerKind.CLIENTS, saved(book, tmp_path / "c.xlsx"))
    assert clients.get(centre, lookup.client_id(centre, "00001")).name == "見本　花子"


def test_furigana_that_excel_keeps_beside_a_text_is_not_part_of_it(centre: Centre, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["氏名", "フリガナ"])
    sheet.append(["見本", "ミホン"])
    path = saved(book, tmp_path / "c.xlsx")
    rewrite(
        path,
        "xl/sharedStrings.xml",
        lambda text: text.replace(
            "<t>見本</t>", '<t>見本</t><rPh sb="0" eb="2"><t>ミホン</t></rPh><phoneticPr fontId="1"/>'
        ),
    )
    taken(centre, LedgerKind.CLIENTS, path)
    assert clients.get(centre, lookup.client_id(centre, "00001")).name == "見本"


def test_of_several_sheets_the_first_is_read_and_a_warning_says_so(centre: Centre, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["氏名", "フリガナ"])
    sheet.append(["見本", "ミホン"])
    book.create_sheet("別の表")
    planned = plan(centre, LedgerKind.CLIENTS, saved(book, tmp_path / "c.xlsx"))
    assert (planned.counts.new, [warning.line for warning in planned.warnings]) == (1, [1])


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_file, "UNPACKED_LIMIT", 1_000_000)
    path = tmp_path / "c.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 2_000_000)
    assert path.stat().st_size < 10_000
    assert wrong(centre, LedgerKind.CLIENTS, path) == ["1 "]


MAIN = "xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'"


@pytest.mark.parametrize(
    "sheet",
    [
        f"<worksheet {MAIN}><sheetData><row r='99999999999'><c t='str'><v>x</v></c></row></sheetData></worksheet>",
        f"<worksheet {MAIN}><sheetData><row><c t='s'><v>7</v></c></row></sheetData></worksheet>",
        f"<worksheet {MAIN}><sheetData><row><c><v>many</v></c></row></sheetData></worksheet>",
        f"<worksheet {MAIN}><sheetData><row><c><v>1e999</v></c></row></sheetData></worksheet>",
        f"<worksheet {MAIN}><sheetData><row><c s='7'><v>1</v></c></row></sheetData></worksheet>",
        f"<worksheet {MAIN}><sheetData><row><c r='XFD1' t='str'><v>x</v></c></row></sheetData></worksheet>",
        f"<worksheet {MAIN}><sheetData><row><c r='ZZZZZZ1' t='str'><v>x</v></c></row></sheetData></worksheet>",
        f"<worksheet {MAIN}><sheetData>",
        f"<worksheet {MAIN}/>",
        "<worksheet/>",
        "<!DOCTYPE a [" + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 10}">' for n in range(9)) + "]>"
        f"<worksheet {MAIN}><sheetData><row><c t='inlineStr'><is><t>&e8;</t></is></c></row></sheetData></worksheet>",
    ],
)
def test_a_hostile_sheet_is_refused_as_a_whole(centre: Centre, tmp_path: Path, sheet: str) -> None:
    path = saved(openpyxl.Workbook(), tmp_path / "c.xlsx")
    rewrite(path, "xl/worksheets/sheet1.xml", lambda _: sheet)
    assert wrong(centre, LedgerKind.CLIENTS, path) == ["1 "]


def rewrite(path: Path, part: str, change) -> None:  # type: ignore[no-untyped-def]
    """Change one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts.get(part, b"").decode()).encode()
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    path.write_bytes(content.getvalue())


def shown(path: Path, value: object, number_format: str | int, from_1904: bool = False) -> str:
    """Return what is read from a cell of this value and format."""
    with xlsxwriter.Workbook(path, {"date_1904": from_1904}) as book:
        book.add_worksheet().write(0, 0, value, book.add_format({"num_format": number_format}))
    (record,) = read_xlsx(path).records
    return record.cells[0] if not record.faults else "fault"


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("yyyy/m/d", 46296, "2026-10-01"),
        ('[$-411]ge"."m"."d', 46296, "2026-10-01"),
        ('[$-411]ggge"年"', 46296, "2026-10-01"),
        ("m月d日", 46296, "2026-10-01"),
        ("yyyy/m/d h:mm", 46296.5, "2026-10-01 12:00"),
        ("h:mm", 0.3819444, "9:10"),
        ("h:mm", 0.999999, "24:00"),
        ("[h]:mm", 1.5, "36:00"),
        ("General", 12.0, "12"),
        ("G/標準", 12.5, "12.5"),
        ("0.00E+00", 12, "12"),
        ('#,##0"円"', 1200, "1200"),
        ("[Red]0", 12, "12"),
        ("00000", 12, "00012"),
        (r"000\-0000", 600001, "0600001"),
        ("yyyy/m/d", -1, "fault"),
        ("yyyy/m/d", 1e9, "fault"),
    ],
)
def test_a_number_is_read_as_its_format_shows_it(tmp_path: Path, code: str, value: float, text: str) -> None:
    assert shown(tmp_path / "c.xlsx", value, code) == text


@pytest.mark.parametrize("built_in", [14, 22, 27, 30, 31, 34, 36, 50, 55, 57, 58])
def test_dates_in_the_formats_of_japanese_excel_are_dates(tmp_path: Path, built_in: int) -> None:
    assert shown(tmp_path / "c.xlsx", 46296, built_in) == "2026-10-01"


@pytest.mark.parametrize("built_in", [20, 32])
def test_times_in_the_formats_of_japanese_excel_are_times(tmp_path: Path, built_in: int) -> None:
    assert shown(tmp_path / "c.xlsx", 0.375, built_in) == "9:00"


def test_day_numbers_count_from_1900_or_1904(tmp_path: Path) -> None:
    assert shown(tmp_path / "c.xlsx", 1, "yyyy/m/d") == "1900-01-01"
    assert shown(tmp_path / "c.xlsx", 61, "yyyy/m/d") == "1900-03-01"
    assert shown(tmp_path / "c.xlsx", 44834, "yyyy/m/d", from_1904=True) == "2026-10-01"
    assert shown(tmp_path / "c.xlsx", 44834, 57, from_1904=True) == "2026-10-01"


def test_hidden_sheets_are_not_read(centre: Centre, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    hidden = book.active
    assert hidden is not None
    hidden.append(["別の表"])
    hidden.sheet_state = "hidden"
    sheet = book.create_sheet("利用者")
    sheet.append(["氏名", "フリガナ"])
    sheet.append(["見本", "ミホン"])
    planned = plan(centre, LedgerKind.CLIENTS, saved(book, tmp_path / "c.xlsx"))
    assert (planned.counts.new, planned.errors, planned.warnings) == (1, (), ())


def test_formulas_with_a_result_are_read_as_it(tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_formula("A1", '="見"&"本"', None, "見本")
        sheet.write_formula("B1", "=6*2", None, 12)
        sheet.write_formula("C1", '=""', None, "")
        sheet.write_formula("D1", "=NA()", None, "#N/A")
    rewrite(path, "xl/worksheets/sheet1.xml", lambda text: text.replace('<c r="C1"', '<c r="C1" t="str"'))
    (record,) = read_xlsx(path).records
    assert (record.cells, list(record.faults)) == (("見本", "12", "", "#N/A"), [3])


def test_what_openpyxl_warns_of_does_not_stop_the_reading(tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    write_xlsx_file(path, ["氏名"])
    rewrite(path, "xl/styles.xml", lambda text: re.sub("<cellStyles.*</cellStyles>", "", text))
    extension = '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>'
    rewrite(path, "xl/worksheets/sheet1.xml", lambda text: text.replace("</worksheet>", extension))
    assert [record.cells for record in read_xlsx(path).records] == [("氏名",)]


TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("_x05F\r<>&"), min_size=1))
ESCAPES = st.lists(
    st.sampled_from(["_", "x005F", "x000D", "_x0041_", "<r>", "</r>", "<t>", "\r", "\uffff", "𠮷", "&#95;"])
)


@given(texts=TEXTS, tricky=ESCAPES.map("".join).filter(bool))
@example(texts=["<r>x&y</r>", "<r>\r\n_x0041_</r>", "_x0041_x0042_x0043_", "_x005F_x000D_", "ax005F_b"], tricky="x")
def test_every_text_survives_a_sheet(texts: list[str], tricky: str, centre_folder: _Place) -> None:
    path = centre_folder.path / "any.xlsx"
    write_xlsx_file(path, [*texts, tricky])
    (record,) = read_xlsx(path).records
    assert record.cells == (*texts, tricky)


def write_xlsx_file(path: Path, *rows: list[str]) -> None:
    """Write a workbook as an export does."""
    with path.open("wb") as stream:
        write_xlsx(stream, rows, "表", max(map(len, rows)))


def test_the_header_of_clients_is_the_contract() -> None:
    assert ",".join(CLIENT_HEADER) == (
        "利用者番号,氏名,フリガナ,生年月日,性別,郵便番号,住所,電話番号,連絡時の注意,生活保護,自立支援医療,手帳,備考"
    )
