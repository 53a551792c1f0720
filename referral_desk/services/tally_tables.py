"""The tally as plain tables, for the terminal, for CSV and for a workbook: one layout, several forms."""

from __future__ import annotations

import csv
import io

import xlsxwriter

from referral_desk.domain.codes import CodeBook, HandoffMode
from referral_desk.domain.documents.text import date_for
from referral_desk.domain.ledger_cells import quoted
from referral_desk.domain.messages import N_
from referral_desk.domain.names import display_width
from referral_desk.domain.tally import HandoffRow, Tally, persons_are_reported
from referral_desk.i18n import Language, translator
from referral_desk.services.centre import Centre
from referral_desk.services.figure_lists import narrowed_sentence
from referral_desk.services.tally_further import further_tables
from referral_desk.services.tally_table import Cell, Table

_NARROWED = N_("Narrowed figures: not the ones to be submitted")


def all_tables(tally: Tally, codes: CodeBook, language: Language) -> tuple[Table, ...]:
    """Return the tables of the form, and after them all further figures."""
    return (*tables(tally, codes, language), *further_tables(tally, codes, language))


def tables(tally: Tally, codes: CodeBook, language: Language) -> tuple[Table, ...]:
    """Lay the tally out as tables in the order of the form."""
    tr = translator(language)
    total = tr("Total")
    modes = tuple(codes.handoff_modes.label(mode, language) for mode in HandoffMode)
    share = tr("Share (%)")
    return (
        Table(
            "services",
            tr("Counselling by service"),
            (tr("Service"), tr("Contact count"), tr("Persons")),
            (
                *(
                    (
                        codes.contact_services.label(row.code, language),
                        row.contacts,
                        row.persons if persons_are_reported(row.code) else None,
                    )
                    for row in tally.by_service
                ),
                (total, tally.contacts, tally.persons_reported),
            ),
            total=True,
        ),
        Table(
            "categories",
            tr("Counselling by content"),
            (tr("Content"), tr("Contact count"), share),
            (
                *(
                    (codes.contact_categories.label(row.code, language), row.contacts, row.share)
                    for row in tally.by_category
                ),
                (total, tally.contacts, 100.0 if tally.contacts else None),
            ),
            percents=(2,),
            total=True,
        ),
        Table(
            "factors",
            tr("Factors (counted again, not added to totals)"),
            (tr("Factor"), tr("Contact count"), share),
            tuple((codes.factors.label(row.code, language), row.contacts, row.share) for row in tally.by_factor),
            percents=(2,),
        ),
        Table(
            "handoffs",
            tr("Handoffs by kind of institution"),
            (
                tr("Kind"),
                tr("Referrals"),
                tr("Persons"),
                *modes,
                tr("Still to come"),
                tr("Warm"),
                tr("Warm rate (%)"),
            ),
            (
                *(_handoffs(codes.institution_kinds.label(row.code, language), row) for row in tally.by_kind),
                _handoffs(total, tally.handoffs),
            ),
            percents=(len(modes) + 5,),
            total=True,
        ),
        Table(
            "modes",
            tr("What became of it, by mode of handoff"),
            (
                tr("Mode"),
                tr("Referrals"),
                tr("Attended"),
                tr("Attended (%)"),
                tr("Not yet checked"),
                tr("Median days to attend"),
            ),
            tuple(
                (
                    codes.handoff_modes.label(row.mode, language),
                    row.referrals,
                    row.attended,
                    row.attended_rate,
                    row.not_yet_checked,
                    row.median_days_to_attend,
                )
                for row in tally.by_mode
            ),
            percents=(3, 5),
        ),
        Table(
            "engagements",
            tr("Institutions engaged on the last day"),
            (tr("Kind"), tr("Persons")),
            tuple((codes.institution_kinds.label(row.code, language), row.clients) for row in tally.engagements),
        ),
        Table(
            "benefits",
            tr("Benefits and public assistance on the last day"),
            (tr("Benefit"), tr("Persons"), tr("On public assistance"), share),
            (
                *(
                    (codes.benefits.label(row.code, language), row.clients, row.public_assistance, row.share)
                    for row in tally.benefits
                ),
                (tr("All clients"), tally.clients, tally.public_assistance, tally.public_assistance_share),
            ),
            percents=(3,),
            total=True,
        ),
    )


def period_title(tally: Tally, language: Language) -> str:
    """Return the period in words: 令和8年10月1日〜令和8年10月31日."""
    dash = "–" if language is Language.EN else "〜"
    return f"{date_for(tally.first, language)}{dash}{date_for(tally.last, language)}"


def to_csv(tally: Tally, centre: Centre, language: Language) -> bytes:
    """Return all tables one under the other, a blank line between them, UTF-8 with BOM for spreadsheets."""
    tr = translator(language)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([tr("Period"), tally.first.isoformat(), tally.last.isoformat()])
    writer.writerow([tr("Name of the centre"), quoted(centre.settings.name)])
    writer.writerow([tr("State"), _state(tally, language)])
    if tally.narrowed.narrows:
        writer.writerow([tr(_NARROWED)])
    for table in all_tables(tally, centre.codes, language):
        writer.writerow([])
        writer.writerow([quoted(table.title)])
        writer.writerow(map(quoted, table.head))
        writer.writerows([quoted(cell) if isinstance(cell, str) else cell for cell in row] for row in table.rows)
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8")


