"""The tally as plain tables, for the terminal, for CSV and for a workbook: one layout, several forms."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

import xlsxwriter

from referral_desk.domain.codes import CodeBook, HandoffMode
from referral_desk.domain.documents.text import date_for
from referral_desk.domain.messages import N_
from referral_desk.domain.tally import HandoffRow, Tally, persons_are_reported
from referral_desk.i18n import Language, translator
from referral_desk.services.centre import Centre
from referral_desk.services.figure_lists import narrowed_sentence

_NARROWED = N_("Narrowed figures: not the ones to be submitted")

Cell = str | int | float | None
"""A number stays a number; None is a figure without a base, or one that forms do not ask."""


@dataclass(frozen=True)
class Table:
    """One table: ``title``, column heads, rows as long as the heads. ``percents`` are the columns that hold them."""

    name: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    percents: tuple[int, ...] = ()


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
            (tr("Service"), tr("Contacts"), tr("Persons")),
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
        ),
        Table(
            "categories",
            tr("Counselling by content"),
            (tr("Content"), tr("Contacts"), share),
            (
                *(
                    (codes.contact_categories.label(row.code, language), row.contacts, row.share)
                    for row in tally.by_category
                ),
                (total, tally.contacts, 100.0 if tally.contacts else None),
            ),
            percents=(2,),
        ),
        Table(
            "factors",
            tr("Factors (counted again, not added to totals)"),
            (tr("Factor"), tr("Contacts"), share),
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
        ),
    )


def period_title(tally: Tally, language: Language) -> str:
    """Return the period in words: 令和8年10月1日〜令和8年10月31日."""
    dash = "–" if language is Language.EN else "〜"
    return f"{date_for(tally.first, language)}{dash}{date_for(tally.last, language)}"


def to_csv(tally: Tally, codes: CodeBook, language: Language) -> bytes:
    """Return all tables one under the other, a blank line between them, UTF-8 with BOM for spreadsheets."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([translator(language)("Period"), tally.first.isoformat(), tally.last.isoformat()])
    if tally.narrowed.narrows:
        writer.writerow([translator(language)(_NARROWED)])
    for table in tables(tally, codes, language):
        writer.writerow([])
        writer.writerow([table.title])
        writer.writerow(table.head)
        writer.writerows(table.rows)
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8")


def to_xlsx(tally: Tally, centre: Centre, language: Language) -> bytes:
    """Return a workbook, a sheet a table, numbers as numbers, ready to be sent on."""
    stream = io.BytesIO()
    tr = translator(language)
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"{tr('Tally')} {period_title(tally, language)}", "author": centre.settings.name})
    book.set_calc_mode("auto")
    title = book.add_format({"bold": True, "font_size": 14})
    grey = book.add_format({"font_color": "#555555"})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter", "bg_color": "#EEF3F2"})
    words = book.add_format({"valign": "vcenter"})
    number = book.add_format({"num_format": "#,##0", "align": "right"})
    percent = book.add_format({"num_format": "0.0", "align": "right"})
    for table in tables(tally, centre.codes, language):
        sheet = book.add_worksheet(_sheet_name(table.title))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, max(1, len(table.head) - 1), 13)
        sheet.write_string(0, 0, table.title, title)
        sheet.write_string(1, 0, f"{centre.settings.name}\u3000{period_title(tally, language)}", grey)
        if tally.narrowed.narrows:
            sheet.write_string(2, 0, narrowed_sentence(centre, tally.narrowed, language), title)
        for column, text in enumerate(table.head):
            sheet.write_string(3, column, text, head)
        for line, row in enumerate(table.rows, start=4):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(line, column, cell, words)
                elif cell is not None:
                    sheet.write_number(line, column, cell, percent if column in table.percents else number)
        sheet.freeze_panes(4, 1)
        sheet.set_footer("&C&P / &N")
    book.close()
    return stream.getvalue()


def _handoffs(label: str, row: HandoffRow) -> tuple[Cell, ...]:
    by_mode = tuple(row.by_mode[mode] for mode in HandoffMode)
    return (label, row.referrals, row.clients, *by_mode, row.not_yet_handed_over, row.warm, row.warm_rate)


def _sheet_name(title: str) -> str:
    """Return a title as a sheet's name: at most 31 characters, none of those that a workbook forbids."""
    return "".join(character for character in title if character not in "[]:*?/\\'")[:31]
