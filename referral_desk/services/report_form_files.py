"""A filled report form on paper, and as a table or workbook that looks like it."""

from __future__ import annotations

import csv
import io

import xlsxwriter

from referral_desk.db.queries import closed_months
from referral_desk.domain.calendar import Period
from referral_desk.domain.closed_month import ClosedMonth
from referral_desk.domain.documents.report_form_page import compose_report_form_page
from referral_desk.domain.documents.text import date_for
from referral_desk.domain.form_filling import FilledForm, FilledLine, LineKind
from referral_desk.domain.ledger_cells import quoted
from referral_desk.domain.report_form import head_groups
from referral_desk.i18n import Language, translator
from referral_desk.reports.render import render
from referral_desk.services.centre import Centre


def form_pdf(centre: Centre, form: FilledForm, *, language: Language = Language.JA) -> bytes:
    """Return a filled form as the page that is submitted; raises MissingGlyphs."""
    content = compose_report_form_page(
        form=form,
        closings=_closings(centre, form),
        centre=centre.settings,
        codes=centre.codes,
        language=language,
        tr=translator(language),
        made_on=centre.today(),
    )
    return render(content)


def _closings(centre: Centre, form: FilledForm) -> tuple[ClosedMonth, ...]:
    """Return the closings that hold of the form's months."""
    with centre.read() as session:
        months = Period(form.first, form.last).each_month()
        found = (closed_months.of_month(session, *month) for month in months)
        return tuple(each for each in found if each is not None)


def _heads(form: FilledForm, language: Language) -> tuple[list[str], list[str]]:
    """Return the two lines of heads: groups, each over its first column, and labels."""
    tr = translator(language)
    groups = [""] * (len(form.profile.columns) + 1)
    for group in head_groups(form.profile.columns):
        groups[group.first + 1] = group.words.label(language)
    return groups, [tr("Row"), *(column.words.label(language) for column in form.profile.columns)]


def _label(line: FilledLine, language: Language) -> str:
    label, tr = line.words.label(language), translator(language)
    return tr("{label} (stated again)").format(label=label) if line.kind is LineKind.AGAIN else label


def period_words(form: FilledForm, language: Language) -> str:
    """Return the days that a form covers."""
    dash = "–" if language is Language.EN else "〜"
    return f"{date_for(form.first, language)}{dash}{date_for(form.last, language)}"


def to_csv(form: FilledForm, language: Language) -> bytes:
    """Return a filled form as CSV, UTF-8 with BOM for spreadsheets."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([quoted(form.profile.name.label(language)), form.first.isoformat(), form.last.isoformat()])
    for head in _heads(form, language):
        writer.writerow([quoted(text) for text in head])
    for line in form.lines:
        writer.writerow([quoted(_label(line, language)), *("" if cell is None else cell for cell in line.cells)])
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8")


def to_xlsx(form: FilledForm, centre: Centre, language: Language) -> bytes:
    """Return a filled form as a workbook that looks like the form, numbers as numbers."""
    stream = io.BytesIO()
    tr, profile = translator(language), form.profile
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    name = profile.name.label(language)
    book.set_properties({"title": f"{name} {period_words(form, language)}", "author": centre.settings.name})
    title = book.add_format({"bold": True, "font_size": 14})
    grey = book.add_format({"font_color": "#555555"})
    centred = {"border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
    head = book.add_format(centred | {"bold": True, "bg_color": "#EEF3F2"})
    looks = {
        (kind, what): book.add_format(
            {"border": 1, "valign": "vcenter", "bold": kind is LineKind.TOTAL}
            | ({"num_format": what, "align": "right"} if what else {})
        )
        for kind in LineKind
        for what in ("", "#,##0", "0.0")
    }
    sheet = book.add_worksheet(tr("Report form")[:31])
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, max(1, len(profile.columns)), 11)
    sheet.write_string(0, 0, name, title)
    sheet.write_string(1, 0, f"{centre.settings.name}\u3000{period_words(form, language)}", grey)
    sheet.merge_range(3, 0, 4, 0, "", head)
    for group in head_groups(profile.columns):
        first, last, words = group.first + 1, group.first + group.count, group.words.label(language)
        if group.count > 1:
            sheet.merge_range(3, first, 3, last, words, head)
        else:
            sheet.write_string(3, first, words, head)
    for place, column in enumerate(profile.columns, start=1):
        sheet.write_string(4, place, column.words.label(language), head)
    number = 5
    for line in form.lines:
        sheet.write_string(number, 0, _label(line, language), looks[line.kind, ""])
        for place, (cell, column) in enumerate(zip(line.cells, profile.columns, strict=True), start=1):
            look = looks[line.kind, "0.0" if column.measure.percent else "#,##0"]
            if cell is None:
                sheet.write_blank(number, place, None, look)
            else:
                sheet.write_number(number, place, cell, look)
        number += 1
    for note in profile.notes:
        number += 1
        sheet.write_string(number, 0, note.label(language), grey)
    sheet.freeze_panes(5, 1)
    sheet.set_footer("&C&P / &N")
    book.close()
    return stream.getvalue()