def _state(tally: Tally, language: Language) -> str:
    tr = translator(language)
    return tr("Closed: as submitted") if tally.closed else tr("Not closed yet")


def to_xlsx(tally: Tally, centre: Centre, language: Language) -> bytes:
    """Return a workbook, a sheet a table, numbers as numbers, ready to be sent on."""
    stream = io.BytesIO()
    tr = translator(language)
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"{tr('Tally')} {period_title(tally, language)}", "author": centre.settings.name})
    looks = _Looks(book)
    about = f"{centre.settings.name}\u3000{period_title(tally, language)}\u3000{_state(tally, language)}"
    taken: set[str] = set()
    for table in all_tables(tally, centre.codes, language):
        sheet = book.add_worksheet(_sheet_name(table.title, taken))
        sheet.write_string(0, 0, table.title, looks.title)
        sheet.write_string(1, 0, about, looks.grey)
        if tally.narrowed.narrows:
            sheet.write_string(2, 0, narrowed_sentence(centre, tally.narrowed, language), looks.title)
        _write_table(sheet, table, looks)
        _set_up_page(sheet, table, about)
    book.close()
    return stream.getvalue()


_HEAD_LINE = 3


class _Looks:
    """The formats of a workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.grey = book.add_format({"font_color": "#555555"})
        head = {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter", "bg_color": "#EEF3F2"}
        self.head = book.add_format(head)
        self.number_head = book.add_format(head | {"align": "right"})
        self._cells = {
            (what, total): book.add_format(
                {"border": 1, "valign": "vcenter", "bold": total, "top": 2 if total else 1}
                | ({"num_format": what, "align": "right"} if what else {})
            )
            for what in ("", "#,##0", "0.0")
            for total in (False, True)
        }

    def of(self, cell: Cell, *, percent: bool, total: bool) -> xlsxwriter.format.Format:
        """Return the format of a cell; one without a figure is a blank cell with its frame."""
        what = "" if isinstance(cell, str) or cell is None else "0.0" if percent else "#,##0"
        return self._cells[what, total]


def _write_table(sheet: xlsxwriter.worksheet.Worksheet, table: Table, looks: _Looks) -> None:
    for column, text in enumerate(table.head):
        sheet.write_string(_HEAD_LINE, column, text, looks.number_head if column else looks.head)
    for line, row in enumerate(table.rows, start=_HEAD_LINE + 1):
        total = table.total and line == _HEAD_LINE + len(table.rows)
        for column, cell in enumerate(row):
            look = looks.of(cell, percent=column in table.percents, total=total)
            if isinstance(cell, str):
                sheet.write_string(line, column, cell, look)
            elif cell is None:
                sheet.write_blank(line, column, None, look)
            else:
                sheet.write_number(line, column, cell, look)


def _set_up_page(sheet: xlsxwriter.worksheet.Worksheet, table: Table, about: str) -> None:
    """Set the widths, and the page as it prints: A4, as wide as the table, its head and whose it is on every page."""
    labels = [str(row[0]) for row in table.rows] + [table.head[0]]
    sheet.set_column(0, 0, min(44, max(16, *(display_width(label) + 2 for label in labels))))
    sheet.set_column(1, max(1, len(table.head) - 1), 13)
    sheet.set_row(_HEAD_LINE, 32 if len(table.head) > 2 else None)
    sheet.freeze_panes(_HEAD_LINE + 1, 1)
    if len(table.head) > 5:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEAD_LINE)
    sheet.print_area(0, 0, _HEAD_LINE + max(1, len(table.rows)), len(table.head) - 1)
    sheet.set_header("&R&9" + _page_text(about))
    sheet.set_footer("&C&P / &N")


def _handoffs(label: str, row: HandoffRow) -> tuple[Cell, ...]:
    by_mode = tuple(row.by_mode[mode] for mode in HandoffMode)
    return (label, row.referrals, row.clients, *by_mode, row.not_yet_handed_over, row.warm, row.warm_rate)


def _page_text(text: str) -> str:
    """Return a text for the head of a printed sheet, where & begins a command and 255 characters are all there is."""
    shown = text[:120].replace("&", "&&")
    # A digit at once after the size would be read as part of it.
    return f" {shown}" if shown[:1].isdecimal() else shown


_LONGEST_SHEET_NAME = 31


def _sheet_name(title: str, taken: set[str]) -> str:
    """Return a title as a sheet's name and add it to those ``taken``.

    A workbook allows 31 characters, forbids a few, and no two names that differ in upper and lower case only.
    """
    plain = "".join(character for character in title if character not in "[]:*?/\\'")
    name = plain[:_LONGEST_SHEET_NAME]
    number = 1
    while name.casefold() in taken:
        number += 1
        ending = f" {number}"
        name = plain[: _LONGEST_SHEET_NAME - len(ending)] + ending
    taken.add(name.casefold())
    return name
