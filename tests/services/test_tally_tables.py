"""The tally as CSV and workbook: every figure of the JSON is there, numbers as numbers, nothing that runs."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

import openpyxl
import pytest

from referral_desk.domain.calendar import Period
from referral_desk.domain.tally import Tally
from referral_desk.i18n import Language
from referral_desk.services import referrals, tallies, tally_tables
from referral_desk.services.centre import Centre
from referral_desk.services.tally_table import Table
from tests.making import CALL, LETTER, TODAY, add_client, add_contact, add_institution, referral_draft

MONTH = Period.month(TODAY.year, TODAY.month)


@pytest.fixture
def counted(centre: Centre) -> Tally:
    """A month with some of everything, and a district that a spreadsheet would take for a formula."""
    first = add_client(centre, district='=HYPERLINK("x")')
    second = add_client(centre, name="𠮷田<b>&", kana="ヨシダ")
    office = add_institution(centre)
    group = add_institution(centre, name="見本の会", kind="self_help_group")
    for client in (first, second):
        add_contact(centre, client.id, on=TODAY)
        referrals.refer(centre, referral_draft(client.id, office.id, on=TODAY), LETTER)
    referrals.refer(centre, referral_draft(first.id, group.id, on=TODAY), CALL)
    return tallies.tally(centre, MONTH)


def numbers(value: object) -> Iterator[float]:
    """Yield every figure of the JSON."""
    if isinstance(value, dict):
        for each in value.values():
            yield from numbers(each)
    elif isinstance(value, list):
        for each in value:
            yield from numbers(each)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


@pytest.mark.parametrize("language", Language)
def test_the_workbook_holds_every_figure_of_the_json_as_a_number(
    centre: Centre, counted: Tally, language: Language
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(tally_tables.to_xlsx(counted, centre, language)))
    cells = [cell.value for sheet in book for row in sheet.iter_rows(min_row=5) for cell in row]
    written = Counter(float(cell) for cell in cells if isinstance(cell, int | float))
    wanted = Counter(numbers(tallies.as_json(counted, centre.codes, language)))
    assert {figure for figure in wanted if figure and figure not in written} == set()
    assert not [cell for cell in cells if isinstance(cell, str) and cell.replace(".", "").isdecimal()]


def test_every_table_has_a_sheet_of_its_own_that_prints_as_wide_as_the_paper(centre: Centre, counted: Tally) -> None:
    book = openpyxl.load_workbook(io.BytesIO(tally_tables.to_xlsx(counted, centre, Language.JA)))
    tables = tally_tables.all_tables(counted, centre.codes, Language.JA)
    assert len(book.sheetnames) == len(set(book.sheetnames)) == len(tables)
    for sheet, table in zip(book, tables, strict=True):
        assert [cell.value for cell in sheet[4]][: len(table.head)] == list(table.head)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$4:$4"
        assert sheet.freeze_panes == "B5"


@pytest.mark.parametrize("language", Language)
def test_rows_are_as_long_as_their_heads(centre: Centre, counted: Tally, language: Language) -> None:
    tables = tally_tables.all_tables(counted, centre.codes, language)
    assert {table.name: shape(table) for table in tables if shape(table) != {len(table.head)}} == {}
    assert len({table.title for table in tables}) == len(tables)


def test_the_csv_holds_the_same_tables_and_no_formula(centre: Centre, counted: Tally) -> None:
    text = tally_tables.to_csv(counted, centre, Language.JA).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    titles = [table.title for table in tally_tables.all_tables(counted, centre.codes, Language.JA)]
    assert [row[0] for row in rows if len(row) == 1] == titles
    assert not [cell for row in rows for cell in row if cell.startswith("=")]
    assert any(cell.startswith("'=") for row in rows for cell in row)


def test_the_workbook_says_on_every_page_whose_it_is_and_whether_the_month_is_closed(
    centre: Centre, counted: Tally
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(tally_tables.to_xlsx(counted, centre, Language.JA)))
    for sheet in book:
        assert "未締め" in str(sheet["A2"].value)
        assert sheet.oddHeader.right.text == sheet["A2"].value
        assert sheet.oddHeader.right.size == 9


def test_an_ampersand_or_a_digit_in_the_name_is_no_command_of_the_printed_head() -> None:
    assert tally_tables._page_text("A&Bセンター") == "A&&Bセンター"
    assert tally_tables._page_text("1区センター") == " 1区センター"


def test_the_csv_says_whose_it_is_and_whether_the_month_is_closed(centre: Centre, counted: Tally) -> None:
    first = tally_tables.to_csv(counted, centre, Language.JA).decode("utf-8-sig").splitlines()[:3]
    assert first == [f"期間,{MONTH.first},{MONTH.last}", f"名称,{centre.settings.name}", "状態,未締め"]


def test_sheets_whose_titles_begin_alike_have_names_of_their_own() -> None:
    taken: set[str] = set()
    names = [tally_tables._sheet_name(title, taken) for title in ("い" * 31 + "男", "い" * 31 + "女", "A/B", "a:b")]
    assert names == ["い" * 31, "い" * 29 + " 2", "AB", "ab 2"]


def shape(table: Table) -> set[int]:
    return {len(row) for row in table.rows}
